//! One attachment of a session to one transport, seen from the server.

use std::collections::VecDeque;

use super::SessionConfig;
use crate::dialect::everwire::codec::{Control, Downstream, Hello, LargeTexts, frame_kind};
use crate::dialect::everwire::session::Intake;
use crate::link::Heartbeat;
use crate::payload::Payload;
use crate::time::Instant;

/// Every frame of a client that asks and never reads leaves one frame here.
const OUTGOING_MAX: usize = 1_024;

/// A link that a HELLO has opened.
#[derive(Clone, Debug)]
pub(super) struct Link<P> {
    /// The client's number for it.
    pub(super) number: u32,
    pub(super) downstream: Downstream,
    pub(super) intake: Intake,
    pub(super) heartbeat: Heartbeat,
    /// How long its polls are held, in ms.
    pub(super) hold: u64,
    /// How many messages the client had received at its latest poll.
    pub(super) cursor: u64,
    /// Control frames for the downstream.
    outgoing: VecDeque<P>,
    /// Control frames for the answer to the POST under way; a duplex link has only the one direction.
    replies: VecDeque<P>,
}

impl<P: Payload> Link<P> {
    pub(super) fn new(now: Instant, config: &SessionConfig, hello: &Hello, position: u64) -> Self {
        let interval = interval(config.heartbeat_interval, hello.heartbeat);
        let hold = granted_hold(config, hello);
        let silence = match hello.downstream {
            // Between two polls nothing can be heard, and none comes while one is held.
            Downstream::Poll => hold,
            Downstream::Duplex | Downstream::Stream => 0,
        };
        Self {
            number: hello.link,
            downstream: hello.downstream,
            intake: Intake::at(position),
            heartbeat: Heartbeat::new(
                now,
                interval.saturating_add(silence),
                config.heartbeat_timeout,
            ),
            hold,
            cursor: 0,
            outgoing: VecDeque::new(),
            replies: VecDeque::new(),
        }
    }

    /// Puts a control frame on the way down.
    pub(super) fn push(&mut self, control: &Control) {
        self.outgoing.push_back(control.encode());
    }

    /// Puts an acknowledgement on the way down. It says all that earlier ones said, so none of them needs to wait.
    pub(super) fn push_ack(&mut self, count: u64) {
        self.outgoing.retain(|frame| frame_kind(frame) != Some('A'));
        self.push(&Control::Ack(count));
    }

    /// Puts a control frame into the answer to what just came in.
    pub(super) fn reply(&mut self, control: &Control) {
        match self.downstream {
            Downstream::Duplex => self.outgoing.push_back(control.encode()),
            Downstream::Stream | Downstream::Poll => self.replies.push_back(control.encode()),
        }
    }

    /// How large texts travel down.
    pub(super) const fn large_texts(&self) -> LargeTexts {
        match self.downstream {
            Downstream::Duplex => LargeTexts::AsOctets,
            Downstream::Stream | Downstream::Poll => LargeTexts::Verbatim,
        }
    }

    /// Puts a data frame on the way down.
    pub(super) fn push_frame(&mut self, frame: P) {
        self.outgoing.push_back(frame);
    }

    /// Takes back the data frames that are still here, with what announces them and the CLOSE that follows them: they
    /// are to be transmitted again.
    pub(super) fn drop_data(&mut self) {
        self.outgoing.retain(|frame| {
            frame_kind(frame).is_some_and(|kind| !matches!(kind, 'T' | 'E' | 'L' | 'O' | 'N' | 'C'))
        });
    }

    /// Whether nothing is on the way down.
    pub(super) fn is_idle(&self) -> bool {
        self.outgoing.is_empty()
    }

    /// Whether more is on the way down than a client that reads ever lets pile up.
    pub(super) fn is_overfull(&self) -> bool {
        self.outgoing.len() > OUTGOING_MAX
    }

    pub(super) fn pop(&mut self) -> Option<P> {
        self.outgoing.pop_front()
    }

    pub(super) fn take_replies(&mut self) -> VecDeque<P> {
        std::mem::take(&mut self.replies)
    }
}

/// How long polls of this client are held, in ms.
pub(super) fn granted_hold(config: &SessionConfig, hello: &Hello) -> u64 {
    interval(config.hold, hello.heartbeat)
}

/// The server's interval, or the client's where that is shorter.
fn interval(own: u64, asked: u64) -> u64 {
    if asked == 0 {
        own
    } else {
        own.min(asked.max(SessionConfig::MIN_INTERVAL))
    }
}

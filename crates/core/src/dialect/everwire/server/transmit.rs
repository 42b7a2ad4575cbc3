//! Frames to the client.

use super::ServerSession;
use super::ending::Phase;
use crate::payload::Payload;
use crate::time::Instant;

/// What a link's downstream is to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next<P> {
    /// Send this frame.
    Frame(P),
    /// Nothing at the moment.
    Wait,
    /// End: the session has ended, or another link has taken over.
    End,
}

impl<P: Payload> ServerSession<P> {
    /// The next frame for the downstream of this link. To be called again after each frame, after each input, and at
    /// each timeout.
    pub fn transmit(&mut self, now: Instant, number: u32) -> Next<P> {
        if !self.is_attached(number) {
            return Next::End;
        }
        if self.active == Some(number) {
            self.fill(now, number);
        }
        match self.link_mut(number).and_then(super::link::Link::pop) {
            Some(frame) => Next::Frame(frame),
            None if matches!(self.phase, Phase::Ended(_)) => Next::End,
            None => Next::Wait,
        }
    }

    /// The count to acknowledge with on this link. Only on the active one it settles what is due: the client may have
    /// left any other.
    pub(super) fn acknowledge_on(&mut self, number: u32) -> u64 {
        if self.active == Some(number) {
            self.inbox.acknowledge()
        } else {
            self.inbox.consumed()
        }
    }

    /// Puts an acknowledgement that is due on the active link.
    pub(super) fn push_due_ack(&mut self, now: Instant) {
        // The last acknowledgement goes before CLOSE, and has gone.
        if self.end().is_some() {
            return;
        }
        let Some(active) = self.active else { return };
        let Some(count) = self.inbox.take_due(now) else {
            return;
        };
        if let Some(link) = self.link_mut(active) {
            link.push_ack(count);
        }
    }

    /// Moves data, an acknowledgement that is due, and a CLOSE to the active link, where it has nothing left to send.
    fn fill(&mut self, now: Instant, number: u32) {
        self.push_due_ack(now);
        let Some(link) = self.links.iter_mut().find(|link| link.number == number) else {
            return;
        };
        if link.is_idle() {
            let large_texts = link.large_texts();
            self.outbox
                .transmit(large_texts, |frame| link.push_frame(frame));
        }
        self.send_close();
    }
}

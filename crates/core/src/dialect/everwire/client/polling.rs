//! The downstream of a long-polling link: how long a poll is held, and what follows its end.

use super::Client;
use super::Output;
use super::link::{Down, Http, Link, Wire};
use crate::channel::{ChannelId, Transport};
use crate::connect::Failure;
use crate::dialect::everwire::codec::{Control, requests};
use crate::error::ErrorCode;
use crate::payload::Payload;
use crate::time::Instant;

/// Polls answered out of hand with nothing, in a row, before the link is given up.
const EMPTY_ANSWERS: u32 = 2;

/// A poll that is cut this early was not cut for being held. In ms.
const CUT_MIN: u64 = 200;

/// A shorter hold than this is none: the link polls at an interval. In ms.
const HOLD_MIN: u64 = 500;

impl<P: Payload> Client<P> {
    /// Opens the next poll of a long-polling link.
    pub(super) fn poll(&mut self, now: Instant, number: u32) {
        let Some(credentials) = self.identity.credentials(number) else {
            return;
        };
        let timeout = self.config.heartbeat_timeout;
        let hold = self.next_hold(number);
        let channel = self.next_channel();
        let Some(Link {
            transport: Transport::LongPoll,
            wire: Wire::Http(http),
            intake,
            ..
        }) = self.link_mut(number)
        else {
            return;
        };
        intake.begin_body();
        let deadline = now.after(hold.saturating_add(timeout));
        http.down = Down::Poll {
            channel,
            began: now,
            hold,
            deadline,
            frames: 0,
        };
        let received = self.inbox.received();
        // The cursor of a poll acknowledges.
        self.inbox.acknowledge();
        let what = requests::poll(&self.connector.target().url, &credentials, received, hold);
        self.outputs.push_back(Output::Open { channel, what });
    }

    /// How long the next poll may be held, in ms.
    fn next_hold(&self, number: u32) -> u64 {
        let granted = match self.link(number).map(|link| &link.wire) {
            Some(Wire::Http(http)) if self.may_hold() => http.granted_hold,
            _ => 0,
        };
        self.hold_limit.unwrap_or(u64::MAX).min(granted)
    }

    /// A poll was answered, with frames or without.
    pub(super) fn poll_answered(&mut self, now: Instant, number: u32) {
        let interval = self.config.poll_interval;
        let is_next_short = self.next_hold(number) == 0;
        let Some(link) = self.link_mut(number) else {
            return;
        };
        link.heartbeat.hear(now);
        let Wire::Http(http) = &mut link.wire else {
            return;
        };
        let Down::Poll {
            began,
            hold,
            frames,
            ..
        } = http.down
        else {
            return;
        };
        let is_short = hold == 0;
        let is_fruitless = frames == 0;
        let is_empty = is_fruitless && !is_short && now.since(began) < hold / 2;
        http.failures = if is_empty { http.failures + 1 } else { 0 };
        if http.failures > EMPTY_ANSWERS {
            // Somebody else answers our polls, at once and with nothing.
            self.link_failed(now, number, Failure::new(ErrorCode::Protocol));
            return;
        }
        if is_short && is_fruitless && is_next_short {
            http.down = Down::Pause {
                until: now.after(interval),
            };
        } else {
            http.down = Down::None;
            self.poll(now, number);
        }
        if is_fruitless {
            self.ask_for_ack(now, number);
        }
    }

    /// The acknowledgement of what was sent may have gone with an answer that was lost. Every POST is answered with one.
    fn ask_for_ack(&mut self, now: Instant, number: u32) {
        if self.outbox.unacknowledged() > 0 {
            let ack = Control::Ack(self.inbox.acknowledge());
            self.push_control(number, &ack);
            self.post(now, number);
        }
    }

    /// A poll was cut. If it had been held for a while, polls are held for less from now on.
    pub(super) fn poll_cut(&mut self, now: Instant, number: u32) {
        let Some(http) = self.http_mut(number) else {
            return;
        };
        if let Down::Poll {
            began,
            hold,
            frames: 0,
            ..
        } = http.down
        {
            let lasted = now.since(began);
            if lasted >= CUT_MIN && lasted < hold {
                let limit = lasted / 4 * 3;
                self.hold_limit = Some(if limit < HOLD_MIN { 0 } else { limit });
            }
        }
        self.poll(now, number);
        self.ask_for_ack(now, number);
    }

    /// The pause between two short polls is over.
    pub(super) fn resume_polling(&mut self, now: Instant) {
        let is_over = |link: &&Link<P>| matches!(&link.wire, Wire::Http(Http { down: Down::Pause { until }, .. }) if *until <= now);
        if let Some(number) = self
            .connector
            .links()
            .iter()
            .find(is_over)
            .map(|link| link.number)
        {
            self.connector.request_permit_again(&mut self.outputs);
            self.poll(now, number);
        }
    }

    /// When the next short poll is due.
    pub(super) fn poll_deadline(&self) -> Option<Instant> {
        let until = |link: &Link<P>| match &link.wire {
            Wire::Http(Http {
                down: Down::Pause { until },
                ..
            }) => Some(*until),
            _ => None,
        };
        self.connector.links().iter().filter_map(until).min()
    }
}

impl<P> Http<P> {
    /// Whether this channel is its poll.
    pub(super) const fn is_poll(&self, id: ChannelId) -> bool {
        matches!(self.down, Down::Poll { channel, .. } if channel.0 == id.0)
    }
}

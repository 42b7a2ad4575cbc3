//! The downstream of a long-polling link: how long a poll is held, and what follows its end.

use super::link::{Link, Wire};
use super::{Client, Output};
use crate::channel::Transport;
use crate::connect::Failure;
use crate::dialect::everwire::codec::{Control, requests};
use crate::error::ErrorCode;
use crate::link::AfterPoll;
use crate::payload::Payload;
use crate::time::Instant;

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
        http.polled(now, channel, hold, timeout);
        let received = self.inbox.received();
        // The cursor of a poll acknowledges.
        self.inbox.acknowledge();
        let what = requests::poll(&self.connector.target().url, &credentials, received, hold);
        self.outputs.push_back(Output::Open { channel, what });
    }

    /// How long the next poll may be held, in ms.
    fn next_hold(&self, number: u32) -> u64 {
        let granted = match self.link(number).map(|link| &link.wire) {
            Some(Wire::Http(http)) if self.may_hold() => http.granted_hold(),
            _ => 0,
        };
        self.hold_limit.of(granted)
    }

    /// A poll was answered, with frames or without.
    pub(super) fn poll_answered(&mut self, now: Instant, number: u32) {
        let interval = self.config.poll_interval;
        let next_hold = self.next_hold(number);
        let Some(link) = self.link_mut(number) else {
            return;
        };
        link.heartbeat.alive(now);
        let Wire::Http(http) = &mut link.wire else {
            return;
        };
        match http.poll_answered(now, next_hold, interval) {
            None => {}
            Some(AfterPoll::Poll { had_frames: true }) => self.poll(now, number),
            Some(AfterPoll::Poll { had_frames: false }) => {
                self.poll(now, number);
                self.ask_for_ack(now, number);
            }
            Some(AfterPoll::Pause) => self.ask_for_ack(now, number),
            Some(AfterPoll::GiveUp) => {
                self.link_failed(now, number, Failure::new(ErrorCode::Protocol));
            }
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
        if let Some(Wire::Http(http)) = self.connector.link(number).map(|link| &link.wire) {
            http.poll_cut(now, &mut self.hold_limit);
        }
        self.poll(now, number);
        self.ask_for_ack(now, number);
    }

    /// The pause between two short polls is over.
    pub(super) fn resume_polling(&mut self, now: Instant) {
        let is_over = |link: &&Link<P>| link.pause().is_some_and(|until| until <= now);
        let resumed = self.connector.links().iter().find(is_over);
        if let Some(number) = resumed.map(|link| link.number) {
            self.connector.request_permit_again(&mut self.outputs);
            self.poll(now, number);
        }
    }

    /// When the next short poll is due.
    pub(super) fn poll_deadline(&self) -> Option<Instant> {
        self.connector.links().iter().filter_map(Link::pause).min()
    }
}

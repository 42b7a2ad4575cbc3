//! Attempts and links: what the connector decides is carried out here.

use super::link::{Link, Stage, Wire};
use super::state::Phase;
use super::{Client, Event, Output};
use crate::channel::{ChannelId, Transport};
use crate::connect::{Candidate, Decision, Failure, Fallout, Resolved, Target};
use crate::dialect::everwire::codec::{Hello, requests};
use crate::dialect::everwire::session::Intake;
use crate::error::ErrorCode;
use crate::link::{Heartbeat, HttpLink};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn resolved(&mut self, now: Instant, attempt: u32, target: Target) {
        match self.connector.resolved(now, attempt, target) {
            Resolved::Stale => {}
            Resolved::NoTransport => self.give_up(Failure::new(ErrorCode::NoTransport)),
            Resolved::Start(transport) => self.open_link(now, transport),
        }
    }

    pub(super) fn unresolved(&mut self, now: Instant, attempt: u32) {
        if self.connector.is_resolving(attempt) {
            self.attempt_failed(now, Failure::new(ErrorCode::ProviderFailed));
        }
    }

    /// The race's next transport is due.
    pub(super) fn race_due(&mut self, now: Instant) {
        if let Some(transport) = self.connector.start_next(now) {
            self.open_link(now, transport);
        }
    }

    /// A better transport is to be tried beside the live one.
    pub(super) fn upgrade_due(&mut self, now: Instant) {
        if let Some(transport) = self.connector.take_upgrade() {
            self.open_link(now, transport);
        }
    }

    /// Opens a link; it waits for USE if another one is under way or live.
    fn open_link(&mut self, now: Instant, transport: Transport) {
        let number = self.connector.next_link();
        let channel = self.next_channel();
        let deadline = now.after(self.config.connect_timeout);
        let wire = match transport {
            Transport::WebSocket => Wire::Socket(channel),
            Transport::Sse | Transport::LongPoll => Wire::Http(HttpLink::new()),
        };
        let link = Link {
            number,
            transport,
            epoch: self.identity.epoch(),
            standby: !self.connector.links().is_empty(),
            claim: 0,
            stage: Stage::Opening { deadline },
            wire,
            intake: Intake::at(self.inbox.received()),
            heartbeat: Heartbeat::new(now, 0, 0),
        };
        self.connector.add(now, link, &mut self.outputs);
        match transport {
            Transport::WebSocket => self.open_socket(number, channel),
            Transport::Sse | Transport::LongPoll => self.hello_when_admitted(now, number),
        }
    }

    fn open_socket(&mut self, number: u32, channel: ChannelId) {
        let hello = self.hello_of(number);
        let early = hello.and_then(|hello| Hello::to_subprotocol(&hello));
        let what = requests::websocket(&self.connector.target().url, early);
        self.outputs.push_back(Output::Open { channel, what });
    }

    /// A link has failed or ended, or is given up.
    pub(super) fn link_failed(&mut self, now: Instant, number: u32, failure: Failure) {
        let fallout = self.connector.fail(now, number, failure, &mut self.outputs);
        self.check_carrier();
        match fallout {
            Fallout::None => {}
            Fallout::Lost => self.link_lost(now, failure),
            Fallout::Next(transport) => self.open_link(now, transport),
            Fallout::AttemptFailed(failure) => self.attempt_failed(now, failure),
        }
    }

    /// Lets a link go that is not needed any more.
    pub(super) fn release_link(&mut self, now: Instant, number: u32) {
        self.connector.release(now, number, &mut self.outputs);
        self.check_carrier();
    }

    /// Lets all links go.
    pub(super) fn release_all_links(&mut self, now: Instant) {
        self.connector.release_all(now, &mut self.outputs);
        self.check_carrier();
    }

    /// Where the link is gone for which the outbox counts, what was transmitted on it may be lost.
    pub(super) fn check_carrier(&mut self) {
        if self
            .carrier
            .is_some_and(|carrier| self.link(carrier).is_none())
        {
            self.carrier = None;
            self.outbox.rewind_all();
        }
    }

    /// The link that carried the session is gone.
    fn link_lost(&mut self, now: Instant, failure: Failure) {
        self.connector.lost(now);
        self.close_unsent();
        if matches!(self.phase, Phase::Answered { .. }) {
            self.finish_answered();
            return;
        }
        if self.connector.race_with_upgrade(now, failure) {
            self.announce_attempt(failure.code);
            return;
        }
        let is_final = !failure.is_retryable() && self.connector.is_refused_for_good(failure);
        match self.phase {
            Phase::Open if is_final => self.give_up(failure),
            Phase::Open => self.connector.await_decision(failure, &mut self.outputs),
            Phase::Flushing { .. } if self.outbox.unacknowledged() > 0 => {
                self.connector.begin_attempt(&mut self.outputs);
            }
            _ => self.finish_abnormally(),
        }
    }

    /// No transport got through.
    fn attempt_failed(&mut self, now: Instant, failure: Failure) {
        self.connector.attempt_failed();
        if !matches!(self.phase, Phase::New | Phase::Open) {
            self.connector.retry_unasked(now);
            return;
        }
        if self.connector.is_refused_for_good(failure) {
            self.give_up(failure);
            return;
        }
        self.connector.lost(now);
        self.emit(Event::Failed(failure));
        self.connector.await_decision(failure, &mut self.outputs);
    }

    pub(super) fn decided(&mut self, now: Instant, go_on: bool) {
        match self.connector.decided(now, go_on) {
            None => {}
            Some(Decision::GiveUp(failure)) => self.give_up(failure),
            Some(Decision::Retry(retry, reason)) => self.emit(Event::Reconnecting {
                attempt: retry.attempt,
                delay: retry.delay,
                reason,
            }),
        }
    }

    /// Ends what is under way and begins an attempt at once.
    pub(super) fn restart(&mut self, now: Instant, reason: ErrorCode) {
        self.release_all_links(now);
        self.close_unsent();
        self.connector.lost(now);
        self.announce_attempt(reason);
        self.connector.begin_attempt(&mut self.outputs);
    }

    /// Tells an application that is not closing of an attempt that follows at once.
    fn announce_attempt(&mut self, reason: ErrorCode) {
        if matches!(self.phase, Phase::Open) {
            self.emit(Event::Reconnecting {
                attempt: self.connector.next_attempt(),
                delay: 0,
                reason,
            });
        }
    }

    /// The end, because of this failure.
    pub(super) fn give_up(&mut self, failure: Failure) {
        self.emit(Event::Failed(failure));
        self.finish_abnormally();
    }

    pub(super) const fn next_channel(&mut self) -> ChannelId {
        self.connector.next_channel()
    }

    pub(super) fn link(&self, number: u32) -> Option<&Link<P>> {
        self.connector.link(number)
    }

    pub(super) fn link_mut(&mut self, number: u32) -> Option<&mut Link<P>> {
        self.connector.link_mut(number)
    }

    /// Whether this link carries the session.
    pub(super) const fn is_live(&self, number: u32) -> bool {
        self.connector.is_live(number)
    }
}

impl<P: Payload> Candidate for Link<P> {
    fn number(&self) -> u32 {
        self.number
    }

    fn transport(&self) -> Transport {
        self.transport
    }

    fn is_proven(&self) -> bool {
        matches!(self.stage, Stage::Proven)
    }

    fn channels(&self) -> impl Iterator<Item = ChannelId> {
        self.open_channels().into_iter().flatten()
    }
}

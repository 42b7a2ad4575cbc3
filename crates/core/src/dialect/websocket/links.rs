//! Links: how one is made, and what follows when it ends.

use super::closing::Phase;
use super::{Client, Close, Event, HeartbeatConfig, Outcome, Output};
use crate::channel::{ChannelId, OpenChannel, Transport};
use crate::connect::{Candidate, Decision, Failure, Resolved, Target};
use crate::error::ErrorCode;
use crate::link::Heartbeat;
use crate::payload::Payload;
use crate::time::Instant;

/// One WebSocket.
#[derive(Clone, Debug)]
pub(super) struct Link {
    number: u32,
    pub(super) channel: ChannelId,
    stage: Stage,
    pub(super) heartbeat: Heartbeat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// It must be open by then.
    Connecting { deadline: Instant },
    /// Messages flow.
    Open,
    /// It has ended by itself, after it was open or before.
    Ended { was_open: bool },
}

impl Link {
    /// When it must be open.
    pub(super) const fn deadline(&self) -> Option<Instant> {
        match self.stage {
            Stage::Connecting { deadline } => Some(deadline),
            Stage::Open | Stage::Ended { .. } => None,
        }
    }
}

impl Candidate for Link {
    fn number(&self) -> u32 {
        self.number
    }

    fn transport(&self) -> Transport {
        Transport::WebSocket
    }

    fn is_proven(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Ended { was_open: true })
    }

    fn channels(&self) -> impl Iterator<Item = ChannelId> {
        let is_there = !matches!(self.stage, Stage::Ended { .. });
        is_there.then_some(self.channel).into_iter()
    }
}

impl<P: Payload> Client<P> {
    pub(super) fn resolved(&mut self, now: Instant, attempt: u32, target: Target) {
        match self.connector.resolved(now, attempt, target) {
            Resolved::Stale => {}
            Resolved::NoTransport => self.dropped(now, Close::abnormal(), ErrorCode::NoTransport),
            Resolved::Start(_) => self.open(now),
        }
    }

    pub(super) fn unresolved(&mut self, now: Instant, attempt: u32) {
        if self.connector.is_resolving(attempt) {
            self.dropped(now, Close::abnormal(), ErrorCode::ProviderFailed);
        }
    }

    fn open(&mut self, now: Instant) {
        let (number, channel) = (self.connector.next_link(), self.connector.next_channel());
        let deadline = now.after(self.config.connect_timeout);
        let stage = Stage::Connecting { deadline };
        let heartbeat = Heartbeat::new(now, 0, 0);
        let link = Link {
            number,
            channel,
            stage,
            heartbeat,
        };
        self.connector.add(now, link, &mut self.outputs);
        let target = self.connector.target();
        let what = OpenChannel::WebSocket {
            url: target.url.clone(),
            protocols: target.protocols.clone(),
        };
        self.outputs.push_back(Output::Open { channel, what });
    }

    pub(super) fn opened(&mut self, now: Instant, channel: ChannelId) {
        let heartbeat = match self.config.heartbeat {
            None => Heartbeat::new(now, 0, 0),
            Some(HeartbeatConfig {
                interval, timeout, ..
            }) => Heartbeat::new(now, interval, timeout),
        };
        let is_it = |link: &&mut Link| link.channel == channel && link.deadline().is_some();
        let Some(link) = self.connector.links_mut().iter_mut().find(is_it) else {
            return;
        };
        if matches!(self.phase, Phase::Closing(_)) {
            return;
        }
        link.stage = Stage::Open;
        link.heartbeat = heartbeat;
        let number = link.number;
        self.phase = Phase::Opened;
        self.connector.recovered();
        self.connector.activate(now, number, &mut self.outputs);
        self.emit(Event::Opened);
        self.settle_all(Outcome::Sent);
    }

    pub(super) fn ended(&mut self, now: Instant, channel: ChannelId, close: Close) {
        let Some(link) = self.link_of(channel) else {
            return;
        };
        let was_open = link.stage == Stage::Open;
        link.stage = Stage::Ended { was_open };
        if matches!(self.phase, Phase::Closing(_)) {
            self.end(close);
        } else {
            self.link_failed(now, close);
        }
    }

    /// No link can ever be made to this address.
    pub(super) fn refused(&mut self, channel: ChannelId) {
        if let Some(link) = self.link_of(channel) {
            link.stage = Stage::Ended { was_open: false };
            self.end(Close::abnormal());
        }
    }

    /// The link is given up: it is not open in time, or does not answer.
    pub(super) fn give_up_link(&mut self, now: Instant) {
        self.link_failed(now, Close::abnormal());
    }

    pub(super) fn decided(&mut self, now: Instant, go_on: bool) {
        let decision = self.connector.decided(now, go_on);
        self.act_on(decision);
    }

    /// The link is gone.
    fn link_failed(&mut self, now: Instant, close: Close) {
        let Some(link) = self.connector.links().first() else {
            return;
        };
        let (number, was_open) = (link.number, link.is_proven());
        let code = if was_open {
            ErrorCode::LinkLost
        } else {
            ErrorCode::Unreachable
        };
        let failure = failure_of(code, &close);
        self.connector.fail(now, number, failure, &mut self.outputs);
        self.dropped(now, close, code);
    }

    /// There is no link, because of this.
    fn dropped(&mut self, now: Instant, close: Close, code: ErrorCode) {
        let failure = failure_of(code, &close);
        self.connector.lost(now);
        self.connector.attempt_failed();
        self.last_close = close;
        let (close, goes_on) = self.last_close();
        if !self.config.reconnect {
            self.end(close.clone());
        } else if self.config.asks_application {
            self.connector.await_decision(failure, &mut self.outputs);
        } else {
            let decision = self.connector.decide(now, goes_on, failure);
            self.act_on(Some(decision));
        }
    }

    fn act_on(&mut self, decision: Option<Decision>) {
        let close = self.last_close.clone();
        match decision {
            None => {}
            Some(Decision::GiveUp(_)) => self.end(close),
            Some(Decision::Retry(retry, _)) => self.emit(Event::Reconnecting {
                attempt: retry.attempt,
                delay: retry.delay,
                close,
            }),
        }
    }

    fn link_of(&mut self, channel: ChannelId) -> Option<&mut Link> {
        let links = self.connector.links_mut();
        links.iter_mut().find(|link| link.channel == channel)
    }
}

const fn failure_of(code: ErrorCode, close: &Close) -> Failure {
    Failure {
        close_code: close.code,
        ..Failure::new(code)
    }
}

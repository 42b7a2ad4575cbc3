//! Attempts: the providers are asked, then the transports race.

use super::link::{Http, Link, Stage, Wire};
use super::state::{Carriage, Phase, Race};
use super::{Client, Failure, LinkStage, Output, Target};
use crate::channel::{ChannelId, Transport};
use crate::dialect::everwire::codec::{Hello, requests};
use crate::dialect::everwire::session::Intake;
use crate::error::ErrorCode;
use crate::link::Heartbeat;
use crate::payload::Payload;
use crate::time::Instant;

/// The delay of a race where nothing is known of the network, in ms.
const RACE_DELAY: u64 = 300;
/// Where the round-trip time is known: so many of it, from so many ms up to so many.
const RACE_ROUND_TRIPS: u64 = 5;
const RACE_MIN: u64 = 40;
const RACE_MAX: u64 = 1_500;

impl<P: Payload> Client<P> {
    pub(super) fn start(&mut self) {
        if matches!((&self.phase, &self.carriage), (Phase::New, Carriage::Idle)) {
            self.begin_attempt();
        }
    }

    /// Asks the providers where to connect; whatever was under way has ended.
    pub(super) fn begin_attempt(&mut self) {
        self.attempt = self.attempt.wrapping_add(1);
        self.carriage = Carriage::Resolving {
            attempt: self.attempt,
        };
        self.outputs.push_back(Output::Resolve {
            attempt: self.attempt,
        });
    }

    pub(super) fn resolved(&mut self, now: Instant, attempt: u32, target: Target) {
        if !self.is_resolving(attempt) {
            return;
        }
        self.target = target;
        if attempt == 1 {
            self.recall(now);
        }
        let order = self.transports(now);
        if order.is_empty() {
            self.give_up(Failure::new(ErrorCode::NoTransport));
            return;
        }
        self.carriage = Carriage::Racing(Race {
            pending: order.into_iter(),
            next: now,
            failure: None,
        });
        self.start_next(now);
    }

    pub(super) fn unresolved(&mut self, now: Instant, attempt: u32) {
        if self.is_resolving(attempt) {
            self.attempt_failed(now, Failure::new(ErrorCode::ProviderFailed));
        }
    }

    fn is_resolving(&self, wanted: u32) -> bool {
        matches!(self.carriage, Carriage::Resolving { attempt } if attempt == wanted)
    }

    /// Starts the race's next transport beside those that are under way.
    pub(super) fn start_next(&mut self, now: Instant) {
        let delay = self.race_delay();
        let Carriage::Racing(race) = &mut self.carriage else {
            return;
        };
        let Some(transport) = race.pending.next() else {
            return;
        };
        race.next = now.after(delay);
        self.open_link(now, transport);
    }

    /// Opens a link; it waits for USE if another one is under way or live.
    pub(super) fn open_link(&mut self, now: Instant, transport: Transport) {
        self.last_link = self.last_link.wrapping_add(1);
        let channel = self.next_channel();
        let deadline = now.after(self.config.connect_timeout);
        let wire = match transport {
            Transport::WebSocket => Wire::Socket(channel),
            Transport::Sse | Transport::LongPoll => Wire::Http(Http::new()),
        };
        self.links.push(Link {
            number: self.last_link,
            transport,
            epoch: self.epoch,
            standby: !self.links.is_empty(),
            claim: 0,
            stage: Stage::Opening { deadline },
            wire,
            intake: Intake::at(self.inbox.received()),
            heartbeat: Heartbeat::new(now, 0, 0),
        });
        self.trace(now, self.last_link, transport, LinkStage::Connecting);
        match transport {
            Transport::WebSocket => {
                let hello = self.introduce(self.last_link);
                let early = hello.and_then(|hello| Hello::to_subprotocol(&hello));
                let what = requests::websocket(&self.target.url, early);
                self.outputs.push_back(Output::Open { channel, what });
            }
            Transport::Sse | Transport::LongPoll => self.greet_with_slot(now, self.last_link),
        }
    }

    /// The chosen transports that exist here: the one that worked last first, those that do not get through last.
    fn transports(&self, now: Instant) -> Vec<Transport> {
        let rank = |transport| {
            let is_doubtful = self.verdicts.is_doubtful(now, transport);
            u8::from(is_doubtful) * 2 + u8::from(self.preferred != Some(transport))
        };
        // A general sort weighs kilobytes in WebAssembly.
        let mut transports = Vec::new();
        for wanted in 0..4 {
            for transport in self.existing() {
                if rank(transport) == wanted {
                    transports.push(transport);
                }
            }
        }
        transports
    }

    /// How long a transport may stay unproven before the next one starts: time for name, TCP, TLS, upgrade and HELLO.
    fn race_delay(&self) -> u64 {
        let known = self.rtt.or(self.target.memory.rtt);
        let rtt = known.or(self.target.rtt);
        let adapted = rtt.map_or(RACE_DELAY, |rtt| {
            rtt.saturating_mul(RACE_ROUND_TRIPS)
                .saturating_add(RACE_MIN)
                .min(RACE_MAX)
        });
        self.config.race_delay.unwrap_or(adapted)
    }

    /// The best of the chosen transports that exist here.
    pub(super) fn best_transport(&self) -> Option<Transport> {
        self.existing().next()
    }

    /// The chosen transports that exist here, the best first.
    fn existing(&self) -> impl Iterator<Item = Transport> {
        let exists = |transport: &Transport| self.target.available.contains(transport);
        self.config.transports.iter().copied().filter(exists)
    }

    /// Whether the application prefers `a` to `b`.
    pub(super) fn is_better(&self, a: Transport, b: Transport) -> bool {
        let rank = |wanted| {
            let mut chosen = self.config.transports.iter();
            chosen
                .position(|transport| *transport == wanted)
                .unwrap_or(usize::MAX)
        };
        rank(a) < rank(b)
    }

    pub(super) const fn next_channel(&mut self) -> ChannelId {
        self.last_channel = self.last_channel.wrapping_add(1);
        ChannelId(self.last_channel)
    }

    pub(super) fn link(&self, number: u32) -> Option<&Link<P>> {
        self.links.iter().find(|link| link.number == number)
    }

    pub(super) fn link_mut(&mut self, number: u32) -> Option<&mut Link<P>> {
        self.links.iter_mut().find(|link| link.number == number)
    }

    /// Whether this link carries the session.
    pub(super) const fn is_live(&self, number: u32) -> bool {
        matches!(self.carriage, Carriage::Live { link, .. } if link == number)
    }

    pub(super) fn live_link(&self) -> Option<&Link<P>> {
        match self.carriage {
            Carriage::Live { link, .. } => self.link(link),
            _ => None,
        }
    }
}

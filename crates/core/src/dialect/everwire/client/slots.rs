//! Slots for held requests. Over HTTP/1.1 a browser opens six connections to a host, for all tabs together; if every tab
//! held one with a poll or an event stream, none would be left to send on. So there are fewer slots than connections,
//! and a client that gets none polls at an interval.

use super::link::{Down, Http, Link, Stage, Up, Wire};
use super::{Client, LinkStage, Output, Permit};
use crate::channel::Transport;
use crate::payload::Payload;
use crate::time::Instant;

/// Where nobody counts the connections, a POST that has not been answered after this time (ms) waits for one.
const STALL: u64 = 2_000;

/// What this client has of the slots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Claim {
    /// No link may hold a request.
    None,
    /// One was asked for.
    Asked,
    /// The answer.
    Answered(Permit),
}

impl<P: Payload> Client<P> {
    /// An HTTP link is to greet, once it is known whether it may hold a request.
    pub(super) fn greet_with_slot(&mut self, now: Instant, number: u32) {
        match self.claim {
            Claim::Answered(Permit::Granted | Permit::Unknown) => self.greet(now, number),
            Claim::Asked => {}
            Claim::None | Claim::Answered(Permit::Denied) => self.ask_for_slot(),
        }
    }

    /// Asks once more, if there was none.
    pub(super) fn ask_again_for_slot(&mut self) {
        if self.claim == Claim::Answered(Permit::Denied) {
            self.ask_for_slot();
        }
    }

    fn ask_for_slot(&mut self) {
        self.claim = Claim::Asked;
        self.outputs.push_back(Output::RequestPermit);
    }

    pub(super) fn slot_answered(&mut self, now: Instant, slot: Permit) {
        if self.claim != Claim::Asked {
            return;
        }
        self.claim = Claim::Answered(slot);
        while let Some(link) = self.links.iter().find(|link| link.awaits_slot()) {
            let (number, transport) = (link.number, link.transport);
            match (slot, transport) {
                (Permit::Denied, Transport::Sse) => self.do_without_stream(now, number),
                _ => self.greet(now, number),
            }
        }
    }

    /// Polls need not be held: they take the place of an event stream, unless something carries the session already.
    fn do_without_stream(&mut self, now: Instant, number: u32) {
        if self.is_connected() {
            self.remove_link(now, number);
            self.upgrade_failed(now);
            return;
        }
        self.trace(now, number, Transport::Sse, LinkStage::Released);
        self.last_link = self.last_link.wrapping_add(1);
        let successor = self.last_link;
        if let Some(link) = self.link_mut(number) {
            link.number = successor;
            link.transport = Transport::LongPoll;
        }
        self.trace(now, successor, Transport::LongPoll, LinkStage::Connecting);
        self.greet(now, successor);
    }

    /// Lets the slot go when no link can need it any more.
    pub(super) fn free_unneeded_slot(&mut self) {
        let is_http = |link: &Link<P>| matches!(link.wire, Wire::Http(_));
        if self.claim != Claim::None && !self.links.iter().any(is_http) {
            self.claim = Claim::None;
            self.outputs.push_back(Output::ReleasePermit);
        }
    }

    /// Whether requests may be held.
    pub(super) const fn may_hold(&self) -> bool {
        matches!(
            self.claim,
            Claim::Answered(Permit::Granted | Permit::Unknown)
        )
    }

    /// When a POST will have waited for too long for a connection that its own poll may be holding.
    pub(super) fn stall_deadline(&self) -> Option<Instant> {
        let is_uncounted = self.claim == Claim::Answered(Permit::Unknown);
        let stalls = self.links.iter().filter_map(Link::stalls_at);
        stalls.min().filter(|_| is_uncounted)
    }

    /// Ends the poll that may be in the way; from now on none is held.
    pub(super) fn relieve_stall(&mut self, now: Instant) {
        let is_stalled = |link: &&Link<P>| link.stalls_at().is_some_and(|at| at <= now);
        let Some(link) = self.links.iter().find(is_stalled) else {
            return;
        };
        let number = link.number;
        if let Wire::Http(Http {
            down: Down::Poll { channel, .. },
            ..
        }) = link.wire
        {
            self.hold_limit = Some(0);
            self.outputs.push_back(Output::Close { channel });
            self.poll(now, number);
        }
    }
}

impl<P> Link<P> {
    const fn awaits_slot(&self) -> bool {
        matches!(
            (&self.wire, self.stage),
            (Wire::Http(_), Stage::Opening { .. })
        )
    }

    /// When its POST will have waited for too long, if a held poll of its own is under way.
    fn stalls_at(&self) -> Option<Instant> {
        match &self.wire {
            Wire::Http(Http {
                up: Up::Posting { began, .. },
                down: Down::Poll { hold: 1.., .. },
                ..
            }) => Some(began.after(STALL)),
            _ => None,
        }
    }
}

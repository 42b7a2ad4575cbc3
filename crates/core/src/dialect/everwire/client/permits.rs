//! Links that hold requests: they say HELLO once it is known whether they have a permit.

use super::link::{Link, Stage, Wire};
use super::{Client, Output};
use crate::channel::Transport;
use crate::connect::{LinkStage, Permit};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// An HTTP link says HELLO, once it is known whether it may hold a request.
    pub(super) fn hello_when_admitted(&mut self, now: Instant, number: u32) {
        if self.connector.admit(&mut self.outputs) {
            self.say_hello(now, number);
        }
    }

    pub(super) fn permit_answered(&mut self, now: Instant, permit: Permit) {
        if !self.connector.permit_answered(permit) {
            return;
        }
        while let Some(link) = self
            .connector
            .links()
            .iter()
            .find(|link| link.awaits_permit())
        {
            let (number, transport) = (link.number, link.transport);
            match (permit, transport) {
                (Permit::Denied, Transport::Sse) => self.poll_without_stream(now, number),
                _ => self.say_hello(now, number),
            }
        }
    }

    /// Polls need not be held: they take the place of an event stream, unless something carries the session already.
    fn poll_without_stream(&mut self, now: Instant, number: u32) {
        if self.connector.is_connected() {
            self.release_link(now, number);
            self.connector.upgrade_failed(now);
            return;
        }
        let successor = self.connector.next_link();
        if let Some(link) = self.link_mut(number) {
            link.number = successor;
            link.transport = Transport::LongPoll;
        }
        let outputs = &mut self.outputs;
        let steps = [
            (number, Transport::Sse, LinkStage::Released),
            (successor, Transport::LongPoll, LinkStage::Connecting),
        ];
        for (link, transport, stage) in steps {
            self.connector.trace(now, link, transport, stage, outputs);
        }
        self.say_hello(now, successor);
    }

    /// Whether requests may be held.
    pub(super) const fn may_hold(&self) -> bool {
        self.connector.permits().may_hold()
    }

    /// When a POST will have waited for too long for a connection that its own poll may be holding.
    pub(super) fn stall_deadline(&self) -> Option<Instant> {
        let is_uncounted = self.connector.permits().is_uncounted();
        let stalls = self.connector.links().iter().filter_map(Link::stalls_at);
        stalls.min().filter(|_| is_uncounted)
    }

    /// Ends the poll that may be in the way; from now on none is held.
    pub(super) fn end_stalled_poll(&mut self, now: Instant) {
        let is_stalled = |link: &&Link<P>| link.stalls_at().is_some_and(|at| at <= now);
        let Some(link) = self.connector.links().iter().find(is_stalled) else {
            return;
        };
        let number = link.number;
        if let Wire::Http(http) = &link.wire
            && let Some(channel) = http.poll()
        {
            self.hold_limit.forbid();
            self.outputs.push_back(Output::Close { channel });
            self.poll(now, number);
        }
    }
}

impl<P> Link<P> {
    const fn awaits_permit(&self) -> bool {
        matches!(
            (&self.wire, self.stage),
            (Wire::Http(_), Stage::Opening { .. })
        )
    }

    /// When its POST will have waited for too long, if a held poll of its own is under way.
    fn stalls_at(&self) -> Option<Instant> {
        match &self.wire {
            Wire::Http(http) => http.stalls_at(),
            Wire::Socket(_) => None,
        }
    }
}

//! What is learnt of the network: round-trip time, reputation, and when a better transport is worth a try.

use super::{Candidate, Connector, Outputs, State};
use crate::channel::Transport;
use crate::connect::OriginHints;
use crate::machine::Output;
use crate::time::Instant;

/// Round-trip times that differ by this many ms are alike.
const RTT_JITTER: u64 = 20;

impl<L: Candidate> Connector<L> {
    /// The last round-trip time that was measured, in ms.
    pub(crate) const fn rtt(&self) -> Option<u64> {
        self.rtt
    }

    /// A round trip took this long, in ms.
    pub(crate) const fn measured(&mut self, rtt: u64) {
        self.rtt = Some(rtt);
    }

    /// Something has come over this transport: the network works.
    pub(crate) fn works<P, E>(
        &mut self,
        now: Instant,
        transport: Transport,
        outputs: &mut Outputs<P, E>,
    ) {
        if self.reputation.demote_suspects(now, transport) {
            self.store_hints(now, outputs);
        }
    }

    /// Has the round-trip time kept if it is not much as before: to write it down takes a browser as long as to connect.
    pub(crate) fn store_round_trip<P, E>(&mut self, now: Instant, outputs: &mut Outputs<P, E>) {
        let is_near = |before: u64, rtt: u64| rtt.abs_diff(before) <= before / 2 + RTT_JITTER;
        let Some(rtt) = self.rtt else { return };
        if !self
            .target
            .hints
            .rtt
            .is_some_and(|before| is_near(before, rtt))
        {
            self.store_hints(now, outputs);
        }
    }

    /// The live link is stable.
    pub(crate) fn settle<P, E>(&mut self, now: Instant, outputs: &mut Outputs<P, E>) {
        self.reconnect.settle();
        let State::Live { stable_at, .. } = &mut self.state else {
            return;
        };
        *stable_at = None;
        if let Some(transport) = self.live().map(Candidate::transport)
            && self.reputation.rehabilitate(transport)
        {
            self.store_hints(now, outputs);
        }
    }

    /// The transport of a link that is to be tried beside the live one, since the upgrade is due.
    pub(crate) fn take_upgrade(&mut self) -> Option<Transport> {
        self.upgrade.cancel();
        self.is_connected()
            .then(|| self.existing().next())
            .flatten()
    }

    /// A better transport was tried beside the live one, without success.
    pub(crate) fn upgrade_failed(&mut self, now: Instant) {
        self.upgrade.failed();
        if let Some(current) = self.live().map(Candidate::transport) {
            self.schedule_upgrade(now, current);
        }
    }

    /// Plans to try a better transport than this one, unless one is under way.
    pub(super) fn schedule_upgrade(&mut self, now: Instant, current: Transport) {
        if self.existing().next() == Some(current) {
            self.upgrade.reached();
        } else if self.links.len() > 1 {
            self.upgrade.cancel();
        } else {
            self.upgrade.schedule(now);
        }
    }

    fn store_hints<P, E>(&self, now: Instant, outputs: &mut Outputs<P, E>) {
        outputs.push_back(Output::StoreHints(OriginHints {
            demotions: self.reputation.demotions(now),
            rtt: self.rtt.or(self.target.hints.rtt),
        }));
    }
}

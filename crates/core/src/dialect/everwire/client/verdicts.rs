//! What is held against transports: which of them did not get through while another did.

use super::state::Carriage;
use super::{Client, Output};
use crate::channel::Transport;
use crate::connect::{Demotion, OriginHints};
use crate::payload::Payload;
use crate::time::Instant;

/// The first verdict lasts this long, in ms; each further one twice as long.
const LIFETIME: u64 = 10 * 60 * 1000;

/// Verdicts double up to this often: to about ten hours.
const DOUBLINGS: u32 = 6;

/// A transport whose links die young this often in a row is suspect.
const YOUNG_DEATHS: u32 = 3;

/// Round-trip times that differ by so many ms are alike.
const RTT_JITTER: u64 = 20;

/// The records of all transports.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdicts {
    records: [Record; 3],
}

#[derive(Clone, Copy, Debug, Default)]
struct Record {
    strikes: u32,
    until: Option<Instant>,
    young_deaths: u32,
    /// It failed; that counts once the network is seen to work.
    is_suspect: bool,
}

impl Verdicts {
    /// Whether it is to be tried last.
    pub(super) fn is_doubtful(&self, now: Instant, transport: Transport) -> bool {
        let is_condemned = |record: &Record| record.until.is_some_and(|until| now < until);
        self.record(transport)
            .is_some_and(|record| record.is_suspect || is_condemned(record))
    }

    /// A link could not be proven.
    pub(super) fn suspect(&mut self, transport: Transport) {
        if let Some(record) = self.record_mut(transport) {
            record.is_suspect = true;
        }
    }

    /// A proven link has died before it was stable.
    pub(super) fn died_young(&mut self, transport: Transport) {
        if let Some(record) = self.record_mut(transport) {
            record.young_deaths += 1;
            record.is_suspect = record.young_deaths >= YOUNG_DEATHS;
        }
    }

    /// Nothing gets through: the network is down or the server is, which says nothing of transports.
    pub(super) fn forget_suspicions(&mut self) {
        for record in &mut self.records {
            record.is_suspect = false;
        }
    }

    /// The network works over this transport: the suspicions against others were right. Returns whether any was.
    pub(super) fn convict(&mut self, now: Instant, working: Transport) -> bool {
        let mut any = false;
        for (index, record) in self.records.iter_mut().enumerate() {
            if index != working as usize && std::mem::take(&mut record.is_suspect) {
                record.until = Some(now.after(LIFETIME << record.strikes.min(DOUBLINGS)));
                record.strikes = record.strikes.saturating_add(1);
                record.young_deaths = 0;
                any = true;
            }
        }
        any
    }

    /// A link of it has lived long enough to trust it again. Returns whether anything was held against it.
    pub(super) fn acquit(&mut self, transport: Transport) -> bool {
        let Some(record) = self.record_mut(transport) else {
            return false;
        };
        std::mem::take(record).strikes > 0
    }

    pub(super) fn recall(&mut self, now: Instant, verdicts: &[Demotion]) {
        for verdict in verdicts {
            if let Some(record) = self.record_mut(verdict.transport) {
                record.strikes = verdict.strikes;
                record.until = Some(now.after(verdict.remaining));
            }
        }
    }

    pub(super) fn list(&self, now: Instant) -> Vec<Demotion> {
        let all = [Transport::WebSocket, Transport::Sse, Transport::LongPoll];
        let verdict = |transport: Transport| {
            let record = self.record(transport)?;
            let remaining = record.until?.since(now);
            (remaining > 0).then_some(Demotion {
                transport,
                strikes: record.strikes,
                remaining,
            })
        };
        let mut verdicts = Vec::new();
        for transport in all {
            if let Some(verdict) = verdict(transport) {
                verdicts.push(verdict);
            }
        }
        verdicts
    }

    fn record(&self, transport: Transport) -> Option<&Record> {
        self.records.get(transport as usize)
    }

    fn record_mut(&mut self, transport: Transport) -> Option<&mut Record> {
        self.records.get_mut(transport as usize)
    }
}

impl<P: Payload> Client<P> {
    /// A frame has come over this transport: the network works.
    pub(super) fn convict(&mut self, now: Instant, working: Transport) {
        if self.verdicts.convict(now, working) {
            self.remember(now);
        }
    }

    /// The live link has lived long enough to be trusted.
    pub(super) fn settle(&mut self, now: Instant) {
        self.backoff.reset();
        self.refusals = 0;
        let Carriage::Live { stable_at, .. } = &mut self.carriage else {
            return;
        };
        *stable_at = None;
        if let Some(transport) = self.transport()
            && self.verdicts.acquit(transport)
        {
            self.remember(now);
        }
    }

    /// Takes over what was learnt of the origin before.
    pub(super) fn recall(&mut self, now: Instant) {
        self.verdicts.recall(now, &self.target.memory.verdicts);
    }

    /// Has the round-trip time kept if it is not much as before: to write it down takes a browser as long as to connect.
    pub(super) fn remember_round_trip(&mut self, now: Instant) {
        let is_near = |before: u64, rtt: u64| rtt.abs_diff(before) <= before / 2 + RTT_JITTER;
        if let Some(rtt) = self.rtt
            && !self
                .target
                .memory
                .rtt
                .is_some_and(|before| is_near(before, rtt))
        {
            self.remember(now);
        }
    }

    /// Has what was learnt kept.
    pub(super) fn remember(&mut self, now: Instant) {
        let memory = OriginHints {
            verdicts: self.verdicts.list(now),
            rtt: self.rtt.or(self.target.memory.rtt),
        };
        self.outputs.push_back(Output::StoreHints(memory));
    }
}

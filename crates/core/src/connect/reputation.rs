//! The reputation of transports: which of them does not get through while another does.

use super::Demotion;
use crate::channel::Transport;
use crate::time::Instant;

/// The first demotion lasts this long, in ms; each further one twice as long.
const LIFETIME: u64 = 10 * 60 * 1000;

/// Demotions double up to this often: to about ten hours.
const DOUBLINGS: u32 = 6;

/// A transport whose links die young this often in a row is suspect.
const YOUNG_DEATHS: u32 = 3;

/// The records of all transports, and the one that carried last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reputation {
    records: [Record; Transport::ALL.len()],
    preferred: Option<Transport>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Record {
    strikes: u32,
    demoted_until: Option<Instant>,
    young_deaths: u32,
    /// It failed; that counts once the network is seen to work.
    is_suspect: bool,
}

impl Reputation {
    /// These transports in the order in which they are tried: the one that carried last first, those that do not get
    /// through last.
    pub(crate) fn order(
        &self,
        now: Instant,
        transports: impl Iterator<Item = Transport> + Clone,
    ) -> Vec<Transport> {
        let rank = |transport| {
            let is_other = self.preferred != Some(transport);
            (self.is_doubtful(now, transport), is_other)
        };
        let mut order = Vec::new();
        for wanted in [(false, false), (false, true), (true, false), (true, true)] {
            order.extend(transports.clone().filter(|one| rank(*one) == wanted));
        }
        order
    }

    /// A link of this transport carries.
    pub(crate) const fn prefer(&mut self, transport: Transport) {
        self.preferred = Some(transport);
    }

    /// A whole attempt has ended with this transport: it is not the first choice any more.
    pub(crate) fn forget_preference_for(&mut self, transport: Transport) {
        if self.preferred == Some(transport) {
            self.preferred = None;
        }
    }

    /// No transport is preferred.
    pub(crate) const fn forget_preference(&mut self) {
        self.preferred = None;
    }

    /// A link was not proven.
    pub(crate) fn suspect(&mut self, transport: Transport) {
        self.record_mut(transport, |record| record.is_suspect = true);
    }

    /// A proven link has died before it was stable.
    pub(crate) fn died_young(&mut self, transport: Transport) {
        self.record_mut(transport, |record| {
            record.young_deaths += 1;
            record.is_suspect = record.young_deaths >= YOUNG_DEATHS;
        });
    }

    /// Nothing gets through: the network is down or the server is, which says nothing of transports.
    pub(crate) fn forget_suspicions(&mut self) {
        for record in &mut self.records {
            record.is_suspect = false;
        }
    }

    /// The network works over this transport, so the suspicions against others were right: they are demoted. Returns
    /// whether any is.
    pub(crate) fn demote_suspects(&mut self, now: Instant, working: Transport) -> bool {
        let mut any = false;
        for (index, record) in self.records.iter_mut().enumerate() {
            if index != working as usize && std::mem::take(&mut record.is_suspect) {
                let lifetime = LIFETIME << record.strikes.min(DOUBLINGS);
                record.demoted_until = Some(now.after(lifetime));
                record.strikes = record.strikes.saturating_add(1);
                record.young_deaths = 0;
                any = true;
            }
        }
        any
    }

    /// A link of this transport has lived long enough to trust it again. Returns whether it had any strikes.
    pub(crate) fn rehabilitate(&mut self, transport: Transport) -> bool {
        let record = self.records.get_mut(transport as usize);
        record.is_some_and(|record| std::mem::take(record).strikes > 0)
    }

    /// Takes over what was learnt before.
    pub(crate) fn recall(&mut self, now: Instant, demotions: &[Demotion]) {
        for demotion in demotions {
            self.record_mut(demotion.transport, |record| {
                record.strikes = demotion.strikes;
                record.demoted_until = Some(now.after(demotion.remaining));
            });
        }
    }

    /// The demotions that hold.
    pub(crate) fn demotions(&self, now: Instant) -> Vec<Demotion> {
        let demotion = |(record, transport): (&Record, Transport)| {
            let remaining = record.demoted_until?.since(now);
            let strikes = record.strikes;
            (remaining > 0).then_some(Demotion {
                transport,
                strikes,
                remaining,
            })
        };
        let records = self.records.iter().zip(Transport::ALL);
        records.filter_map(demotion).collect()
    }

    fn is_doubtful(&self, now: Instant, transport: Transport) -> bool {
        let is_demoted = |record: &Record| record.demoted_until.is_some_and(|until| now < until);
        let record = self.records.get(transport as usize);
        record.is_some_and(|record| record.is_suspect || is_demoted(record))
    }

    fn record_mut(&mut self, transport: Transport, change: impl FnOnce(&mut Record)) {
        if let Some(record) = self.records.get_mut(transport as usize) {
            change(record);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Transport::{LongPoll, Sse, WebSocket};

    fn order(reputation: &Reputation, now: Instant) -> Vec<Transport> {
        reputation.order(now, Transport::ALL.into_iter())
    }

    #[test]
    fn a_suspect_is_demoted_once_another_works_and_for_longer_each_time() {
        let mut now = Instant::from_millis(1_000);
        let mut reputation = Reputation::default();
        for lifetime in [LIFETIME, LIFETIME * 2, LIFETIME * 4] {
            reputation.suspect(WebSocket);
            assert!(reputation.demote_suspects(now, Sse));
            assert_eq!(
                order(&reputation, now.after(lifetime - 1)),
                [Sse, LongPoll, WebSocket]
            );
            now = now.after(lifetime);
            assert_eq!(order(&reputation, now), Transport::ALL);
        }
        assert!(reputation.rehabilitate(WebSocket));
        assert!(!reputation.rehabilitate(WebSocket));
    }

    #[test]
    fn nothing_is_held_against_a_transport_while_nothing_works() {
        let now = Instant::from_millis(1_000);
        let mut reputation = Reputation::default();
        reputation.suspect(WebSocket);
        reputation.forget_suspicions();
        assert!(!reputation.demote_suspects(now, Sse));
        assert_eq!(order(&reputation, now), Transport::ALL);
    }

    #[test]
    fn links_that_die_young_make_a_transport_suspect_at_the_third() {
        let now = Instant::from_millis(1_000);
        let mut reputation = Reputation::default();
        let mut demoted = Vec::new();
        for _ in 0..3 {
            reputation.died_young(WebSocket);
            demoted.push(reputation.demote_suspects(now, Sse));
        }
        assert_eq!(demoted, [false, false, true]);
    }

    #[test]
    fn the_transport_that_carried_last_is_tried_first() {
        let now = Instant::from_millis(1_000);
        let mut reputation = Reputation::default();
        reputation.prefer(LongPoll);
        assert_eq!(order(&reputation, now), [LongPoll, WebSocket, Sse]);
        reputation.forget_preference_for(Sse);
        reputation.suspect(LongPoll);
        assert_eq!(order(&reputation, now), [WebSocket, Sse, LongPoll]);
        reputation.forget_preference();
        reputation.forget_suspicions();
        assert_eq!(order(&reputation, now), Transport::ALL);
    }

    #[test]
    fn demotions_are_recalled_with_the_time_that_is_left() {
        let now = Instant::from_millis(1_000);
        let demotion = Demotion {
            transport: Sse,
            strikes: 2,
            remaining: 500,
        };
        let mut reputation = Reputation::default();
        reputation.recall(now, &[demotion]);
        assert_eq!(reputation.demotions(now), [demotion]);
        assert_eq!(order(&reputation, now), [WebSocket, LongPoll, Sse]);
        assert_eq!(reputation.demotions(now.after(500)), []);
    }
}

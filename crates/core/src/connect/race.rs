//! The race of an attempt: its transports start one after the other, and the first that is proven carries.

use std::vec;

use super::Failure;
use crate::channel::Transport;
use crate::time::Instant;

/// The delay where nothing is known of the network, in ms.
const DELAY: u64 = 300;
/// Where the round-trip time is known: this many of it, and between these bounds in ms.
const ROUND_TRIPS: u64 = 5;
const DELAY_MIN: u64 = 40;
const DELAY_MAX: u64 = 1_500;

/// How long a transport may stay unproven before the next one starts, in ms: time for name, TCP, TLS, upgrade and decode_hello.
pub(crate) fn race_delay(rtt: Option<u64>) -> u64 {
    rtt.map_or(DELAY, |rtt| {
        rtt.saturating_mul(ROUND_TRIPS)
            .saturating_add(DELAY_MIN)
            .min(DELAY_MAX)
    })
}

/// The transports of one attempt that have not started yet, and what the others failed of.
#[derive(Clone, Debug)]
pub(crate) struct Race {
    pending: vec::IntoIter<Transport>,
    next_start: Instant,
    failure: Option<Failure>,
}

impl Race {
    /// A race of these transports, in order; none has started.
    pub(crate) fn new(now: Instant, order: Vec<Transport>) -> Self {
        Self {
            pending: order.into_iter(),
            next_start: now,
            failure: None,
        }
    }

    /// All that take part are under way already, since the link that carried has failed.
    pub(crate) fn under_way(now: Instant, failure: Failure) -> Self {
        Self {
            failure: Some(failure),
            ..Self::new(now, Vec::new())
        }
    }

    /// The transport that starts now; the one after it starts `delay` ms later, or as soon as one fails.
    pub(crate) fn start_next(&mut self, now: Instant, delay: u64) -> Option<Transport> {
        let transport = self.pending.next()?;
        self.next_start = now.after(delay);
        Some(transport)
    }

    /// One of the transports has failed. Returns the most telling failure so far.
    pub(crate) fn failed(&mut self, failure: Failure) -> Failure {
        let telling = match self.failure {
            Some(earlier) => more_telling(earlier, failure),
            None => failure,
        };
        self.failure = Some(telling);
        telling
    }

    /// Whether every transport has started.
    pub(crate) fn is_over(&self) -> bool {
        self.pending.as_slice().is_empty()
    }

    /// When the next transport starts, if nothing is proven before.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        (!self.is_over()).then_some(self.next_start)
    }
}

/// Of two failures, the one that says more: a refusal that is final, then any answer, then the later one.
fn more_telling(earlier: Failure, later: Failure) -> Failure {
    let weight = |failure: &Failure| (failure.status > 0, !failure.is_retryable());
    if weight(&earlier) > weight(&later) {
        earlier
    } else {
        later
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn transports_start_in_order_with_a_delay() {
        let now = Instant::from_millis(100);
        let mut race = Race::new(now, vec![Transport::WebSocket, Transport::Sse]);
        assert_eq!(race.deadline(), Some(now));
        assert_eq!(race.start_next(now, 50), Some(Transport::WebSocket));
        assert_eq!(race.deadline(), Some(now.after(50)));
        assert_eq!(race.start_next(now, 50), Some(Transport::Sse));
        assert!(race.is_over());
        assert_eq!((race.deadline(), race.start_next(now, 50)), (None, None));
    }

    #[test]
    fn the_most_telling_failure_is_kept() {
        let unreachable = Failure::new(ErrorCode::Unreachable);
        let timeout = Failure::new(ErrorCode::Timeout);
        let refused = Failure::refused(403, None);
        let mut race = Race::under_way(Instant::default(), unreachable);
        assert_eq!(race.failed(timeout), timeout);
        assert_eq!(race.failed(refused), refused);
        assert_eq!(race.failed(unreachable), refused);
    }

    #[test]
    fn the_delay_follows_the_round_trip_time_within_bounds() {
        let delays = [None, Some(0), Some(20), Some(10_000), Some(u64::MAX)].map(race_delay);
        assert_eq!(delays, [300, 40, 140, 1_500, 1_500]);
    }
}

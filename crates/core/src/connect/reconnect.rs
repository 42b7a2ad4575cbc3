//! When the next attempt is made, and whether there is one.

use super::Failure;
use crate::error::ErrorCode;
use crate::rng::Rng;
use crate::time::Instant;

/// Attempts in a row that the server may refuse for good: credentials are asked for once more, and a deployment may be
/// under way.
const REFUSALS_MAX: u32 = 2;

/// What an application may choose of reconnecting. Times in ms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ReconnectConfig {
    /// The first delay is drawn from 0 to this; the bound doubles with each failure.
    pub(crate) delay: u64,
    /// The bound grows up to this.
    pub(crate) max_delay: u64,
    /// The client gives up after this many failures in a row.
    pub(crate) max_retries: Option<u32>,
    /// The client gives up after being disconnected for this long.
    pub(crate) max_elapsed: Option<u64>,
}

/// Counts attempts, measures the outage, and draws the delays: exponential, with full jitter.
#[derive(Clone, Debug)]
pub(crate) struct Reconnect {
    config: ReconnectConfig,
    rng: Rng,
    /// Failures since the last stable link.
    failures: u32,
    /// Attempts in a row that the server has refused for good.
    refusals: u32,
    /// The beginning of the outage under way.
    lost_at: Option<Instant>,
}

/// The attempt that follows a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Retry {
    /// Failures in a row, the last one included.
    pub(crate) attempt: u32,
    /// Until the attempt, in ms.
    pub(crate) delay: u64,
}

impl Reconnect {
    pub(crate) const fn new(config: ReconnectConfig, seed: u64) -> Self {
        Self {
            config,
            rng: Rng::new(seed),
            failures: 0,
            refusals: 0,
            lost_at: None,
        }
    }

    /// There is no link since now; an outage that lasts keeps its beginning.
    pub(crate) fn lost(&mut self, now: Instant) {
        self.lost_at.get_or_insert(now);
    }

    /// There is a link again. Returns when the outage began, if there was one.
    pub(crate) const fn recovered(&mut self) -> Option<Instant> {
        self.lost_at.take()
    }

    /// Counts refusals in a row; true once there are enough to give up.
    pub(crate) const fn is_refused_for_good(&mut self, failure: Failure) -> bool {
        self.refusals = if failure.is_retryable() {
            0
        } else {
            self.refusals + 1
        };
        self.refusals >= REFUSALS_MAX
    }

    /// The attempt after this failure; `None` if as many as are allowed have failed. What the server asks for comes before
    /// the jitter, so that its clients do not come back together.
    pub(crate) fn retry(&mut self, failure: Failure) -> Option<Retry> {
        if self
            .config
            .max_retries
            .is_some_and(|max| self.failures >= max)
        {
            return None;
        }
        let delay = failure
            .retry_after
            .unwrap_or(0)
            .saturating_add(self.next_delay());
        let attempt = self.failures;
        Some(Retry { attempt, delay })
    }

    /// Counts a failure, and draws the delay after it in ms.
    pub(crate) fn next_delay(&mut self) -> u64 {
        let doubled = self.config.delay.saturating_mul(1 << self.failures.min(20));
        self.failures = self.failures.saturating_add(1);
        self.rng.up_to(doubled.min(self.config.max_delay))
    }

    /// The number of an attempt that follows at once, without a failure that counts.
    pub(crate) const fn next_attempt(&self) -> u32 {
        self.failures + 1
    }

    /// A link has proven stable: the delays start over.
    pub(crate) const fn settle(&mut self) {
        self.failures = 0;
        self.refusals = 0;
    }

    /// When the outage has lasted too long.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        Some(self.lost_at?.after(self.config.max_elapsed?))
    }
}

/// The failure that is reported where no further attempt is made after `failure`.
pub(crate) const fn exhausted(failure: Failure) -> Failure {
    Failure {
        code: ErrorCode::RetriesExhausted,
        ..failure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: ReconnectConfig = ReconnectConfig {
        delay: 100,
        max_delay: 1_000,
        max_retries: None,
        max_elapsed: None,
    };

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    #[test]
    fn the_bound_of_the_delay_doubles_up_to_the_longest() {
        let largest = |failures: u32| {
            let delay = |seed| {
                let mut reconnect = Reconnect::new(CONFIG, seed);
                (0..failures).for_each(|_| _ = reconnect.next_delay());
                reconnect.next_delay()
            };
            (0..2_000).map(delay).max().unwrap_or(0)
        };
        for (failures, bound) in [(0, 100), (1, 200), (3, 800), (4, 1_000), (90, 1_000)] {
            let largest = largest(failures);
            assert!(
                largest <= bound && largest > bound * 9 / 10,
                "{failures}: {largest}"
            );
        }
    }

    #[test]
    fn a_stable_link_makes_the_delays_and_refusals_start_over() {
        let mut reconnect = Reconnect::new(CONFIG, 1);
        let refused = Failure::refused(403, None);
        assert!(!reconnect.is_refused_for_good(refused));
        reconnect.next_delay();
        assert_eq!(reconnect.next_attempt(), 2);
        reconnect.settle();
        assert_eq!(reconnect.next_attempt(), 1);
        assert!(!reconnect.is_refused_for_good(refused));
        assert!(reconnect.is_refused_for_good(refused));
    }

    #[test]
    fn retry_after_comes_before_the_jitter() {
        let mut reconnect = Reconnect::new(CONFIG, 1);
        let retry = reconnect.retry(Failure::refused(503, Some(5_000))).unwrap();
        assert_eq!(retry.attempt, 1);
        assert!((5_000..=5_100).contains(&retry.delay));
    }

    #[test]
    fn there_are_as_many_retries_as_allowed() {
        let config = ReconnectConfig {
            max_retries: Some(2),
            ..CONFIG
        };
        let mut reconnect = Reconnect::new(config, 1);
        let failure = Failure::new(ErrorCode::Unreachable);
        let attempts: Vec<_> = (0..4)
            .map(|_| reconnect.retry(failure).map(|retry| retry.attempt))
            .collect();
        assert_eq!(attempts, [Some(1), Some(2), None, None]);
    }

    #[test]
    fn an_outage_keeps_its_beginning() {
        let config = ReconnectConfig {
            max_elapsed: Some(1_000),
            ..CONFIG
        };
        let mut reconnect = Reconnect::new(config, 1);
        assert_eq!(reconnect.deadline(), None);
        reconnect.lost(at(10));
        reconnect.lost(at(500));
        assert_eq!(reconnect.deadline(), Some(at(1_010)));
        assert_eq!(reconnect.recovered(), Some(at(10)));
        assert_eq!((reconnect.deadline(), reconnect.recovered()), (None, None));
    }
}

//! Delays between attempts: exponential with full jitter.

use super::ClientConfig;
use crate::rng::Rng;

/// Counts failures in a row and draws the delays between them.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    rng: Rng,
    failures: u32,
}

impl Backoff {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            rng: Rng::new(seed),
            failures: 0,
        }
    }

    /// Counts a failure, and draws the delay after it in ms.
    pub(super) fn fail(&mut self, config: &ClientConfig) -> u64 {
        let doubled = config
            .reconnect_delay
            .saturating_mul(1 << self.failures.min(20));
        self.failures = self.failures.saturating_add(1);
        self.rng.up_to(doubled.min(config.max_reconnect_delay))
    }

    /// Failures since the last stable link.
    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }

    /// A link has proven stable.
    pub(super) const fn reset(&mut self) {
        self.failures = 0;
    }
}

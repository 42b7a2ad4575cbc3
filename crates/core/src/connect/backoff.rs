//! Delays between attempts: exponential with full jitter.

use crate::rng::Rng;

/// Counts failures in a row and draws the delays between them.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    rng: Rng,
    failures: u32,
}

impl Backoff {
    pub(crate) const fn new(seed: u64) -> Self {
        Self {
            rng: Rng::new(seed),
            failures: 0,
        }
    }

    /// Counts a failure, and draws the delay after it: up to `first` ms after the first one, the bound doubles with each
    /// up to `longest` ms.
    pub(crate) fn fail(&mut self, first: u64, longest: u64) -> u64 {
        let doubled = first.saturating_mul(1 << self.failures.min(20));
        self.failures = self.failures.saturating_add(1);
        self.rng.up_to(doubled.min(longest))
    }

    /// Failures since the last stable link.
    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    /// A link has proven stable.
    pub(crate) const fn reset(&mut self) {
        self.failures = 0;
    }
}

//! The search for a better transport, in the background.

use crate::time::Instant;

/// The delay doubles this often.
const DOUBLINGS: u32 = 4;

/// When a better transport than the one that carries is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Upgrade {
    /// The first delay, in ms.
    delay: u64,
    at: Option<Instant>,
    /// How often in a row it was tried without success.
    failures: u32,
}

impl Upgrade {
    pub(crate) const fn new(delay: u64) -> Self {
        Self {
            delay,
            at: None,
            failures: 0,
        }
    }

    /// The best transport carries: there is nothing to search for.
    pub(crate) const fn reached(&mut self) {
        self.at = None;
        self.failures = 0;
    }

    /// A transport carries that is not the best.
    pub(crate) fn schedule(&mut self, now: Instant) {
        self.at = Some(now.after(self.delay << self.failures.min(DOUBLINGS)));
    }

    /// A better transport was tried, without success.
    pub(crate) const fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
    }

    /// Nothing is tried until it is scheduled again.
    pub(crate) const fn cancel(&mut self) {
        self.at = None;
    }

    /// When the next one is tried.
    pub(crate) const fn deadline(&self) -> Option<Instant> {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_sixteen_times_and_starts_over() {
        let now = Instant::from_millis(1_000);
        let mut upgrade = Upgrade::new(100);
        let mut delays = Vec::new();
        for _ in 0..7 {
            upgrade.schedule(now);
            delays.extend(upgrade.deadline().map(|at| at.since(now)));
            upgrade.failed();
        }
        assert_eq!(delays, [100, 200, 400, 800, 1_600, 1_600, 1_600]);
        upgrade.reached();
        assert_eq!(upgrade.deadline(), None);
        upgrade.schedule(now);
        assert_eq!(upgrade.deadline(), Some(now.after(100)));
    }
}

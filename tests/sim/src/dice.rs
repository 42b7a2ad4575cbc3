//! All chance of a world, from one seed.

use everwire_core::rng::Rng;

/// Draws everything that is left to chance.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Rng);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Rng::new(seed))
    }

    /// True in `per_mille` of 1000 cases.
    pub(crate) const fn chance(&mut self, per_mille: u64) -> bool {
        self.0.up_to(999) < per_mille
    }

    /// A number from `low` to `high`, both included.
    pub(crate) const fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.0.up_to(high.saturating_sub(low))
    }

    /// One of the items.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        let last = items.len().checked_sub(1)? as u64;
        items
            .get(usize::try_from(self.0.up_to(last)).unwrap_or(0))
            .copied()
    }

    /// A size from `low` to `high`, both included.
    pub(crate) fn size(&mut self, low: u64, high: u64) -> usize {
        usize::try_from(self.between(low, high)).unwrap_or(usize::MAX)
    }

    pub(crate) const fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }
}

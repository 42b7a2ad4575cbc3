//! The numbers of a session's links: each is good for one HELLO. What delivers a request again, as proxies may, delivers
//! the HELLO in it again.

/// The numbers that were used, down to so many below the highest; older ones count as used.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkNumbers {
    highest: u32,
    /// One bit for each number from the highest downwards.
    used: u64,
}

impl LinkNumbers {
    /// None was used.
    pub(super) const fn new() -> Self {
        Self {
            highest: 0,
            used: 0,
        }
    }

    /// Uses a number; false if that was done before.
    pub(super) fn take(&mut self, number: u32) -> bool {
        if let Some(ahead @ 1..) = number.checked_sub(self.highest) {
            self.used = self.used.checked_shl(ahead).unwrap_or(0);
            self.highest = number;
        }
        let bit = 1_u64.checked_shl(self.highest - number).unwrap_or(0);
        let is_new = bit & !self.used != 0;
        self.used |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_good_once_in_any_order() {
        let mut numbers = LinkNumbers::new();
        for number in [3, 1, 2, 0, 66, 40, u32::MAX] {
            assert!(numbers.take(number), "{number}");
            assert!(!numbers.take(number), "{number}");
        }
    }

    #[test]
    fn what_lies_far_back_counts_as_used() {
        let mut numbers = LinkNumbers::new();
        assert!(numbers.take(100));
        assert!(numbers.take(37));
        assert!(!numbers.take(36));
    }
}

//! How large the body of a POST may be.

/// The limit of bodies, which becomes lower where something on the way refuses them (HTTP 413).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BodyLimit {
    bytes: usize,
}

impl BodyLimit {
    const MAX: usize = 512 * 1024;
    const MIN: usize = 8 * 1024;

    pub(crate) const fn new() -> Self {
        Self { bytes: Self::MAX }
    }

    /// A body takes no further frame at this size in bytes; one frame always fits.
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// A body was too large. Returns whether smaller ones can be tried.
    pub(crate) const fn lower(&mut self) -> bool {
        let may_lower = self.bytes > Self::MIN;
        if may_lower {
            self.bytes /= 4;
        }
        may_lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_lowered_until_it_is_at_its_least() {
        let mut limit = BodyLimit::new();
        let mut limits = vec![limit.bytes()];
        while limit.lower() {
            limits.push(limit.bytes());
        }
        let kib = |count: usize| count * 1024;
        assert_eq!(limits, [kib(512), kib(128), kib(32), kib(8)]);
        assert_eq!(limit.bytes(), kib(8));
    }
}

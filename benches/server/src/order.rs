//! Orders of a page: texts of words.

/// An order to send messages.
#[derive(Clone, Copy)]
pub(crate) struct Flood {
    pub(crate) count: usize,
    /// Of each message, in bytes.
    pub(crate) size: usize,
    pub(crate) is_text: bool,
}

impl Flood {
    /// Reads `COUNT SIZE KIND`.
    pub(crate) fn parse(order: &str) -> Option<Self> {
        let mut words = order.split(' ');
        Some(Self {
            count: words.next()?.parse().ok()?,
            size: words.next()?.parse().ok()?,
            is_text: words.next()? == "text",
        })
    }
}

/// Counts messages up to the number of an order.
#[derive(Default)]
pub(crate) struct Tally {
    missing: usize,
    ordered: usize,
}

impl Tally {
    /// Takes one message, which is an order if nothing is missing; returns the reply when all have come.
    pub(crate) fn take(&mut self, text: Option<&str>) -> Option<String> {
        if self.missing == 0 {
            self.ordered = text?.parse().ok()?;
            self.missing = self.ordered;
            return None;
        }
        self.missing -= 1;
        (self.missing == 0).then(|| self.ordered.to_string())
    }
}

//! The last happenings of a world, as text. Kept only while a failing seed is played again.

use std::collections::VecDeque;

use everwire_core::time::Instant;

/// How many happenings are kept.
const KEPT: usize = 40;

/// A ring of happenings.
#[derive(Debug, Default)]
pub(crate) struct History {
    is_kept: bool,
    lines: VecDeque<String>,
}

impl History {
    pub(crate) const fn new(is_kept: bool) -> Self {
        Self {
            is_kept,
            lines: VecDeque::new(),
        }
    }

    /// Keeps what `happening` says, if anything is kept at all.
    pub(crate) fn note(&mut self, now: Instant, happening: impl FnOnce() -> String) {
        if !self.is_kept {
            return;
        }
        if self.lines.len() == KEPT {
            self.lines.pop_front();
        }
        let text = happening();
        self.lines
            .push_back(format!("{:>7} ms  {text}", now.as_millis()));
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines.into()
    }
}

//! The one timer of a socket.

use std::cell::RefCell;

use everwire_core::time::Instant;
use gloo_timers::callback::Timeout;

use super::clock::Clock;

/// The longest delay that `setTimeout` knows, in ms.
const LONGEST: u64 = i32::MAX as u64;

/// Fires once, not later than the deadline it was armed with last.
#[derive(Default)]
pub(crate) struct Timer {
    armed: RefCell<Option<(Instant, Timeout)>>,
}

impl Timer {
    /// Sees to it that `fire` is called at the deadline or before; `None` clears it.
    ///
    /// A timer that is early costs one look at the clock, a new one for every message would cost more: so one that is
    /// armed for an earlier time stays.
    pub(crate) fn arm(
        &self,
        clock: &Clock,
        deadline: Option<Instant>,
        fire: impl FnOnce() + 'static,
    ) {
        let Some(deadline) = deadline else {
            self.clear();
            return;
        };
        let is_early = |(at, _): &(Instant, Timeout)| *at <= deadline;
        if self.armed.borrow().as_ref().is_some_and(is_early) {
            return;
        }
        let now = clock.now();
        let delay = deadline.since(now).min(LONGEST);
        let timeout = Timeout::new(delay as u32, fire);
        self.armed.replace(Some((now.after(delay), timeout)));
    }

    /// Nothing fires any more.
    pub(crate) fn clear(&self) {
        self.armed.take();
    }
}

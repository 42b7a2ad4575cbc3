//! The one timer of a socket.

use std::cell::RefCell;

use everwire_core::time::Instant;
use gloo_timers::callback::Timeout;

use super::Clock;
use super::global::exists;

/// The longest delay that `setTimeout` knows, in ms.
const LONGEST: u64 = i32::MAX as u64;

/// Fires once, not later than the deadline it was armed with last.
#[derive(Default)]
pub(crate) struct Timer {
    armed: RefCell<Option<Armed>>,
}

struct Armed {
    at: Instant,
    /// `None` in a page without timers: it is as if this one were late.
    timeout: Option<Timeout>,
}

impl Timer {
    /// Sees to it that `fire` is called at the deadline or before; `None` clears it.
    ///
    /// A timer that is early costs one look at the clock, a new one for every message would cost more: so one that is
    /// armed for an earlier time stays.
    pub(crate) fn arm(&self, clock: &Clock, deadline: Option<Instant>, fire: impl Fn() + 'static) {
        let Some(deadline) = deadline else {
            self.clear();
            return;
        };
        let is_early = |armed: &Armed| armed.at <= deadline;
        if self.armed.borrow().as_ref().is_some_and(is_early) {
            return;
        }
        let now = clock.now();
        let delay = deadline.since(now).min(LONGEST);
        self.armed.replace(Some(Armed {
            at: now.after(delay),
            timeout: exists("setTimeout").then(|| Timeout::new(delay as u32, fire)),
        }));
    }

    /// Nothing fires any more.
    pub(crate) fn clear(&self) {
        self.armed.take();
    }
}

impl Drop for Armed {
    fn drop(&mut self) {
        if let Some(timeout) = self.timeout.take()
            && !exists("clearTimeout")
        {
            timeout.forget();
        }
    }
}

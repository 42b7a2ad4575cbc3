//! The one timer of a socket.

use alloc::boxed::Box;
use core::cell::RefCell;

use everwire_core::time::Instant;
use wasm_bindgen::prelude::*;

use super::Callback;
use super::clock::Clock;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(callback: &JsValue, delay: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(timeout: &JsValue) -> Result<(), JsValue>;
}

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
    pub(crate) fn arm(&self, clock: &Clock, deadline: Option<Instant>, fire: impl Fn() + 'static) {
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
        let timeout = Timeout::new(delay, fire);
        self.armed.replace(Some((now.after(delay), timeout)));
    }

    /// Nothing fires any more.
    pub(crate) fn clear(&self) {
        self.armed.take();
    }
}

/// Does not fire any more once it is dropped.
struct Timeout {
    id: JsValue,
    _callback: Callback,
}

impl Timeout {
    fn new(delay: u64, fire: impl Fn() + 'static) -> Self {
        let callback = Callback::wrap_assert_unwind_safe(Box::new(move |_| fire()));
        // Where the page has no timers, it is as if this one were late.
        let id = set_timeout(callback.as_js_value(), delay as f64).unwrap_or_default();
        Self {
            id,
            _callback: callback,
        }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        let _ = clear_timeout(&self.id);
    }
}

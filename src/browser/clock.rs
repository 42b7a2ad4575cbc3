//! The page's clock.

use std::cell::Cell;

use everwire_core::time::Instant;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // That of web-sys does not catch what a replaced `performance` throws.
    #[wasm_bindgen(js_namespace = performance, js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;
}

/// Milliseconds that never run backwards.
#[derive(Default)]
pub(crate) struct Clock {
    latest: Cell<Instant>,
}

impl Clock {
    pub(crate) fn now(&self) -> Instant {
        let read = performance_now().unwrap_or_else(|_| js_sys::Date::now());
        // A float that is no number becomes 0.
        let now = Instant::from_millis(read as u64).max(self.latest.get());
        self.latest.set(now);
        now
    }
}

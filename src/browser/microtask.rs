//! The end of the present turn of the event loop.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Those of web-sys, one for pages and one for workers, do not catch.
    #[wasm_bindgen(js_name = queueMicrotask, catch)]
    fn queue(callback: &JsValue) -> Result<(), JsValue>;
}

type Job = Box<dyn FnOnce()>;

// One callback for all: it outlives them, as the browser cannot take a microtask back.
struct Microtask {
    waiting: RefCell<Vec<Job>>,
    callback: Closure<dyn Fn()>,
}

thread_local! {
    static MICROTASK: Microtask = Microtask {
        waiting: RefCell::default(),
        callback: Closure::wrap_assert_unwind_safe(Box::new(run)),
    };
}

/// Calls `job` when what runs now is over.
pub(crate) fn queue_microtask(job: impl FnOnce() + 'static) {
    let is_queued = MICROTASK.with(|microtask| {
        let mut waiting = microtask.waiting.borrow_mut();
        waiting.push(Box::new(job));
        waiting.len() > 1 || queue(microtask.callback.as_ref()).is_ok()
    });
    if !is_queued {
        run();
    }
}

fn run() {
    let waiting = MICROTASK.with(|microtask| microtask.waiting.take());
    waiting.into_iter().for_each(|job| job());
}

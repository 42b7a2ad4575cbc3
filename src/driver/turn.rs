//! The end of the present turn of the event loop.

use alloc::boxed::Box;
use alloc::rc::Weak;
use alloc::vec::Vec;
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::Driver;
use crate::platform::{Callback, Local};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask, catch)]
    fn queue_microtask(callback: &JsValue) -> Result<(), JsValue>;
}

// One callback for all sockets: it outlives them, as the browser cannot be told to forget a microtask.
struct Turn {
    waiting: RefCell<Vec<Weak<Driver>>>,
    callback: Callback,
}

static TURN: Local<Turn> = Local::new(|| Turn {
    waiting: RefCell::default(),
    callback: Callback::wrap_assert_unwind_safe(Box::new(|_| end())),
});

/// Calls [`Driver::end_turn`] when what runs now is over.
pub(super) fn await_end(driver: Weak<Driver>) {
    let turn = TURN.get();
    let mut waiting = turn.waiting.borrow_mut();
    waiting.push(driver);
    if waiting.len() > 1 {
        return;
    }
    drop(waiting);
    if queue_microtask(turn.callback.as_js_value()).is_err() {
        end();
    }
}

fn end() {
    for driver in TURN.get().waiting.take() {
        if let Some(driver) = driver.upgrade() {
            driver.end_turn();
        }
    }
}

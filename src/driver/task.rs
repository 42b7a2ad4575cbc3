//! A later task of the event loop, before which everything that was promised is done.

use alloc::boxed::Box;
use alloc::rc::Weak;
use alloc::vec::Vec;
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::Driver;
use crate::platform::{Callback, Local};

#[wasm_bindgen]
extern "C" {
    type MessageChannel;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<MessageChannel, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn port1(this: &MessageChannel) -> MessagePort;

    #[wasm_bindgen(method, getter)]
    fn port2(this: &MessageChannel) -> MessagePort;

    type MessagePort;

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_listener(this: &MessagePort, listener: &JsValue);

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post(this: &MessagePort, message: &JsValue) -> Result<(), JsValue>;
}

// A timer would be held back by 4 ms when timers set timers (WHATWG HTML, section 8.7).
struct Tasks {
    waiting: RefCell<Vec<Weak<Driver>>>,
    channel: Result<MessageChannel, JsValue>,
    _callback: Callback,
}

static TASKS: Local<Tasks> = Local::new(Tasks::new);

impl Tasks {
    fn new() -> Self {
        let callback = Callback::wrap_assert_unwind_safe(Box::new(|_| run()));
        let channel = MessageChannel::new();
        if let Ok(channel) = &channel {
            channel.port1().set_listener(callback.as_js_value());
        }
        Self {
            waiting: RefCell::default(),
            channel,
            _callback: callback,
        }
    }
}

/// Calls [`Driver::end_pause`] in a later task.
pub(super) fn run_later(driver: Weak<Driver>) {
    let tasks = TASKS.get();
    tasks.waiting.borrow_mut().push(driver);
    let posted = tasks
        .channel
        .as_ref()
        .is_ok_and(|channel| channel.port2().post(&JsValue::NULL).is_ok());
    if !posted {
        run();
    }
}

fn run() {
    for driver in TASKS.get().waiting.take() {
        if let Some(driver) = driver.upgrade() {
            driver.end_pause();
        }
    }
}

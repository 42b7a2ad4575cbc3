//! A later task of the event loop, by `MessageChannel`: a timer would be held back by 4 ms when timers set timers
//! (WHATWG HTML, section 8.7).

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};

type Job = Box<dyn FnOnce()>;

struct Tasks {
    waiting: RefCell<Vec<Job>>,
    /// `None` where the browser has no such channel.
    port: Option<MessagePort>,
    _callback: Closure<dyn Fn()>,
}

thread_local! {
    static TASKS: Tasks = Tasks::new();
}

impl Tasks {
    fn new() -> Self {
        let callback: Closure<dyn Fn()> = Closure::wrap_assert_unwind_safe(Box::new(run));
        let channel = MessageChannel::new().ok();
        let port = channel.map(|channel| {
            let listener = callback.as_ref().unchecked_ref();
            channel.port1().set_onmessage(Some(listener));
            channel.port2()
        });
        Self {
            waiting: RefCell::default(),
            port,
            _callback: callback,
        }
    }

    fn post(&self) -> bool {
        let port = self.port.as_ref();
        port.is_some_and(|port| port.post_message(&JsValue::NULL).is_ok())
    }
}

/// Calls `job` in a later task, before which everything that was promised is done.
pub(crate) fn queue_task(job: impl FnOnce() + 'static) {
    let is_posted = TASKS.with(|tasks| {
        tasks.waiting.borrow_mut().push(Box::new(job));
        tasks.post()
    });
    if !is_posted {
        run();
    }
}

fn run() {
    let waiting = TASKS.with(|tasks| tasks.waiting.take());
    waiting.into_iter().for_each(|job| job());
}

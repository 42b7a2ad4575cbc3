//! Slots for held requests, counted over all tabs of the page's origin by Web Locks (W3C Web Locks API).

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::{Cell, RefCell};

use everwire_core::connect::Permit;
use everwire_core::dialect::everwire::push_decimal;
use everwire_core::machine::Input;
use everwire_core::text::joined;
use wasm_bindgen::prelude::*;

use super::memory::origin;
use super::pump::Events;
use super::{Driver, timing};
use crate::platform::js::Object;

/// Requests to an origin that may be held at a time: of a browser's six connections two are left to send on.
const SLOTS: u32 = 4;

#[wasm_bindgen]
extern "C" {
    // Missing where the page is no secure context, and refused to a page without an origin.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &JsValue, callback: &JsValue) -> Result<Promise, JsValue>;

    type Promise;

    #[wasm_bindgen(constructor)]
    fn new(executor: &JsValue) -> Promise;

    #[wasm_bindgen(method, js_name = catch)]
    fn if_refused(this: &Promise, callback: &JsValue);

    #[wasm_bindgen(js_name = Function)]
    type Settle;

    #[wasm_bindgen(method, catch)]
    fn call(this: &Settle) -> Result<(), JsValue>;
}

/// A slot, or the search for one. Dropping it lets the slot go and ends the search.
pub(super) struct Hold(Rc<Search>);

struct Search {
    lock: String,
    tell: Box<dyn Fn(Slot)>,
    is_wanted: Cell<bool>,
    /// Settles the promise for whose time the lock is held.
    release: RefCell<Option<Settle>>,
}

impl Driver {
    pub(super) fn take_slot(&self) {
        let this = self.this.clone();
        let hold = Hold::take(&self.url(), move |slot| {
            if let Some(driver) = this.upgrade() {
                driver.handle(Input::Permit(slot), Events::Now);
            }
        });
        self.slot.replace(Some(hold));
    }
}

impl Hold {
    /// Looks for a free slot of the origin of this URL, and calls `tell` now or later.
    fn take(url: &str, tell: impl Fn(Slot) + 'static) -> Self {
        let search = Rc::new(Search {
            lock: joined(&["everwire:", origin(url), ":"]),
            tell: Box::new(tell),
            is_wanted: Cell::new(true),
            release: RefCell::default(),
        });
        if timing::is_multiplexed(url) {
            search.report(Slot::Granted);
        } else {
            search.request(0);
        }
        Self(search)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.is_wanted.set(false);
        let release = self.0.release.take();
        if let Some(release) = release {
            let _ = release.call();
        }
    }
}

impl Search {
    fn request(self: &Rc<Self>, slot: u32) {
        let mut name = self.lock.clone();
        push_decimal(&mut name, u64::from(slot));
        let options = Object::new();
        options.set("ifAvailable", &JsValue::TRUE);
        let asked = self.clone();
        let answered = callback(Box::new(move |lock| asked.answered(slot, &lock)));
        let asked = self.clone();
        let failed = callback(Box::new(move |_| asked.report(Slot::Unknown)));
        match request_lock(&name, &options, &answered) {
            Ok(request) => request.if_refused(&failed),
            Err(_) => {
                self.report(Slot::Unknown);
            }
        }
    }

    /// What is returned is what the browser waits for before it takes the lock back.
    fn answered(self: &Rc<Self>, slot: u32, lock: &JsValue) -> JsValue {
        if !self.is_wanted.get() {
            return JsValue::UNDEFINED;
        }
        if !lock.is_null() {
            let search = self.clone();
            let held = Promise::new(&callback(Box::new(move |release| {
                search.release.replace(Some(release.unchecked_into()));
                JsValue::UNDEFINED
            })));
            self.report(Slot::Granted);
            return held.into();
        }
        if slot + 1 < SLOTS {
            self.request(slot + 1);
        } else {
            self.report(Slot::Denied);
        }
        JsValue::UNDEFINED
    }

    fn report(&self, slot: Slot) -> JsValue {
        if self.is_wanted.get() {
            (self.tell)(slot);
        }
        JsValue::UNDEFINED
    }
}

// The browser may call it after the search is over, and lets it go with the promise.
fn callback(call: Box<dyn Fn(JsValue) -> JsValue>) -> JsValue {
    Closure::<dyn Fn(JsValue) -> JsValue>::wrap_assert_unwind_safe(call).into_js_value()
}

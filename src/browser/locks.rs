//! Web Locks (W3C): counted over all tabs of the page's origin.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use everwire_core::connect::Permit;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Unstable in web-sys. Missing where the page is no secure context, and refused to a page without an origin.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &Object, callback: &JsValue)
    -> Result<Refusable, JsValue>;

    type Refusable;

    #[wasm_bindgen(method, js_name = catch)]
    fn if_refused(this: &Refusable, callback: &JsValue);
}

/// One of several locks, or the search for one. Dropping it releases the lock and ends the search.
pub(crate) struct HeldLock(Rc<Search>);

struct Search {
    prefix: String,
    count: u32,
    report: Box<dyn Fn(Permit)>,
    is_wanted: Cell<bool>,
    /// Settles the promise for whose time the lock is held.
    release: RefCell<Option<Function>>,
}

impl HeldLock {
    /// Takes one of the locks `prefix0`, `prefix1`… of which there are `count`, and calls `report` now or later.
    pub(crate) fn request(prefix: String, count: u32, report: impl Fn(Permit) + 'static) -> Self {
        let search = Rc::new(Search {
            prefix,
            count,
            report: Box::new(report),
            is_wanted: Cell::new(true),
            release: RefCell::default(),
        });
        search.request(0);
        Self(search)
    }
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        self.0.is_wanted.set(false);
        let release = self.0.release.take();
        if let Some(release) = release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Search {
    fn request(self: &Rc<Self>, number: u32) {
        let name = format!("{}{number}", self.prefix);
        let options = Object::new();
        let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
        let asked = self.clone();
        let answered = callback(move |lock| asked.answered(number, &lock));
        let asked = self.clone();
        let refused = callback(move |_| {
            asked.report(Permit::Unknown);
            JsValue::UNDEFINED
        });
        match request_lock(&name, &options, &answered) {
            Ok(request) => request.if_refused(&refused),
            Err(_) => self.report(Permit::Unknown),
        }
    }

    /// Returns what the browser waits for before it takes the lock back.
    fn answered(self: &Rc<Self>, number: u32, lock: &JsValue) -> JsValue {
        if !self.is_wanted.get() {
            return JsValue::UNDEFINED;
        }
        if !lock.is_null() {
            let held = Promise::new(&mut |release, _| {
                self.release.replace(Some(release));
            });
            self.report(Permit::Granted);
            return held.into();
        }
        if number + 1 < self.count {
            self.request(number + 1);
        } else {
            self.report(Permit::Denied);
        }
        JsValue::UNDEFINED
    }

    fn report(&self, permit: Permit) {
        if self.is_wanted.get() {
            (self.report)(permit);
        }
    }
}

// The browser may call it after the search is over, and lets it go with the promise.
fn callback(call: impl Fn(JsValue) -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue) -> JsValue>::wrap_assert_unwind_safe(Box::new(call)).into_js_value()
}

//! Event listeners that are removed when they are dropped.

use alloc::boxed::Box;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An event; what it carries is declared where it is listened for.
    pub(crate) type Event;

    #[derive(Clone)]
    type EventTarget;

    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn add(this: &EventTarget, name: &str, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn remove(this: &EventTarget, name: &str, listener: &JsValue) -> Result<(), JsValue>;
}

/// What the browser calls, with an event or with nothing. `Fn`, since it may cause the event that calls it again.
pub(crate) type Callback = Closure<dyn Fn(Event)>;

/// Listeners on one event target.
pub(crate) struct Listeners {
    target: EventTarget,
    attached: Vec<(&'static str, Callback)>,
}

impl Listeners {
    /// None yet.
    pub(crate) fn on(target: &JsValue) -> Self {
        Self {
            target: target.clone().unchecked_into(),
            attached: Vec::new(),
        }
    }

    /// Calls `handler` at every event of this name. `Err` holds what the target threw.
    pub(crate) fn listen(
        &mut self,
        name: &'static str,
        handler: impl Fn(Event) + 'static,
    ) -> Result<(), JsValue> {
        self.attach(name, Box::new(handler))
    }

    // One for all types of handlers.
    fn attach(&mut self, name: &'static str, handler: Box<dyn Fn(Event)>) -> Result<(), JsValue> {
        let closure = Callback::wrap_assert_unwind_safe(handler);
        self.target.add(name, closure.as_js_value())?;
        self.attached.push((name, closure));
        Ok(())
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        for (name, closure) in &self.attached {
            // A target that refuses keeps a dead listener; there is no one to tell.
            let _ = self.target.remove(name, closure.as_js_value());
        }
    }
}

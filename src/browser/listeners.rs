//! Event listeners that are removed when they are dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// `Fn`, since a listener may cause the event that calls it again.
type Callback = Closure<dyn Fn(Event)>;

/// Listeners on one event target.
pub(super) struct Listeners {
    target: EventTarget,
    attached: Vec<(&'static str, Callback)>,
}

impl Listeners {
    /// None yet.
    pub(super) fn on(target: &JsValue) -> Self {
        Self {
            target: target.clone().unchecked_into(),
            attached: Vec::new(),
        }
    }

    /// Calls `handler` at every event of this name. `Err` holds what the target threw.
    pub(super) fn listen(
        &mut self,
        name: &'static str,
        handler: impl Fn(Event) + 'static,
    ) -> Result<(), JsValue> {
        let callback = Callback::wrap_assert_unwind_safe(Box::new(handler));
        let function = callback.as_ref().unchecked_ref();
        self.target
            .add_event_listener_with_callback(name, function)?;
        self.attached.push((name, callback));
        Ok(())
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        for (name, callback) in &self.attached {
            let function = callback.as_ref().unchecked_ref();
            // A target that refuses keeps a dead listener; there is nobody to report it to.
            let _ = self
                .target
                .remove_event_listener_with_callback(name, function);
        }
    }
}

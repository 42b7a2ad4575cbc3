//! The global object of a page or of a worker.

use js_sys::{Reflect, global};
use wasm_bindgen::JsValue;

/// Reads a property; undefined where doing so throws.
pub(super) fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Reads a property of the global object; undefined where doing so throws.
pub(super) fn global_member(name: &str) -> JsValue {
    member(&global(), name)
}

/// Whether there is a function or class of this name.
pub(crate) fn exists(name: &str) -> bool {
    global_member(name).is_function()
}

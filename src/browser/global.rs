//! The global object of a page or of a worker.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // That of js-sys asks for three older names too, which weighs 0.3 KB.
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;
}

/// The global object.
pub(super) fn global() -> JsValue {
    GLOBAL.with(JsValue::clone)
}

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

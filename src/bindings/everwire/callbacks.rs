//! The object that JavaScript gives a socket to be called back.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What JavaScript implements. Every method may run the application's code, which may call back, and may throw.
    pub type Callbacks;

    #[wasm_bindgen(method, catch)]
    pub(super) fn resolve(this: &Callbacks, attempt: u32) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn allow(
        this: &Callbacks,
        code: u8,
        status: u16,
        close_code: u16,
    ) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn opened(this: &Callbacks, unconfirmed: &Array) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn message(this: &Callbacks, data: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn messages(this: &Callbacks, list: &Array) -> Result<u32, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn reconnecting(
        this: &Callbacks,
        attempt: u32,
        delay: f64,
        reason: u8,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn reconnected(
        this: &Callbacks,
        transport: u8,
        downtime: f64,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn step(this: &Callbacks, step: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn failed(
        this: &Callbacks,
        code: u8,
        retryable: bool,
        status: u16,
        cause: &JsValue,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn drained(this: &Callbacks) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn closed(
        this: &Callbacks,
        code: u16,
        reason: &str,
        clean: bool,
        unconfirmed: &Array,
    ) -> Result<(), JsValue>;
}

//! The object that JavaScript gives a socket to be called back.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What JavaScript implements. Every method may run the application's code, which may call back, and may throw.
    pub type Callbacks;

    /// Where to connect? Answered by `resolved` or `unresolved`, now or later.
    #[wasm_bindgen(method, catch)]
    pub(super) fn resolve(this: &Callbacks, attempt: u32) -> Result<(), JsValue>;

    /// Makes a link with what was resolved.
    #[wasm_bindgen(method, catch)]
    pub(super) fn open(this: &Callbacks, link: u32) -> Result<(), JsValue>;

    /// Closes the link and hears no more of it.
    #[wasm_bindgen(method, catch)]
    pub(super) fn abandon(this: &Callbacks, link: u32) -> Result<(), JsValue>;

    /// Sends over the open link.
    #[wasm_bindgen(method, catch)]
    pub(super) fn transmit(this: &Callbacks, data: &JsValue) -> Result<(), JsValue>;

    /// Asks the server for a sign of life.
    #[wasm_bindgen(method, catch)]
    pub(super) fn beat(this: &Callbacks) -> Result<(), JsValue>;

    /// Whether to make another attempt after this; `will_reconnect` is what would be done without asking.
    #[wasm_bindgen(method, catch)]
    pub(super) fn allow(
        this: &Callbacks,
        code: u16,
        reason: &str,
        clean: bool,
        will_reconnect: bool,
    ) -> Result<bool, JsValue>;

    /// The link is open.
    #[wasm_bindgen(method, catch)]
    pub(super) fn opened(this: &Callbacks) -> Result<(), JsValue>;

    /// There is no link; the next attempt follows after so many ms.
    #[wasm_bindgen(method, catch)]
    pub(super) fn reconnecting(
        this: &Callbacks,
        attempt: u32,
        delay: f64,
        code: u16,
        reason: &str,
        clean: bool,
    ) -> Result<(), JsValue>;

    /// What became of a message that was queued: 0 sent, 1 dropped, 2 expired, 3 unsent.
    #[wasm_bindgen(method, catch)]
    pub(super) fn settled(this: &Callbacks, data: &JsValue, outcome: u8) -> Result<(), JsValue>;

    /// The end.
    #[wasm_bindgen(method, catch)]
    pub(super) fn closed(
        this: &Callbacks,
        code: u16,
        reason: &str,
        clean: bool,
        failed: bool,
    ) -> Result<(), JsValue>;
}

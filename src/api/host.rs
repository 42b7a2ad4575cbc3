//! The object through which JavaScript is told what happens.

use everwire_core::channel::Transport;
use everwire_core::connect::{Failure, Step};
use everwire_core::error::ErrorCode;
use wasm_bindgen::prelude::*;

use crate::driver::Application;
use crate::platform::js::Array;

#[wasm_bindgen]
extern "C" {
    /// What JavaScript implements. Every method may run the application's code, which may call back, and may throw.
    pub type Host;

    #[wasm_bindgen(method, catch)]
    fn resolve(this: &Host, attempt: u32) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn allow(this: &Host, code: u8, status: u16, close_code: u16) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn opened(this: &Host, resumed: bool, unconfirmed: &Array) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn message(this: &Host, data: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn messages(this: &Host, list: &Array) -> Result<u32, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn reconnecting(this: &Host, attempt: u32, delay: f64, reason: u8) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn reconnected(this: &Host, transport: u8, downtime: f64) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn step(this: &Host, step: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn failed(
        this: &Host,
        code: u8,
        retryable: bool,
        status: u16,
        cause: &JsValue,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn drained(this: &Host) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn closed(
        this: &Host,
        code: u16,
        reason: &str,
        clean: bool,
        unconfirmed: &Array,
    ) -> Result<(), JsValue>;
}

// Exceptions are ignored: JavaScript reports those of listeners itself.
impl Application for Host {
    fn resolve(&self, attempt: u32) {
        let _ = Self::resolve(self, attempt);
    }

    fn allows(&self, failure: &Failure) -> bool {
        let code = failure.code as u8;
        Self::allow(self, code, failure.status, failure.close_code).unwrap_or(true)
    }

    fn opened(&self, unconfirmed: &Array) {
        let _ = Self::opened(self, false, unconfirmed);
    }

    fn message(&self, data: &JsValue) {
        let _ = Self::message(self, data);
    }

    fn messages(&self, list: &Array) -> u32 {
        Self::messages(self, list).unwrap_or(u32::MAX)
    }

    fn reconnecting(&self, attempt: u32, delay: u64, reason: ErrorCode) {
        let _ = Self::reconnecting(self, attempt, delay as f64, reason as u8);
    }

    fn reconnected(&self, transport: Transport, downtime: u64) {
        let _ = Self::reconnected(self, transport as u8, downtime as f64);
    }

    fn step(&self, step: &Step) {
        let _ = Self::step(self, &super::history::entry(step));
    }

    fn failed(&self, failure: &Failure, cause: &JsValue) {
        let is_retryable = failure.is_retryable();
        let _ = Self::failed(
            self,
            failure.code as u8,
            is_retryable,
            failure.status,
            cause,
        );
    }

    fn drained(&self) {
        let _ = Self::drained(self);
    }

    fn closed(&self, code: u16, reason: &str, clean: bool, unconfirmed: &Array) {
        let _ = Self::closed(self, code, reason, clean, unconfirmed);
    }
}

//! What is thrown at the application for its own mistakes.

use everwire_core::error::ErrorCode;
use js_sys::Array;
use wasm_bindgen::JsValue;

/// A mistake of the application's: JavaScript catches the array `[code, detail]` and makes the exception of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    /// Which.
    pub(super) code: ErrorCode,
    /// The name of the option, or the text that is wrong.
    pub(super) detail: String,
}

impl Fault {
    pub(super) fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        Array::of2(&Self::from(fault.code as u8), &Self::from(fault.detail)).into()
    }
}

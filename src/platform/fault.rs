//! What is thrown at the application for its own mistakes.

use alloc::borrow::ToOwned;
use alloc::string::String;

use everwire_core::error::ErrorCode;
use wasm_bindgen::JsValue;

use super::js::Array;

/// A mistake of the application's: JavaScript catches the array `[code, detail]` and makes the exception of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// Which.
    pub(crate) code: ErrorCode,
    /// The name of the option, or the text that is wrong.
    pub(crate) detail: String,
}

impl Fault {
    pub(crate) fn new(code: ErrorCode, detail: &str) -> Self {
        Self {
            code,
            detail: detail.to_owned(),
        }
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        Array::from_iter([Self::from(fault.code as u8), Self::from(fault.detail)]).into()
    }
}

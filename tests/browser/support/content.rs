//! Messages, to be compared.

use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::prelude::*;

/// What a message holds.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// UTF-16, so that lone surrogates are seen.
    Text(Vec<u16>),
    Binary(Vec<u8>),
    /// What the browser does not show at once.
    Blob,
}

impl Content {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.encode_utf16().collect())
    }

    pub(crate) fn binary(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Binary(bytes.into())
    }

    /// Reads what the engine handed over: a string, an `ArrayBuffer`, or a `Blob` that was not sent.
    pub(crate) fn of(value: &JsValue) -> Self {
        if let Some(text) = value.dyn_ref::<JsString>() {
            return Self::Text(text.iter().collect());
        }
        match value.dyn_ref::<ArrayBuffer>() {
            Some(buffer) => Self::Binary(Uint8Array::new(buffer).to_vec()),
            None => Self::Blob,
        }
    }

    /// A new JavaScript value of it.
    pub(crate) fn to_value(&self) -> JsValue {
        match self {
            // In pieces, since each unit is an argument of a call.
            Self::Text(units) => {
                let pieces: Array = units.chunks(4096).map(JsString::from_char_code).collect();
                pieces.join("").into()
            }
            Self::Binary(bytes) => Uint8Array::from(bytes.as_slice()).buffer().into(),
            Self::Blob => panic!("the contents of a Blob are not known"),
        }
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, start, size) = match self {
            Self::Text(units) => {
                let start = String::from_utf16_lossy(&units[..units.len().min(40)]);
                ("text", start, units.len())
            }
            Self::Binary(bytes) => {
                let start = bytes
                    .iter()
                    .take(8)
                    .map(|byte| format!("{byte} "))
                    .collect();
                ("binary", start, bytes.len())
            }
            Self::Blob => return formatter.write_str("a Blob"),
        };
        write!(formatter, "{kind} of {size}: {start:?}")
    }
}

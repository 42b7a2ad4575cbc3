//! Bodies of requests.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use super::{JsPayload, text};

/// The body of these parts: one string where all are strings, which the browser encodes as it sends it. Null if there are
/// none. `Err` holds what the browser threw.
pub(crate) fn body(parts: &[JsPayload]) -> Result<JsValue, JsValue> {
    let values: Array = parts.iter().map(|part| part.value().clone()).collect();
    if parts.is_empty() {
        Ok(JsValue::NULL)
    } else if parts.iter().any(JsPayload::is_blob) {
        Blob::new_with_buffer_source_sequence(&values).map(JsValue::from)
    } else if parts.iter().all(JsPayload::is_string) {
        Ok(values.join("").into())
    } else {
        let chunks: Vec<_> = values.iter().map(|value| bytes(&value)).collect();
        Ok(concat(&chunks).into())
    }
}

fn bytes(value: &JsValue) -> Uint8Array {
    if value.is_string() {
        text::encode(value)
    } else {
        Uint8Array::new(value)
    }
}

/// The bytes, one chunk behind the other.
pub(super) fn concat(chunks: &[Uint8Array]) -> ArrayBuffer {
    let whole = Uint8Array::new_with_length(chunks.iter().map(Uint8Array::length).sum());
    let mut offset = 0;
    for chunk in chunks {
        whole.set(chunk, offset);
        offset += chunk.length();
    }
    whole.buffer()
}

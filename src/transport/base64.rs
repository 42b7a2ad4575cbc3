//! Base64 to bytes.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::platform::js::{ArrayBuffer, Uint8Array};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Uint8Array, js_name = fromBase64, catch)]
    fn from_base64(text: &JsValue) -> Result<Uint8Array, JsValue>;

    #[wasm_bindgen(catch)]
    fn atob(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["Uint8Array", "prototype", "slice"], js_name = call)]
    fn copy_of(bytes: &[u8]) -> Uint8Array;
}

/// The bytes of a base64 string; `None` if it is malformed.
pub(super) fn decode(text: &JsValue) -> Option<ArrayBuffer> {
    let bytes = from_base64(text).or_else(|_| decode_by_character(text));
    bytes.ok().map(|bytes| bytes.buffer())
}

// Browsers before 2025 have no `fromBase64`.
fn decode_by_character(text: &JsValue) -> Result<Uint8Array, JsValue> {
    let text = atob(text)?.as_string().unwrap_or_default();
    let mut bytes = Vec::with_capacity(text.len());
    // The upper two bits of a character above ASCII, which is two bytes of UTF-8.
    let mut upper = 0;
    for byte in text.bytes() {
        match byte {
            ..0x80 => bytes.extend_from_slice(&[byte]),
            0x80..0xc0 => bytes.extend_from_slice(&[upper | (byte & 0x3f)]),
            0xc0.. => upper = byte << 6,
        }
    }
    Ok(copy_of(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn both_ways_give_every_byte() {
        let text = JsValue::from_str("AAEKf4D/");
        let expected = [0, 1, 10, 127, 128, 255];
        assert_eq!(Uint8Array::new(&decode(&text).unwrap()).to_vec(), expected);
        assert_eq!(decode_by_character(&text).unwrap().to_vec(), expected);
    }

    #[wasm_bindgen_test]
    fn malformed_text_is_refused() {
        assert!(decode(&JsValue::from_str("A*==")).is_none());
    }
}

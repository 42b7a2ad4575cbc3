//! Base64 to bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // That of js-sys copies the text.
    #[wasm_bindgen(js_namespace = Uint8Array, js_name = fromBase64, catch)]
    fn from_base64(text: &JsValue) -> Result<Uint8Array, JsValue>;

    // Those of web-sys, one for pages and one for workers, copy the text.
    #[wasm_bindgen(catch)]
    fn atob(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// The bytes of a base64 string; `None` if it is malformed.
pub(super) fn decode_base64(text: &JsValue) -> Option<ArrayBuffer> {
    let bytes = from_base64(text).or_else(|_| decode_by_character(text));
    bytes.ok().map(|bytes| bytes.buffer())
}

// Browsers before 2025 have no `fromBase64`.
fn decode_by_character(text: &JsValue) -> Result<Uint8Array, JsValue> {
    let text = atob(text)?.as_string().unwrap_or_default();
    let bytes: Vec<u8> = text.chars().map(|character| character as u8).collect();
    Ok(Uint8Array::from(bytes.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn both_ways_give_every_byte() {
        let text = JsValue::from_str("AAEKf4D/");
        let expected = [0, 1, 10, 127, 128, 255];
        assert_eq!(
            Uint8Array::new(&decode_base64(&text).unwrap()).to_vec(),
            expected
        );
        assert_eq!(decode_by_character(&text).unwrap().to_vec(), expected);
    }

    #[wasm_bindgen_test]
    fn malformed_text_is_refused() {
        assert!(decode_base64(&JsValue::from_str("A*==")).is_none());
    }
}

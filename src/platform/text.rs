//! Texts that stay in JavaScript: measured, joined and cut there.

use core::cell::LazyCell;

use wasm_bindgen::prelude::*;

use super::Local;
use super::js::{Array, Object, Uint8Array};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = RegExp)]
    type Pattern;

    #[wasm_bindgen(constructor, js_class = RegExp)]
    fn new(source: &str, flags: &str) -> Pattern;

    #[wasm_bindgen(method)]
    fn test(this: &Pattern, text: &JsValue) -> bool;

    #[wasm_bindgen(js_name = TextEncoder)]
    type Encoder;

    #[wasm_bindgen(constructor, js_class = TextEncoder)]
    fn new() -> Encoder;

    #[wasm_bindgen(method)]
    fn encode(this: &Encoder, text: &JsValue) -> Uint8Array;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &Encoder, text: &JsValue, bytes: &Uint8Array) -> Encoded;

    type Encoded;

    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> usize;

    #[wasm_bindgen(js_name = TextDecoder)]
    type Decoder;

    #[wasm_bindgen(constructor, js_class = TextDecoder)]
    fn new(label: &str, options: &JsValue) -> Decoder;

    #[wasm_bindgen(method, catch)]
    fn decode(this: &Decoder, bytes: &JsValue) -> Result<JsValue, JsValue>;

    /// A string; `JsString` of js-sys takes its arguments as `&str`, which are copied on every call.
    pub(crate) type Text;

    #[wasm_bindgen(method, getter)]
    fn length(this: &Text) -> usize;

    #[wasm_bindgen(method)]
    fn includes(this: &Text, part: &JsValue) -> bool;

    #[wasm_bindgen(method, js_name = charCodeAt)]
    pub(crate) fn code_unit_at(this: &Text, index: usize) -> f64;

    #[wasm_bindgen(method)]
    pub(crate) fn slice(this: &Text, start: usize) -> JsValue;

    #[wasm_bindgen(method)]
    pub(crate) fn concat(this: &Text, text: &JsValue) -> JsValue;

    #[wasm_bindgen(method)]
    fn split(this: &Text, separator: &JsValue) -> Array;

    #[wasm_bindgen(method)]
    fn replace(this: &Text, pattern: &Pattern, by: &str) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = toWellFormed)]
    fn to_well_formed(this: &Text) -> Result<JsValue, JsValue>;

    type TextList;

    #[wasm_bindgen(method)]
    fn join(this: &TextList, separator: &JsValue) -> JsValue;
}

/// Up to so many code units a pattern is faster than to encode them.
const SHORT: usize = 512;
/// Up to so many code units are encoded without memory of their own.
pub(crate) const LONG: usize = 64 * 1024;

struct Shared {
    not_plain: Pattern,
    lone_surrogate: Pattern,
    encoder: Encoder,
    scratch: LazyCell<Uint8Array>,
    decoder: LazyCell<Decoder>,
    nul: JsValue,
    nothing: JsValue,
}

static SHARED: Local<Shared> = Local::new(|| Shared {
    not_plain: Pattern::new(r"[^\x01-\x7f]", ""),
    lone_surrogate: Pattern::new(r"\p{Surrogate}", "gu"),
    encoder: Encoder::new(),
    scratch: LazyCell::new(|| Uint8Array::with_length(3 * LONG as u32)),
    decoder: LazyCell::new(strict_decoder),
    nul: JsValue::from_str("\0"),
    nothing: JsValue::from_str(""),
});

/// What must be known about a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Measure {
    /// Bytes of UTF-8; a lone surrogate counts as the U+FFFD that it becomes on its way.
    pub(crate) size: usize,
    /// Whether every character is ASCII, U+0000 included.
    pub(crate) is_ascii: bool,
    /// Whether it has a U+0000.
    pub(crate) has_nul: bool,
}

/// Measures a string.
pub(crate) fn measure(text: &JsValue) -> Measure {
    let shared = SHARED.get();
    let length = self::length(text);
    if length <= SHORT && !shared.not_plain.test(text) {
        return Measure {
            size: length,
            is_ascii: true,
            has_nul: false,
        };
    }
    let size = shared.utf8(text, length).length() as usize;
    Measure {
        size,
        is_ascii: size == length,
        has_nul: text.unchecked_ref::<Text>().includes(&shared.nul),
    }
}

impl Shared {
    /// The UTF-8 of a text, of which a code unit makes three bytes at most; good until the next call.
    fn utf8(&self, text: &JsValue, length: usize) -> Uint8Array {
        if length <= LONG {
            let size = self.encoder.encode_into(text, &self.scratch).written();
            self.scratch.subarray(0, size as u32)
        } else {
            self.encoder.encode(text)
        }
    }
}

// A byte order mark is a part of a message like any other character.
fn strict_decoder() -> Decoder {
    let options = Object::new();
    for name in ["fatal", "ignoreBOM"] {
        options.set(name, &JsValue::TRUE);
    }
    Decoder::new("utf-8", &options)
}

/// The UTF-16 code units of a string.
pub(crate) fn length(text: &JsValue) -> usize {
    text.unchecked_ref::<Text>().length()
}

/// The string with U+FFFD for every lone surrogate, as it arrives wherever it is sent.
pub(crate) fn well_formed(text: JsValue) -> JsValue {
    let string: &Text = text.unchecked_ref();
    // Browsers before 2023 have no `toWellFormed`.
    let replaced = |_| string.replace(&SHARED.get().lone_surrogate, "\u{fffd}");
    string.to_well_formed().unwrap_or_else(replaced)
}

/// The bytes of a string in UTF-8.
pub(crate) fn encode(text: &JsValue) -> Uint8Array {
    SHARED.get().encoder.encode(text)
}

/// The same, in memory that the next text that is measured or encoded may use.
pub(crate) fn encode_briefly(text: &JsValue) -> Uint8Array {
    SHARED.get().utf8(text, length(text))
}

/// The string that these bytes are in UTF-8; `None` if they are not.
pub(crate) fn decode(bytes: &JsValue) -> Option<JsValue> {
    SHARED.get().decoder.decode(bytes).ok()
}

/// The strings of a list with U+0000 between them.
pub(crate) fn join_with_nul(list: &Array) -> JsValue {
    list.unchecked_ref::<TextList>().join(&SHARED.get().nul)
}

/// The strings of a list, one behind the other.
pub(crate) fn join(list: &Array) -> JsValue {
    list.unchecked_ref::<TextList>().join(&SHARED.get().nothing)
}

/// The strings between the U+0000 of a string.
pub(crate) fn split_at_nul(text: &JsValue) -> Array {
    text.unchecked_ref::<Text>().split(&SHARED.get().nul)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn sizes_are_those_of_utf8() {
        for text in [
            "",
            "a",
            "\0",
            "a\0b",
            "\r\n\u{7f}",
            "é",
            "日本語",
            "🦀",
            "a\0é",
        ] {
            let expected = Measure {
                size: text.len(),
                is_ascii: text.is_ascii(),
                has_nul: text.contains('\0'),
            };
            assert_eq!(measure(&text.into()), expected, "{text:?}");
        }
    }

    #[wasm_bindgen_test]
    fn sizes_do_not_depend_on_how_they_are_found() {
        for length in [SHORT, SHORT + 1, LONG, LONG + 1] {
            for text in ["x".repeat(length), "é".repeat(length), "x\0".repeat(length)] {
                let Measure {
                    size,
                    is_ascii,
                    has_nul,
                } = measure(&text.as_str().into());
                let expected = (text.len(), text.is_ascii(), text.contains('\0'));
                assert_eq!((size, is_ascii, has_nul), expected, "{length}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn lone_surrogates_are_replaced_and_counted_so() {
        let units = [0x61, 0xd800, 0xd83e, 0xdd80, 0xdc00];
        let text = JsValue::from(js_sys::JsString::from_char_code(&units));
        let expected = "a\u{fffd}🦀\u{fffd}";
        assert_eq!(measure(&text).size, expected.len());
        assert_eq!(well_formed(text.clone()).as_string().unwrap(), expected);
        let replaced = text
            .unchecked_ref::<Text>()
            .replace(&SHARED.get().lone_surrogate, "\u{fffd}");
        assert_eq!(replaced, JsValue::from_str(expected));
    }
}

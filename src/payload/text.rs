//! Texts that stay in JavaScript: measured, joined and cut there. A text of 1 KB that is copied into WebAssembly takes
//! 2.7 µs, as a handle 25 ns, so the imports here take and return handles where those of js-sys and web-sys copy.

use std::cell::LazyCell;

use js_sys::{Array, JsString, Object, Reflect, RegExp, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::TextEncoder;

#[wasm_bindgen]
extern "C" {
    type Pattern;

    #[wasm_bindgen(method)]
    fn test(this: &Pattern, text: &JsValue) -> bool;

    type Encoder;

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

    type Text;

    #[wasm_bindgen(method)]
    fn slice(this: &Text, start: usize) -> JsValue;

    #[wasm_bindgen(method)]
    fn split(this: &Text, separator: &JsValue) -> Array;

    #[wasm_bindgen(method, js_name = replaceAll)]
    fn replace_all(this: &Text, pattern: &str, replacement: &str) -> JsValue;

    // Missing in browsers before 2023, for which that of js-sys does not catch.
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
    encoder: Encoder,
    scratch: LazyCell<Uint8Array>,
    decoder: LazyCell<Decoder>,
    nul: JsValue,
}

thread_local! {
    static SHARED: Shared = Shared {
        not_plain: RegExp::new(r"[^\x01-\x7f]", "").unchecked_into(),
        encoder: TextEncoder::new().unwrap_throw().unchecked_into(),
        scratch: LazyCell::new(|| Uint8Array::new_with_length(3 * LONG as u32)),
        decoder: LazyCell::new(strict_decoder),
        nul: JsValue::from_str("\0"),
    };
}

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
pub(super) fn measure(text: &JsValue) -> Measure {
    let length = self::length(text);
    let is_plain = || SHARED.with(|shared| !shared.not_plain.test(text));
    if length <= SHORT && is_plain() {
        return Measure {
            size: length,
            is_ascii: true,
            has_nul: false,
        };
    }
    let size = encode_briefly(text).length() as usize;
    Measure {
        size,
        is_ascii: size == length,
        has_nul: text.unchecked_ref::<JsString>().includes("\0", 0),
    }
}

// A byte order mark is a part of a message like any other character.
fn strict_decoder() -> Decoder {
    let options = Object::new();
    for name in ["fatal", "ignoreBOM"] {
        let _ = Reflect::set(&options, &name.into(), &JsValue::TRUE);
    }
    Decoder::new("utf-8", &options)
}

/// The UTF-16 code units of a string.
pub(super) fn length(text: &JsValue) -> usize {
    text.unchecked_ref::<JsString>().length() as usize
}

/// The string from this code unit on.
pub(super) fn slice(text: &JsString, start: usize) -> JsValue {
    text.unchecked_ref::<Text>().slice(start)
}

/// The string with U+FFFD for every lone surrogate, as it arrives wherever it is sent.
pub(super) fn well_formed(text: JsValue) -> JsValue {
    let string: &Text = text.unchecked_ref();
    string
        .to_well_formed()
        .unwrap_or_else(|_| replace_surrogates(text.unchecked_ref()))
}

fn replace_surrogates(text: &JsString) -> JsValue {
    let lone = RegExp::new(r"\p{Surrogate}", "gu");
    text.replace_by_pattern(&lone, "\u{fffd}").into()
}

/// The string with `replacement` in every place of `pattern`.
pub(super) fn replace_all(text: &JsValue, pattern: &str, replacement: &str) -> JsValue {
    text.unchecked_ref::<Text>()
        .replace_all(pattern, replacement)
}

/// The bytes of a string in UTF-8.
pub(super) fn encode(text: &JsValue) -> Uint8Array {
    SHARED.with(|shared| shared.encoder.encode(text))
}

/// The same, in memory that the next text that is measured or encoded may use.
pub(super) fn encode_briefly(text: &JsValue) -> Uint8Array {
    if length(text) > LONG {
        return encode(text);
    }
    // A code unit makes three bytes at most.
    SHARED.with(|shared| {
        let size = shared.encoder.encode_into(text, &shared.scratch).written();
        shared.scratch.subarray(0, size as u32)
    })
}

/// The string that these bytes are in UTF-8; `None` if they are not.
pub(super) fn decode(bytes: &JsValue) -> Option<JsValue> {
    SHARED.with(|shared| shared.decoder.decode(bytes).ok())
}

/// The strings of a list with an ASCII character between them.
pub(super) fn join(list: &Array, separator: char) -> JsValue {
    let list: &TextList = list.unchecked_ref();
    with_separator(separator, |separator| list.join(separator))
}

/// The strings between the places of an ASCII character in a string.
pub(super) fn split(text: &JsValue, separator: char) -> Array {
    let text: &Text = text.unchecked_ref();
    with_separator(separator, |separator| text.split(separator))
}

// A batch has U+0000, which need not be made anew.
fn with_separator<T>(separator: char, call: impl FnOnce(&JsValue) -> T) -> T {
    match separator {
        '\0' => SHARED.with(|shared| call(&shared.nul)),
        _ => call(&JsValue::from_str(separator.encode_utf8(&mut [0; 4]))),
    }
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
        let replaced = replace_surrogates(text.unchecked_ref());
        assert_eq!(replaced, JsValue::from_str(expected));
    }
}

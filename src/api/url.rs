//! The constructor's arguments, by the rules of the WHATWG WebSockets standard.

use alloc::string::String;
use alloc::vec::Vec;

use everwire_core::error::ErrorCode;
use everwire_core::text::joined;
use wasm_bindgen::prelude::*;

use crate::platform::Fault;
use crate::platform::js::{Array, global, member};

#[wasm_bindgen]
extern "C" {
    type URL;

    #[wasm_bindgen(constructor, catch)]
    fn new(url: &JsValue, base: &JsValue) -> Result<URL, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn href(this: &URL) -> Result<JsValue, JsValue>;
}

/// Makes a URL, a string, absolute, with `ws:` for `http:` and `wss:` for `https:`.
///
/// # Errors
///
/// Throws the fault `INVALID_URL` if it cannot be parsed, is of another scheme, or has a fragment.
#[wasm_bindgen(js_name = normalizeUrl)]
pub fn normalize_url(url: &JsValue) -> Result<JsValue, JsValue> {
    Ok(normalized(url)?.into())
}

/// Checks an array of sub-protocols.
///
/// # Errors
///
/// Throws the fault `INVALID_PROTOCOL` if one is no token of RFC 6455 or stands twice.
#[wasm_bindgen(js_name = checkProtocols)]
pub fn check_protocols(list: &JsValue) -> Result<(), JsValue> {
    Ok(checked(&strings(list))?)
}

/// The elements of an array of strings.
pub(super) fn strings(list: &JsValue) -> Vec<String> {
    let list: &Array = list.unchecked_ref();
    let string = |value: JsValue| value.as_string().unwrap_or_default();
    list.iter().map(string).collect()
}

/// As [`check_protocols`].
pub(super) fn checked(list: &[String]) -> Result<(), Fault> {
    match wrong_protocol(list) {
        Some(wrong) => Err(Fault::new(ErrorCode::InvalidProtocol, wrong)),
        None => Ok(()),
    }
}

/// As [`normalize_url`].
pub(super) fn normalized(url: &JsValue) -> Result<String, Fault> {
    normalize(url).ok_or_else(|| {
        let given = url.as_string().unwrap_or_default();
        Fault::new(ErrorCode::InvalidUrl, &given)
    })
}

fn normalize(url: &JsValue) -> Option<String> {
    let href = URL::new(url, &base()).ok()?.href().ok()?.as_string()?;
    // What the parser gives has no `#` but before a fragment.
    if href.bytes().any(|byte| byte == b'#') {
        return None;
    }
    let url = match href.strip_prefix("http") {
        Some(rest) => joined(&["ws", rest]),
        None => href,
    };
    (url.starts_with("ws:") || url.starts_with("wss:")).then_some(url)
}

// The document's base, or the address of the worker.
fn base() -> JsValue {
    let global = global();
    let document = member(&member(&global, "document"), "baseURI");
    if document.is_string() {
        document
    } else {
        member(&member(&global, "location"), "href")
    }
}

fn wrong_protocol(list: &[String]) -> Option<&str> {
    let wrong = list.iter().enumerate().find(|(index, name)| {
        !is_token(name) || list.iter().take(*index).any(|earlier| earlier == *name)
    });
    wrong.map(|(_, name)| name.as_str())
}

fn is_token(name: &str) -> bool {
    // Not `contains`, whose search of memory weighs more than all of this.
    let is_separator = |byte| {
        matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'@' | b',' | b';' | b':' | b'\\' | b'"'
        ) || matches!(byte, b'/' | b'[' | b']' | b'?' | b'=' | b'{' | b'}')
    };
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && !is_separator(byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

//! The constructor's arguments, by the rules of the WHATWG WebSockets standard.

use std::cell::RefCell;

use everwire_core::error::ErrorCode;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Url;

use super::fault::Fault;
use crate::browser::base_url;

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

thread_local! {
    /// The result of the latest call: a fixed URL is the same at every attempt.
    static LATEST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// As [`normalize_url`].
pub(super) fn normalized(url: &JsValue) -> Result<String, Fault> {
    let given = url.as_string().unwrap_or_default();
    if LATEST.with_borrow(|latest| *latest == given) && !given.is_empty() {
        return Ok(given);
    }
    match normalize(&given) {
        Some(url) => {
            LATEST.with_borrow_mut(|latest| latest.clone_from(&url));
            Ok(url)
        }
        None => Err(Fault::new(ErrorCode::InvalidUrl, given)),
    }
}

fn normalize(url: &str) -> Option<String> {
    let base = base_url().as_string();
    let url = match &base {
        Some(base) => Url::new_with_base(url, base),
        None => Url::new(url),
    };
    let href = url.ok()?.href();
    // What the parser gives has no `#` but before a fragment.
    if href.contains('#') {
        return None;
    }
    let url = match href.strip_prefix("http") {
        Some(rest) => format!("ws{rest}"),
        None => href,
    };
    (url.starts_with("ws:") || url.starts_with("wss:")).then_some(url)
}

fn wrong_protocol(list: &[String]) -> Option<&str> {
    let wrong = list.iter().enumerate().find(|(index, name)| {
        !is_token(name) || list.iter().take(*index).any(|earlier| earlier == *name)
    });
    wrong.map(|(_, name)| name.as_str())
}

/// RFC 9110, section 5.6.2, as RFC 6455 has it.
fn is_token(name: &str) -> bool {
    let is_separator = |character| {
        matches!(
            character,
            '(' | ')' | '<' | '>' | '@' | ',' | ';' | ':' | '\\' | '"'
        ) || matches!(character, '/' | '[' | ']' | '?' | '=' | '{' | '}')
    };
    let is_allowed = |character: char| character.is_ascii_graphic() && !is_separator(character);
    !name.is_empty() && name.chars().all(is_allowed)
}

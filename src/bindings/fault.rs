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

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    const RUST: &str = include_str!("../../crates/core/src/error.rs");
    const TYPESCRIPT: &str = include_str!("../../pkg-template/src/words/codes.ts");

    /// The codes of the core, in JavaScript's words.
    fn declared() -> Vec<(u8, String)> {
        let start = RUST.find("pub enum ErrorCode").unwrap();
        let body = &RUST[start..start + RUST[start..].find("\n}").unwrap()];
        let code = |line: &str| {
            let (name, number) = line.trim().strip_suffix(',')?.split_once(" = ")?;
            Some((number.parse().ok()?, in_capitals(name)))
        };
        body.lines().filter_map(code).collect()
    }

    fn in_capitals(name: &str) -> String {
        let mut word = String::new();
        for character in name.chars() {
            if character.is_uppercase() && !word.is_empty() {
                word.push('_');
            }
            word.push(character.to_ascii_uppercase());
        }
        // There is a class of errors of the shorter name.
        word.replace("PROTOCOL", "PROTOCOL_ERROR")
            .replace("INVALID_PROTOCOL_ERROR", "INVALID_PROTOCOL")
    }

    /// The words of a list in TypeScript, whose first has this number.
    fn listed(list: &str, first: u8) -> Vec<(u8, String)> {
        let start = TYPESCRIPT.find(&format!("const {list}")).unwrap();
        let body = &TYPESCRIPT[start..start + TYPESCRIPT[start..].find("];").unwrap()];
        let words = body.split_once("= [").unwrap().1.split(',').map(str::trim);
        // A gap is a number that is not in use.
        let word = |(number, word): (u8, &str)| {
            let word = word.strip_prefix('\'')?.strip_suffix('\'')?;
            Some((number, word.to_owned()))
        };
        (first..).zip(words).filter_map(word).collect()
    }

    #[wasm_bindgen_test]
    fn typescript_has_the_codes_of_the_core() {
        let listed = [listed("THROWN", 1), listed("FAILURES", 20)].concat();
        assert!(listed.len() > 20);
        assert_eq!(listed, declared());
    }
}

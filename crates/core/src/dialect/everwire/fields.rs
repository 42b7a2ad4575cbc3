//! Named fields of HELLO and WELCOME: one `name:value` a line. Unknown names are skipped, so that fields can be added.

use alloc::string::String;

use super::decimal::{parse_decimal, push_decimal};
use crate::text::{cut, parts};

/// Builds the text of a control frame with fields.
pub(super) struct FieldWriter(String);

impl FieldWriter {
    /// Starts a control frame of this kind.
    pub(super) fn new(kind: char) -> Self {
        let mut text = String::with_capacity(128);
        text.push('\0');
        text.push(kind);
        Self(text)
    }

    /// Adds a field of any text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.begin(name);
        let mut rest = value;
        let next = |rest: &str| {
            let mut bytes = rest.bytes().enumerate();
            bytes.find_map(|(at, byte)| Some((at, escaped(byte)?)))
        };
        while let Some((at, escape)) = next(rest) {
            self.0.push_str(rest.get(..at).unwrap_or_default());
            self.0.push_str(escape);
            rest = rest.get(at + 1..).unwrap_or_default();
        }
        self.0.push_str(rest);
    }

    /// Adds a field that is a number.
    pub(super) fn number(&mut self, name: &str, value: u64) {
        self.begin(name);
        push_decimal(&mut self.0, value);
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn begin(&mut self, name: &str) {
        self.0.push('\n');
        self.0.push_str(name);
        self.0.push(':');
    }
}

const fn escaped(byte: u8) -> Option<&'static str> {
    match byte {
        b'%' => Some("%25"),
        b'\n' => Some("%0A"),
        0 => Some("%00"),
        _ => None,
    }
}

/// Reads fields by name out of the text behind a control frame's kind.
pub(super) struct FieldReader<'a>(&'a str);

impl<'a> FieldReader<'a> {
    pub(super) const fn new(body: &'a str) -> Self {
        Self(body)
    }

    /// The field's value, unescaped; `None` if it is absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut parts = parts(self.raw(name)?, b'%');
        let mut value = String::from(parts.next().unwrap_or_default());
        for part in parts {
            let (character, rest) = match (part.strip_prefix("25"), part.strip_prefix("0A")) {
                (Some(rest), _) => ("%", rest),
                (_, Some(rest)) => ("\n", rest),
                _ => ("\0", part.strip_prefix("00").unwrap_or(part)),
            };
            value.push_str(character);
            value.push_str(rest);
        }
        Some(value)
    }

    /// The field as a number; `None` if it is absent or not one.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        parse_decimal(self.raw(name)?)
    }

    fn raw(&self, name: &str) -> Option<&'a str> {
        parts(self.0, b'\n').find_map(|line| match cut(line, b':') {
            (start, value) if start == name => value,
            _ => None,
        })
    }
}

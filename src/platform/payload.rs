//! The payload of a browser: a handle to a JavaScript value, and what the core asks about it.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use everwire_core::dialect::everwire::codec::Batcher;
use everwire_core::payload::Payload;
use wasm_bindgen::prelude::*;

use super::js::{Array, ArrayBuffer, Uint8Array};
use super::lease::Lease;
use super::text::{self, Measure, Text};

/// A message or frame that stays in JavaScript: a string, an `ArrayBuffer` that nobody changes, or a `Blob`.
#[derive(Clone)]
pub(crate) struct JsPayload {
    value: JsValue,
    size: usize,
    kind: Kind,
    /// Where the value is memory that is used again.
    lease: Option<Rc<Lease>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text {
        /// Known to be.
        is_ascii: bool,
        /// May have.
        has_nul: bool,
    },
    /// A text that does not start with U+0000, held as bytes.
    Utf8,
    Bytes,
    Blob,
}

impl JsPayload {
    /// A string that came from the network. It is not scanned: its size is its length, whatever its characters.
    pub(crate) fn received_text(value: JsValue) -> Self {
        Self {
            size: text::length(&value),
            value,
            kind: Kind::Text {
                is_ascii: false,
                has_nul: true,
            },
            lease: None,
        }
    }

    /// A string of the application's for a server that takes large texts as octets: it is encoded once, as it is measured.
    pub(crate) fn kept_text(value: JsValue) -> Self {
        let length = text::length(&value);
        let is_marked = || value.unchecked_ref::<Text>().code_unit_at(0) == 0.0;
        if length <= Batcher::LARGE || is_marked() {
            return Self::outgoing_text(value);
        }
        let payload = if length <= text::LONG {
            Self::copied(&text::encode_briefly(&value))
        } else {
            Self::bytes(text::encode(&value).buffer())
        };
        Self {
            kind: Kind::Utf8,
            ..payload
        }
    }

    /// A string of the application's, which may have lone surrogates: they become U+FFFD now, so that every transport and
    /// every repetition carries the same.
    pub(crate) fn outgoing_text(value: JsValue) -> Self {
        let measure = text::measure(&value);
        let value = if measure.is_ascii {
            value
        } else {
            text::well_formed(value)
        };
        Self::measured(value, measure)
    }

    /// Bytes that nobody else will change.
    pub(crate) fn bytes(buffer: ArrayBuffer) -> Self {
        Self {
            size: buffer.byte_length() as usize,
            value: buffer.into(),
            kind: Kind::Bytes,
            lease: None,
        }
    }

    /// A copy of bytes that somebody else may change, in memory that is used again.
    pub(crate) fn copied(bytes: &Uint8Array) -> Self {
        let lease = Lease::copy(bytes);
        let payload = Self::bytes(lease.buffer().clone());
        Self {
            lease: Some(Rc::new(lease)),
            ..payload
        }
    }

    /// A `Blob` of this many bytes.
    pub(crate) const fn blob(value: JsValue, size: usize) -> Self {
        Self {
            value,
            size,
            kind: Kind::Blob,
            lease: None,
        }
    }

    /// What a carrier brought; `None` if it is neither a string nor an `ArrayBuffer`.
    pub(crate) fn received(value: JsValue) -> Option<Self> {
        if value.is_string() {
            Some(Self::received_text(value))
        } else {
            value.dyn_into().ok().map(Self::bytes)
        }
    }

    /// What a carrier takes: a string, or an `ArrayBuffer` or `Blob`, which may be the bytes of a text. It is not to be
    /// kept.
    pub(crate) const fn value(&self) -> &JsValue {
        &self.value
    }

    /// A value for the application, as it gave it.
    pub(crate) fn to_value(&self) -> JsValue {
        match (self.kind, &self.lease) {
            (Kind::Utf8, _) => text::decode(&self.value).unwrap_or_default(),
            (_, Some(lease)) => lease.buffer().slice(0, self.size as u32).into(),
            (_, None) => self.value.clone(),
        }
    }

    /// Whether its value is a string.
    pub(crate) const fn is_string(&self) -> bool {
        matches!(self.kind, Kind::Text { .. })
    }

    /// Whether it is a `Blob`, whose bytes are not at hand.
    pub(crate) fn is_blob(&self) -> bool {
        self.kind == Kind::Blob
    }

    const fn measured(value: JsValue, measure: Measure) -> Self {
        let Measure {
            size,
            is_ascii,
            has_nul,
        } = measure;
        Self {
            value,
            size,
            kind: Kind::Text { is_ascii, has_nul },
            lease: None,
        }
    }

    fn is_ascii(&self) -> bool {
        matches!(self.kind, Kind::Text { is_ascii: true, .. })
    }

    fn as_text(&self) -> &Text {
        self.value.unchecked_ref()
    }
}

/// Code units are those of UTF-16, of which only ASCII ones mean anything to the core.
fn character(code_unit: f64) -> char {
    // Behind the end there is NaN, which becomes 0.
    char::from_u32(code_unit as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn has_nul(text: &str) -> bool {
    text.bytes().any(|byte| byte == 0)
}

impl Payload for JsPayload {
    fn size(&self) -> usize {
        self.size
    }

    fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text { .. } | Kind::Utf8)
    }

    fn marker(&self) -> Option<char> {
        let Kind::Text { has_nul: true, .. } = self.kind else {
            return None;
        };
        let text = self.as_text();
        (text.code_unit_at(0) == 0.0).then(|| character(text.code_unit_at(1)))
    }

    fn is_joinable(&self) -> bool {
        match self.kind {
            Kind::Text { has_nul, .. } => !has_nul,
            Kind::Bytes => true,
            Kind::Utf8 | Kind::Blob => false,
        }
    }

    fn from_text(text: &str) -> Self {
        let measure = Measure {
            size: text.len(),
            is_ascii: text.is_ascii(),
            has_nul: has_nul(text),
        };
        Self::measured(JsValue::from_str(text), measure)
    }

    fn to_text(&self) -> String {
        self.value.as_string().unwrap_or_default()
    }

    fn prefixed(&self, prefix: &str) -> Self {
        let value = JsValue::from_str(prefix)
            .unchecked_ref::<Text>()
            .concat(&self.value);
        let measure = Measure {
            size: prefix.len() + self.size,
            is_ascii: self.is_ascii(),
            has_nul: has_nul(prefix) || !self.is_joinable(),
        };
        Self::measured(value, measure)
    }

    fn unprefixed(&self, count: usize) -> Self {
        Self::received_text(self.as_text().slice(count))
    }

    fn join_text<'a>(prefix: &str, parts: impl Iterator<Item = &'a Self>) -> Self {
        let list = Array::new();
        let mut measure = Measure {
            size: prefix.len(),
            is_ascii: true,
            has_nul: true,
        };
        for (index, part) in parts.enumerate() {
            list.push(&part.value);
            measure.size += part.size + usize::from(index > 0);
            measure.is_ascii &= part.is_ascii();
        }
        let joined = text::join_with_nul(&list);
        let value = JsValue::from_str(prefix)
            .unchecked_ref::<Text>()
            .concat(&joined);
        Self::measured(value, measure)
    }

    fn split_text(&self, skip: usize) -> Vec<Self> {
        let parts = text::split_at_nul(&self.as_text().slice(skip));
        let payload = |index| Self::received_text(parts.get(index));
        (0..parts.length()).map(payload).collect()
    }

    fn encoded(&self) -> Self {
        match self.kind {
            Kind::Text { .. } => Self::bytes(text::encode(&self.value).buffer()),
            Kind::Utf8 | Kind::Bytes | Kind::Blob => Self {
                kind: Kind::Bytes,
                ..self.clone()
            },
        }
    }

    fn decoded(&self) -> Option<Self> {
        match self.kind {
            Kind::Bytes => text::decode(&self.value).map(Self::received_text),
            _ => None,
        }
    }

    fn join_binary<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let parts: Vec<_> = parts.collect();
        let size: usize = parts.iter().map(|part| part.size).sum();
        let joined = Uint8Array::with_length(size as u32);
        let mut offset = 0;
        for part in parts {
            joined.set(&Uint8Array::new(&part.value), offset);
            offset += part.size as u32;
        }
        Self::bytes(joined.buffer())
    }

    fn split_binary(&self, lengths: &[usize]) -> Option<Vec<Self>> {
        let sum = lengths
            .iter()
            .try_fold(0_usize, |sum, length| sum.checked_add(*length))?;
        if self.kind != Kind::Bytes || sum != self.size {
            return None;
        }
        let buffer: &ArrayBuffer = self.value.unchecked_ref();
        let mut begin = 0;
        let payload = |length: &usize| {
            let end = begin + *length as u32;
            let part = buffer.slice(begin, end);
            begin = end;
            Self::bytes(part)
        };
        Some(lengths.iter().map(payload).collect())
    }
}

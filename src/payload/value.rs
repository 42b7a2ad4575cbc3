//! The payload of a browser: a handle to a JavaScript value, and what the core asks about it.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use everwire_core::payload::Payload;
use js_sys::{Array, ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::prelude::*;

use super::base64::decode_base64;
use super::body::concat;
use super::lease::Lease;
use super::text::{self, Measure};

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

    /// As [`JsPayload::kept_text`], of a string of which the length in UTF-16 code units is known, and whether it is ASCII
    /// without U+0000.
    pub(crate) fn sent_text(value: JsValue, length: usize, is_plain: bool, large: usize) -> Self {
        if !is_plain || length > large {
            return Self::kept_text(value, large);
        }
        let measure = Measure {
            size: length,
            is_ascii: true,
            has_nul: false,
        };
        Self::measured(value, measure)
    }

    /// A string of the application's that is to be sent as octets if it is longer than `large`: it is encoded once, as it is
    /// measured.
    pub(crate) fn kept_text(value: JsValue, large: usize) -> Self {
        let length = text::length(&value);
        let is_marked = || value.unchecked_ref::<JsString>().char_code_at(0) == 0.0;
        if length <= large || is_marked() {
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
            (_, Some(lease)) => lease.buffer().slice_with_end(0, self.size as u32).into(),
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

    fn as_text(&self) -> &JsString {
        self.value.unchecked_ref()
    }
}

impl Payload for JsPayload {
    fn size(&self) -> usize {
        self.size
    }

    fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text { .. } | Kind::Utf8)
    }

    fn is_at_hand(&self) -> bool {
        self.kind != Kind::Blob
    }

    fn may_contain(&self, character: char) -> bool {
        match self.kind {
            Kind::Text { has_nul, .. } => has_nul || character != '\0',
            // It does not start with U+0000, and may have it further on.
            Kind::Utf8 => true,
            Kind::Bytes | Kind::Blob => false,
        }
    }

    fn char_at(&self, index: usize) -> Option<char> {
        match self.kind {
            Kind::Text { .. } => character(self.as_text().char_code_at(index as u32)),
            // Nobody asks further: such a text is long, and does not start with U+0000.
            Kind::Utf8 => Some(char::REPLACEMENT_CHARACTER),
            Kind::Bytes | Kind::Blob => None,
        }
    }

    fn from_text(text: &str) -> Self {
        let measure = Measure {
            size: text.len(),
            is_ascii: text.is_ascii(),
            has_nul: text.contains('\0'),
        };
        Self::measured(JsValue::from_str(text), measure)
    }

    fn to_text(&self) -> String {
        self.value.as_string().unwrap_or_default()
    }

    fn to_bytes(&self) -> Cow<'_, [u8]> {
        let bytes = match self.kind {
            Kind::Text { .. } => text::encode(&self.value),
            Kind::Utf8 | Kind::Bytes => self.view(),
            Kind::Blob => return Cow::default(),
        };
        Cow::Owned(bytes.to_vec())
    }

    fn with_prefix(&self, prefix: &str) -> Self {
        let text = JsValue::from_str(prefix);
        let value = text.unchecked_ref::<JsString>().concat(&self.value);
        let measure = Measure {
            size: prefix.len() + self.size,
            is_ascii: self.is_ascii(),
            has_nul: prefix.contains('\0') || self.may_contain('\0'),
        };
        Self::measured(value.into(), measure)
    }

    fn without_prefix(&self, count: usize) -> Self {
        Self::received_text(text::slice(self.as_text(), count))
    }

    fn join<'a>(prefix: &str, separator: char, parts: impl Iterator<Item = &'a Self>) -> Self {
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
        let joined = text::join(&list, separator);
        let prefix = JsValue::from_str(prefix);
        let value = prefix.unchecked_ref::<JsString>().concat(&joined);
        Self::measured(value.into(), measure)
    }

    fn split(&self, skip: usize, separator: char) -> Vec<Self> {
        let parts = text::split(&text::slice(self.as_text(), skip), separator);
        parts.iter().map(Self::received_text).collect()
    }

    fn replace(&self, from: &str, to: &str) -> Self {
        Self::received_text(text::replace_all(&self.value, from, to))
    }

    fn encode(&self) -> Self {
        match self.kind {
            Kind::Text { .. } => Self::bytes(text::encode(&self.value).buffer()),
            Kind::Utf8 | Kind::Bytes | Kind::Blob => Self {
                kind: Kind::Bytes,
                ..self.clone()
            },
        }
    }

    fn decode(&self, bytes: Range<usize>) -> Option<Self> {
        let range = self.range(bytes)?;
        let part = self.view().subarray(range.start, range.end);
        text::decode(&part).map(Self::received_text)
    }

    fn slice(&self, bytes: Range<usize>) -> Option<Self> {
        let range = self.range(bytes)?;
        let buffer: &ArrayBuffer = self.value.unchecked_ref();
        Some(Self::bytes(buffer.slice_with_end(range.start, range.end)))
    }

    fn decode_base64(&self) -> Option<Self> {
        let text = self.value.is_string().then_some(&self.value)?;
        decode_base64(text).map(Self::bytes)
    }

    fn concat<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let parts: Vec<_> = parts.map(Self::view).collect();
        Self::bytes(concat(&parts))
    }

    fn cut(&self, lengths: &[usize]) -> Option<Vec<Self>> {
        let sum = lengths
            .iter()
            .try_fold(0_usize, |sum, length| sum.checked_add(*length))?;
        if sum != self.size {
            return None;
        }
        let mut begin = 0;
        let part = |length: &usize| {
            let end = begin + length;
            let part = self.slice(begin..end);
            begin = end;
            part
        };
        lengths.iter().map(part).collect()
    }
}

impl JsPayload {
    /// All bytes of a binary value that is at hand.
    fn view(&self) -> Uint8Array {
        Uint8Array::new_with_byte_offset_and_length(&self.value, 0, self.size as u32)
    }

    /// A range of a binary value, if it is there.
    fn range(&self, bytes: Range<usize>) -> Option<Range<u32>> {
        let is_there = bytes.start <= bytes.end && bytes.end <= self.size;
        (self.kind == Kind::Bytes && is_there).then_some(bytes.start as u32..bytes.end as u32)
    }
}

/// Code units are those of UTF-16, of which only ASCII ones mean anything to the core. Behind the end there is NaN.
fn character(code_unit: f64) -> Option<char> {
    let ascii = (code_unit < 128.0).then_some(code_unit as u8 as char);
    (!code_unit.is_nan()).then(|| ascii.unwrap_or(char::REPLACEMENT_CHARACTER))
}

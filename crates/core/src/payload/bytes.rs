//! The payload of everything that is not a browser: reference-counted bytes.

use std::borrow::Cow;
use std::ops::Range;

use base64ct::{Base64, Encoding};
use bytes::Bytes;

use super::Payload;

/// A message or frame as bytes. Clones and slices share memory.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Message {
    /// Text, held as UTF-8.
    Text(Text),
    /// Binary.
    Binary(Bytes),
}

/// Bytes that are valid UTF-8.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Text(Bytes);

impl Text {
    /// The text as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Message {
    /// A text message.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text(Bytes::from(text.into())))
    }

    /// A text message of bytes that are checked to be UTF-8; `None` if they are not.
    #[must_use]
    pub fn from_utf8(bytes: Bytes) -> Option<Self> {
        std::str::from_utf8(&bytes).ok()?;
        Some(Self::Text(Text(bytes)))
    }

    /// A binary message.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self::Binary(bytes.into())
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.as_str()),
            Self::Binary(_) => None,
        }
    }

    /// The bytes; for text, its UTF-8 form.
    #[must_use]
    pub const fn as_bytes(&self) -> &Bytes {
        match self {
            Self::Text(Text(bytes)) | Self::Binary(bytes) => bytes,
        }
    }

    /// The bytes, given away.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        match self {
            Self::Text(Text(bytes)) | Self::Binary(bytes) => bytes,
        }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::binary(bytes)
    }
}

impl Payload for Message {
    fn size(&self) -> usize {
        self.as_bytes().len()
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    fn is_at_hand(&self) -> bool {
        true
    }

    fn may_contain(&self, character: char) -> bool {
        let contains = |byte| self.as_bytes().contains(&byte);
        self.is_text() && u8::try_from(character).is_ok_and(contains)
    }

    fn starts_with(&self, character: char) -> bool {
        let first = self.as_bytes().first().copied().map(char::from);
        self.is_text() && first == Some(character)
    }

    fn char_at(&self, index: usize) -> Option<char> {
        let Self::Text(Text(bytes)) = self else {
            return None;
        };
        // To look at the whole text would take time.
        if let Some(start) = bytes.get(..=index).filter(|start| start.is_ascii()) {
            return start.last().copied().map(char::from);
        }
        let unit = self.as_text()?.encode_utf16().nth(index)?;
        let ascii = u8::try_from(unit).ok().filter(u8::is_ascii);
        Some(ascii.map_or(char::REPLACEMENT_CHARACTER, char::from))
    }

    fn from_text(text: &str) -> Self {
        Self::text(text)
    }

    fn to_text(&self) -> String {
        self.as_text().unwrap_or_default().to_owned()
    }

    fn to_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.as_bytes())
    }

    fn with_prefix(&self, prefix: &str) -> Self {
        Self::join(prefix, '\0', std::iter::once(self))
    }

    fn without_prefix(&self, count: usize) -> Self {
        let bytes = self.as_bytes();
        Self::Text(Text(bytes.slice(count.min(bytes.len())..)))
    }

    fn join<'a>(prefix: &str, separator: char, parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut buffer = [0; 4];
        let separator = separator.encode_utf8(&mut buffer).as_bytes();
        let mut joined = prefix.as_bytes().to_vec();
        for (index, part) in parts.enumerate() {
            if index > 0 {
                joined.extend_from_slice(separator);
            }
            joined.extend_from_slice(part.as_bytes());
        }
        Self::Text(Text(joined.into()))
    }

    fn split(&self, skip: usize, separator: char) -> Vec<Self> {
        let bytes = self.as_bytes();
        let body = bytes.slice(skip.min(bytes.len())..);
        let separator = u8::try_from(separator).ok();
        body.split(|byte| Some(*byte) == separator)
            .map(|part| Self::Text(Text(body.slice_ref(part))))
            .collect()
    }

    fn replace(&self, from: &str, to: &str) -> Self {
        Self::text(self.as_text().unwrap_or_default().replace(from, to))
    }

    fn encode(&self) -> Self {
        Self::Binary(self.as_bytes().clone())
    }

    fn decode(&self, bytes: Range<usize>) -> Option<Self> {
        Self::from_utf8(self.slice(bytes)?.into_bytes())
    }

    fn slice(&self, bytes: Range<usize>) -> Option<Self> {
        let part = self.as_bytes().get(bytes)?;
        Some(Self::Binary(self.as_bytes().slice_ref(part)))
    }

    fn decode_base64(&self) -> Option<Self> {
        Base64::decode_vec(self.as_text()?).ok().map(Self::binary)
    }

    fn concat<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut joined = Vec::new();
        for part in parts {
            joined.extend_from_slice(part.as_bytes());
        }
        Self::binary(joined)
    }

    fn cut(&self, lengths: &[usize]) -> Option<Vec<Self>> {
        let mut rest = self.as_bytes().clone();
        let mut parts = Vec::with_capacity(lengths.len());
        for &length in lengths {
            if length > rest.len() {
                return None;
            }
            parts.push(Self::Binary(rest.split_to(length)));
        }
        rest.is_empty().then_some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_by_code_units() {
        let text = Message::text("a\0é🦀b");
        let characters: Vec<_> = (0..7).map(|index| text.char_at(index)).collect();
        let other = Some(char::REPLACEMENT_CHARACTER);
        let expected = [Some('a'), Some('\0'), other, other, other, Some('b'), None];
        assert_eq!(characters, expected);
        assert!(text.starts_with('a') && text.may_contain('\0'));
        assert!(!text.starts_with('\0') && !text.may_contain('c'));
    }

    #[test]
    fn binary_has_no_characters() {
        let binary = Message::binary(vec![0, 1]);
        assert_eq!(binary.char_at(0), None);
        assert!(!binary.starts_with('\0') && !binary.may_contain('\0'));
    }

    #[test]
    fn what_is_joined_is_split_again() {
        let parts = [Message::text(""), Message::text("é"), Message::text("b")];
        let joined = Message::join("ab", ',', parts.iter());
        assert_eq!(joined, Message::text("ab,é,b"));
        assert_eq!(joined.split(2, ','), parts);
        assert_eq!(joined.without_prefix(2), Message::text(",é,b"));
    }

    #[test]
    fn bytes_that_are_not_there_are_none() {
        let binary = Message::binary(vec![b'a', 0xc3, 0xa9, b'b']);
        assert_eq!(binary.slice(0..1), Some(Message::binary(vec![b'a'])));
        assert_eq!(binary.slice(3..5), None);
        assert_eq!(binary.decode(1..3), Some(Message::text("é")));
        assert_eq!(binary.decode(2..3), None);
        assert_eq!(binary.decode(3..5), None);
        assert_eq!(binary.cut(&[1, 2]), None);
    }
}

//! The payload of everything that is not a browser: reference-counted bytes.

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

    fn marker(&self) -> Option<char> {
        let Self::Text(Text(bytes)) = self else {
            return None;
        };
        match bytes.as_ref() {
            [0] => Some('\0'),
            [0, kind, ..] => Some(char::from(*kind)),
            _ => None,
        }
    }

    fn is_joinable(&self) -> bool {
        match self {
            Self::Text(Text(bytes)) => !bytes.contains(&0),
            Self::Binary(_) => true,
        }
    }

    fn from_text(text: &str) -> Self {
        Self::text(text)
    }

    fn to_text(&self) -> String {
        self.as_text().unwrap_or_default().to_owned()
    }

    fn prefixed(&self, prefix: &str) -> Self {
        Self::join_text(prefix, std::iter::once(self))
    }

    fn unprefixed(&self, count: usize) -> Self {
        let bytes = self.as_bytes();
        Self::Text(Text(bytes.slice(count.min(bytes.len())..)))
    }

    fn join_text<'a>(prefix: &str, parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut joined = prefix.as_bytes().to_vec();
        for (index, part) in parts.enumerate() {
            if index > 0 {
                joined.push(0);
            }
            joined.extend_from_slice(part.as_bytes());
        }
        Self::Text(Text(joined.into()))
    }

    fn split_text(&self, skip: usize) -> Vec<Self> {
        let bytes = self.as_bytes();
        let body = bytes.slice(skip.min(bytes.len())..);
        body.split(|byte| *byte == 0)
            .map(|part| Self::Text(Text(body.slice_ref(part))))
            .collect()
    }

    fn encoded(&self) -> Self {
        Self::Binary(self.as_bytes().clone())
    }

    fn decoded(&self) -> Option<Self> {
        Self::from_utf8(self.as_bytes().clone())
    }

    fn join_binary<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut joined = Vec::new();
        for part in parts {
            joined.extend_from_slice(part.as_bytes());
        }
        Self::binary(joined)
    }

    fn split_binary(&self, lengths: &[usize]) -> Option<Vec<Self>> {
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

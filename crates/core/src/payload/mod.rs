//! What the core must be able to do with a message or frame without knowing how it is stored.

mod bytes;

use std::borrow::Cow;
use std::ops::Range;

pub use self::bytes::Message;

/// One message or one frame: text or binary, held wherever it is cheapest to hold.
///
/// In a browser it is a handle to a JavaScript value; on the server and in tests it is bytes. Cloning must be cheap.
pub trait Payload: Clone {
    /// Size in bytes; for text, of its UTF-8 form.
    fn size(&self) -> usize;

    /// Whether this is text; otherwise it is binary.
    fn is_text(&self) -> bool;

    /// Whether its characters or bytes can be read at once; those of a `Blob` cannot.
    fn is_at_hand(&self) -> bool;

    /// Whether this may be text that contains an ASCII character; `false` only where that is known. A browser answers
    /// without a look at the text.
    fn may_contain(&self, character: char) -> bool;

    /// Whether this is text that starts with an ASCII character.
    fn starts_with(&self, character: char) -> bool {
        self.may_contain(character) && self.char_at(0) == Some(character)
    }

    /// The character of a text at this index in UTF-16 code units; U+FFFD stands for any that is not ASCII. `None` behind
    /// the end, and for binary.
    fn char_at(&self, index: usize) -> Option<char>;

    /// A text payload.
    fn from_text(text: &str) -> Self;

    /// The text; empty for binary.
    fn to_text(&self) -> String;

    /// The bytes; of text, its UTF-8 form. Empty if they are not at hand.
    fn to_bytes(&self) -> Cow<'_, [u8]>;

    /// Text with an ASCII prefix put before it.
    fn with_prefix(&self, prefix: &str) -> Self;

    /// Text without its first `count` characters, all of which are ASCII.
    fn without_prefix(&self, count: usize) -> Self;

    /// An ASCII prefix, then the texts with an ASCII separator between them.
    fn join<'a>(prefix: &str, separator: char, parts: impl Iterator<Item = &'a Self>) -> Self
    where
        Self: 'a;

    /// Undoes [`Payload::join`] behind a prefix of `skip` characters.
    fn split(&self, skip: usize, separator: char) -> Vec<Self>;

    /// Text in which `to` stands for every `from`.
    fn replace(&self, from: &str, to: &str) -> Self;

    /// A text as binary: its UTF-8 form.
    fn encode(&self) -> Self;

    /// These bytes of a binary payload as the text whose UTF-8 form they are; `None` if they are not, are not there, or are
    /// not at hand.
    fn decode(&self, bytes: Range<usize>) -> Option<Self>;

    /// These bytes of a binary payload; `None` if they are not there, or not at hand.
    fn slice(&self, bytes: Range<usize>) -> Option<Self>;

    /// The bytes of a text in base64 (RFC 4648, section 4); `None` if it is not.
    fn decode_base64(&self) -> Option<Self>;

    /// The binary parts, one behind the other.
    fn concat<'a>(parts: impl Iterator<Item = &'a Self>) -> Self
    where
        Self: 'a;

    /// Undoes [`Payload::concat`]; `None` unless the lengths add up to the size.
    fn cut(&self, lengths: &[usize]) -> Option<Vec<Self>>;
}

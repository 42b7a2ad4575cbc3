//! What the core must be able to do with a message or frame without knowing how it is stored.

mod bytes;

pub use self::bytes::Message;

/// One message or one frame: text or binary, held wherever it is cheapest to hold.
///
/// In a browser it is a handle to a JavaScript value; on the server and in tests it is bytes. Cloning must be cheap.
pub trait Payload: Clone {
    /// Size in bytes; for text, of its UTF-8 form.
    fn size(&self) -> usize;

    /// Whether this is text; otherwise it is binary.
    fn is_text(&self) -> bool;

    /// For text that starts with U+0000: the character behind it, or U+0000 if there is none. Otherwise `None`.
    fn marker(&self) -> Option<char>;

    /// Whether it may travel in a batch: text without U+0000, or binary whose bytes are at hand.
    fn is_joinable(&self) -> bool;

    /// A text payload.
    fn from_text(text: &str) -> Self;

    /// The text; used for control frames only. Empty for binary.
    fn to_text(&self) -> String;

    /// Text with an ASCII prefix put before it.
    fn prefixed(&self, prefix: &str) -> Self;

    /// Text without its first `count` characters, all of which are ASCII.
    fn unprefixed(&self, count: usize) -> Self;

    /// `prefix`, then the texts separated by U+0000.
    fn join_text<'a>(prefix: &str, parts: impl Iterator<Item = &'a Self>) -> Self
    where
        Self: 'a;

    /// Undoes [`Payload::join_text`] behind a prefix of `skip` ASCII characters.
    fn split_text(&self, skip: usize) -> Vec<Self>;

    /// A text as binary: its UTF-8 form.
    fn encoded(&self) -> Self;

    /// Binary as the text whose UTF-8 form it is; `None` if it is none, or the bytes are not at hand.
    fn decoded(&self) -> Option<Self>;

    /// The binary parts, one behind the other.
    fn join_binary<'a>(parts: impl Iterator<Item = &'a Self>) -> Self
    where
        Self: 'a;

    /// Undoes [`Payload::join_binary`]; `None` unless the lengths add up to the size.
    fn split_binary(&self, lengths: &[usize]) -> Option<Vec<Self>>;
}

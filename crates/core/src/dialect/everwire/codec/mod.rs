//! Frames and what they mean. No transport, no session.
//!
//! A text frame that starts with U+0000 is a control frame; the character behind it is its kind. Everything else is one
//! message, verbatim.

mod batch;
pub mod body;
mod control;
mod decoder;
mod fields;
mod hello;
pub mod peer;
pub mod requests;
pub mod sse;
mod subprotocol;

pub use self::batch::{Batcher, LargeTexts};
pub use self::control::{Close, Content, Control, Reject};
pub use self::decoder::{Decoder, Incoming};
pub use self::hello::{Downstream, Hello, Identity, Welcome};

use crate::payload::Payload;

/// The version this code speaks.
pub const VERSION: u64 = 1;

/// The WebSocket sub-protocol of the dialect.
pub const SUBPROTOCOL: &str = "everwire.1";

/// The kind of a control frame: of a text frame that starts with U+0000, the character behind that, or U+0000 if there is
/// none. `None`: the frame is a message, verbatim.
pub fn frame_kind<P: Payload>(frame: &P) -> Option<char> {
    frame
        .starts_with('\0')
        .then(|| frame.char_at(1).unwrap_or_default())
}

/// A number of decimal digits only; `from_str` alone would take a sign before them.
fn decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

//! `everwire/1`: the session protocol. `docs/protocol.md` describes it for implementers.
//!
//! A text frame that starts with U+0000 is a control frame; the character behind it is its kind. Everything else is one
//! message, verbatim.

mod base64url;
mod batch;
mod control;
mod decimal;
mod decoder;
mod early;
mod fields;
mod hello;

pub use self::batch::{Batcher, LargeTexts};
pub use self::control::{Close, Content, Control, Reject};
pub use self::decimal::{parse_decimal, push_decimal};
pub use self::decoder::{Decoder, Incoming};
pub use self::hello::{Downstream, Hello, Identity, Welcome};

/// The version this code speaks.
pub const VERSION: u64 = 1;

/// The WebSocket sub-protocol of the dialect.
pub const SUBPROTOCOL: &str = "everwire.1";

//! What the applications send.

use bytes::Bytes;
use everwire_core::payload::Message;

/// The largest message, in bytes: eight of them fill the window.
pub(super) const LARGEST: usize = 1024 * 1024;

static LARGE: [u8; LARGEST] = [7; LARGEST];

/// A message of one of the shapes that the protocol treats differently. Most of them tell their number.
pub(super) fn message(shape: u8, number: usize) -> Message {
    let number = number.to_string();
    match shape % 12 {
        0 => Message::text(""),
        1 => Message::text(format!("\0{number}")),
        2 => Message::text(format!("{number}\0\r\n日本")),
        3 => Message::text(number.repeat(9_000)),
        4 => Message::binary(number.into_bytes()),
        5 => Message::binary(vec![0; 9_000]),
        6 => Message::binary(Vec::new()),
        7 => Message::binary(Bytes::from_static(&LARGE)),
        _ => Message::text(number),
    }
}

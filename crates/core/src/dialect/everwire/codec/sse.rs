//! Server-sent events (WHATWG HTML, section 9.2): one event a frame.
//!
//! Text is an event without a name, its lines as `data` lines. Carriage returns would not survive that, nor does U+0000 in
//! every browser, so text that has either is an event named [`ESCAPED`] with CR as `%0D`, U+0000 as `%00` and `%` as
//! `%25`. Binary is an event named [`BINARY`] in base64.

use base64ct::{Base64, Encoding};

use crate::error::Violation;
use crate::payload::{Message, Payload};

/// The name of an event that has none of its own.
const UNNAMED: &str = "message";

/// The name of an event whose text is escaped.
pub const ESCAPED: &str = "escaped";

/// The name of an event that is binary in base64 (RFC 4648, section 4).
pub const BINARY: &str = "binary";

/// The names of all events.
pub const EVENTS: [&str; 3] = [UNNAMED, ESCAPED, BINARY];

/// The frame that an event of this name brings.
///
/// # Errors
///
/// [`Violation::Malformed`] for another name, or data that is not what the name says.
pub fn decode<P: Payload>(name: &str, data: P) -> Result<P, Violation> {
    match name {
        UNNAMED => Ok(data),
        ESCAPED => {
            let undo = |text: P, (escape, plain): (&str, &str)| text.replace(escape, plain);
            Ok(ESCAPES.into_iter().fold(data, undo))
        }
        BINARY => data.decode_base64().ok_or(Violation::Malformed),
        _ => Err(Violation::Malformed),
    }
}

/// The name and data of the event for a frame.
#[must_use]
pub fn encode(frame: &Message) -> (&'static str, String) {
    match frame.as_text() {
        None => (BINARY, Base64::encode_string(frame.as_bytes())),
        Some(text) if is_escaped(text) => (ESCAPED, escape(text)),
        Some(text) => (UNNAMED, text.to_owned()),
    }
}

/// Appends the event for a text frame.
pub fn push_text(out: &mut String, text: &str) {
    if is_escaped(text) {
        push_event(out, ESCAPED, &escape(text));
    } else {
        push_lines(out, text);
    }
}

/// Appends the event for a binary frame, given in base64.
pub fn push_binary(out: &mut String, base64: &str) {
    push_event(out, BINARY, base64);
}

/// What stands for what in an event named [`ESCAPED`]. To undo it, replace in this order.
pub const ESCAPES: [(&str, &str); 3] = [("%0D", "\r"), ("%00", "\0"), ("%25", "%")];

/// Undoes the escaping of an event named [`ESCAPED`].
#[must_use]
pub fn unescape(data: &str) -> String {
    let undo = |text: String, (escape, plain): (&str, &str)| text.replace(escape, plain);
    ESCAPES.into_iter().fold(data.to_owned(), undo)
}

fn is_escaped(text: &str) -> bool {
    text.contains(['\r', '\0'])
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\r' => escaped.push_str("%0D"),
            '\0' => escaped.push_str("%00"),
            '%' => escaped.push_str("%25"),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn push_event(out: &mut String, name: &str, data: &str) {
    out.push_str("event: ");
    out.push_str(name);
    out.push('\n');
    push_lines(out, data);
}

fn push_lines(out: &mut String, data: &str) {
    for line in data.split('\n') {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text);
        out
    }

    #[test]
    fn text_keeps_its_lines_and_leading_blanks() {
        assert_eq!(event(" a\n\nb"), "data:  a\ndata: \ndata: b\n\n");
        assert_eq!(event(""), "data: \n\n");
    }

    #[test]
    fn every_frame_comes_back() {
        for frame in [
            Message::text("a\nb%0D"),
            Message::text("\0T\r%"),
            Message::binary(vec![0, 255, 13]),
        ] {
            let (name, data) = encode(&frame);
            assert_eq!(decode(name, Message::from(data)), Ok(frame));
        }
        for name in [BINARY, "other"] {
            let data = Message::text("A*==");
            assert_eq!(decode(name, data), Err(Violation::Malformed));
        }
    }

    #[test]
    fn what_would_not_survive_is_escaped_and_comes_back() {
        assert_eq!(event("\0A1"), "event: escaped\ndata: %00A1\n\n");
        for text in ["\0T1\u{0}2", "%00\0%0D\r%25%2500"] {
            assert_eq!(unescape(&escape(text)), text);
        }
        let text = "a\r\n%0D%25\r";
        let escaped = event(text);
        assert_eq!(
            escaped,
            "event: escaped\ndata: a%0D\ndata: %250D%2525%0D\n\n"
        );
        assert_eq!(unescape("a%0D\n%250D%2525%0D"), text);
    }
}

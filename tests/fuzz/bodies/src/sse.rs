//! Event streams: what any conforming `EventSource` makes of the server's events is what was sent.

use arbitrary::Unstructured;
use everwire_core::dialect::everwire::codec::sse::{
    BINARY, ESCAPED, push_binary, push_text, unescape,
};
use everwire_core::payload::Message;

use crate::payloads::payloads;

/// Takes the input for frames that are sent over an event stream, and for data that is unescaped.
pub fn sse(data: &[u8]) {
    let frames = payloads(&mut Unstructured::new(data));
    let mut stream = String::new();
    for frame in &frames {
        match frame.as_text() {
            Some(text) => push_text(&mut stream, text),
            None => push_binary(&mut stream, &hexadecimal(frame.as_bytes())),
        }
    }
    let received: Vec<_> = events(&stream).iter().map(Event::meaning).collect();
    let sent: Vec<_> = frames.iter().map(meaning).collect();
    assert_eq!(received, sent);
    let text = String::from_utf8_lossy(data);
    assert!(unescape(&text).len() <= text.len());
}

/// Text as it is, binary in the form that the stream is given (any text without line ends is as good as base64).
fn meaning(frame: &Message) -> (bool, String) {
    match frame.as_text() {
        Some(text) => (true, text.to_owned()),
        None => (false, hexadecimal(frame.as_bytes())),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('?');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[derive(Default)]
struct Event {
    name: String,
    data: String,
}

impl Event {
    fn meaning(&self) -> (bool, String) {
        match self.name.as_str() {
            "" => (true, self.data.clone()),
            ESCAPED => (true, unescape(&self.data)),
            BINARY => (false, self.data.clone()),
            other => panic!("an event named {other:?}"),
        }
    }
}

/// Interprets an event stream as the WHATWG HTML standard says in section 9.2.6.
fn events(stream: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut event = Event::default();
    for line in lines(stream) {
        if line.is_empty() {
            let mut complete = core::mem::take(&mut event);
            if complete.data.pop().is_some() {
                events.push(complete);
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut event.name),
            "data" => {
                event.data.push_str(value);
                event.data.push('\n');
            }
            _ => {}
        }
    }
    events
}

/// Lines end with CR LF, LF or CR; what follows the last end of a line is no line.
fn lines(stream: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = stream;
    while let Some(end) = rest.find(['\r', '\n']) {
        let (line, tail) = rest.split_at(end);
        lines.push(line);
        rest = tail
            .strip_prefix("\r\n")
            .or_else(|| tail.strip_prefix(['\r', '\n']))
            .unwrap_or(tail);
    }
    lines
}

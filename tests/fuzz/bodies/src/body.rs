//! Bodies of POSTs and polls: any bytes are a sequence of frames or refused, and frames are found again.

use arbitrary::Unstructured;
use everwire_core::dialect::everwire::codec::body::{frame_ranges, header};
use everwire_core::payload::{Message, Payload};

use crate::payloads::payloads;

/// Takes the input for a body, then for the frames of one.
pub fn body(data: &[u8]) {
    read(data);
    let frames = payloads(&mut Unstructured::new(data));
    let body = encode(&frames);
    let read = read(&body).expect("our own body is refused");
    let sent: Vec<_> = frames.iter().map(content).collect();
    assert_eq!(read, sent);
}

/// The frames of a body; what lies between them are their headers and nothing else.
fn read(body: &[u8]) -> Option<Vec<(bool, Vec<u8>)>> {
    let frame_ranges = frame_ranges(body).ok()?;
    let mut end = 0;
    let mut frames = Vec::new();
    for range in frame_ranges {
        let header = body.get(end..range.range.start).expect("frames overlap");
        let letter = if range.is_text { b'T' } else { b'B' };
        assert_eq!(header.first(), Some(&letter));
        assert_eq!(header.last(), Some(&b'\n'));
        end = range.range.end;
        let bytes = body.get(range.range).expect("a frame beyond the body");
        let digits = header.get(1..header.len() - 1).expect("a header");
        let length: usize = core::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .expect("a length");
        assert_eq!(length, bytes.len());
        frames.push((range.is_text, bytes.to_vec()));
    }
    assert_eq!(end, body.len());
    Some(frames)
}

fn encode(frames: &[Message]) -> Vec<u8> {
    let mut body = Vec::new();
    for frame in frames {
        body.extend_from_slice(header(frame).as_bytes());
        body.extend_from_slice(frame.as_bytes());
    }
    body
}

fn content(frame: &Message) -> (bool, Vec<u8>) {
    (frame.is_text(), frame.as_bytes().to_vec())
}

//! Bodies of POSTs and polls: frames one after the other, each behind a header of its type letter (`T` text, `B` binary),
//! its length in bytes in decimal, and a line feed.

use std::ops::Range;

use crate::error::Violation;
use crate::payload::Payload;

/// The media type of such a body.
pub const MEDIA_TYPE: &str = "application/octet-stream";

/// The longest header: a letter, ten digits, a line feed.
const HEADER_MAX: usize = 12;

/// The parts of the body that carries these frames.
pub fn encode<P: Payload>(frames: Vec<P>) -> Vec<P> {
    let mut parts = Vec::with_capacity(2 * frames.len());
    for frame in frames {
        parts.extend([P::from_text(&header(&frame)), frame]);
    }
    parts
}

/// Undoes [`encode`]; `None` if these are not the parts of such a body.
pub(super) fn frames_of<P: Payload>(parts: &[P]) -> Option<Vec<P>> {
    let frame = |pair: &[P]| match pair {
        [before, frame] if before.to_text() == header(frame) => Some(frame.clone()),
        _ => None,
    };
    parts.chunks(2).map(frame).collect()
}

/// The frames of a body.
///
/// # Errors
///
/// [`Violation::Malformed`] if it is no sequence of frames, or a text is not UTF-8.
pub fn decode<P: Payload>(body: &P) -> Result<Vec<P>, Violation> {
    let frame = |found: FrameRange| {
        if found.is_text {
            body.decode(found.range)
        } else {
            body.slice(found.range)
        }
    };
    let frames = frame_ranges(&body.to_bytes())?.into_iter().map(frame);
    frames.collect::<Option<_>>().ok_or(Violation::Malformed)
}

/// The header that goes before a frame.
#[must_use]
pub fn header<P: Payload>(frame: &P) -> String {
    let kind = if frame.is_text() { 'T' } else { 'B' };
    format!("{kind}{}\n", frame.size())
}

/// Where one frame lies in a body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameRange {
    /// Whether it is text; its bytes must then be checked to be UTF-8.
    pub is_text: bool,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Finds the frames of a body.
///
/// # Errors
///
/// [`Violation::Malformed`] if a header is malformed or the body ends within a frame.
pub fn frame_ranges(body: &[u8]) -> Result<Vec<FrameRange>, Violation> {
    frame_ranges_within(body, usize::MAX)
}

/// Finds the frames of a body that may have `most`: a body of small ones takes far more memory in pieces than whole.
///
/// # Errors
///
/// As [`frame_ranges`], and [`Violation::TooLarge`] if there are more.
pub fn frame_ranges_within(body: &[u8], most: usize) -> Result<Vec<FrameRange>, Violation> {
    let mut frame_ranges = Vec::new();
    let mut start = 0;
    while start < body.len() {
        if frame_ranges.len() == most {
            return Err(Violation::TooLarge);
        }
        let found = frame_range_at(body, start).ok_or(Violation::Malformed)?;
        start = found.range.end;
        frame_ranges.push(found);
    }
    Ok(frame_ranges)
}

fn frame_range_at(body: &[u8], start: usize) -> Option<FrameRange> {
    let rest = body.get(start..)?;
    let (letter, rest) = rest.split_first()?;
    let is_text = match letter {
        b'T' => true,
        b'B' => false,
        _ => return None,
    };
    let digits = rest
        .iter()
        .take(HEADER_MAX - 1)
        .position(|byte| *byte == b'\n')?;
    let length = rest
        .get(..digits)?
        .iter()
        .try_fold(0_usize, |length, byte| {
            byte.is_ascii_digit()
                .then(|| length * 10 + usize::from(byte - b'0'))
        });
    let begin = start + digits + 2;
    let end = begin.checked_add(length.filter(|_| digits > 0)?)?;
    (end <= body.len()).then_some(FrameRange {
        is_text,
        range: begin..end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Message;

    fn body(frames: &[Message]) -> Message {
        Message::concat(encode(frames.to_vec()).iter())
    }

    #[test]
    fn frames_are_found_again() {
        let frames = [
            Message::text(""),
            Message::text("T3\n日本"),
            Message::binary(vec![0, 10, 255]),
            Message::binary(vec![]),
        ];
        assert_eq!(decode(&body(&frames)), Ok(frames.to_vec()));
        assert_eq!(decode(&Message::binary(vec![])), Ok(vec![]));
    }

    #[test]
    fn a_text_that_is_not_utf8_is_refused() {
        let body = Message::binary(vec![b'T', b'1', b'\n', 0xff]);
        assert_eq!(decode(&body), Err(Violation::Malformed));
    }

    #[test]
    fn too_many_frames_are_refused() {
        let body = body(&[Message::text(""), Message::text(""), Message::text("")]);
        let body = body.as_bytes();
        assert_eq!(
            frame_ranges_within(body, 3).map(|frame_ranges| frame_ranges.len()),
            Ok(3)
        );
        assert_eq!(frame_ranges_within(body, 2), Err(Violation::TooLarge));
    }

    #[test]
    fn every_cut_body_is_refused_or_shorter() {
        let body = body(&[Message::text("hello"), Message::binary(vec![1; 300])]);
        let body = body.as_bytes();
        for end in 0..body.len() {
            if let Ok(found) = frame_ranges(&body[..end]) {
                assert!(found.len() < 2, "cut at {end}");
            }
        }
    }

    #[test]
    fn garbage_is_refused() {
        for body in [
            "X1\na",
            "T\n",
            "Ta\n",
            "T-1\n",
            "T99999999999\n",
            "T4294967295\nabc",
            "T1",
            "t1\na",
        ] {
            assert_eq!(
                frame_ranges(body.as_bytes()),
                Err(Violation::Malformed),
                "{body:?}"
            );
        }
    }
}

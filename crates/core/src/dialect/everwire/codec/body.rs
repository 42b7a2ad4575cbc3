//! Bodies of POSTs and polls: frames one after the other, each behind a header of its type letter (`T` text, `B` binary),
//! its length in bytes in decimal, and a line feed.

use std::ops::Range;

use crate::error::Violation;
use crate::payload::Payload;

/// The media type of such a body.
pub const MEDIA_TYPE: &str = "application/octet-stream";

/// The longest header: a letter, ten digits, a line feed.
const HEADER_MAX: usize = 12;

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
        let slot = frame_range_at(body, start).ok_or(Violation::Malformed)?;
        start = slot.range.end;
        frame_ranges.push(slot);
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

    fn encode(frames: &[Message]) -> Vec<u8> {
        let mut body = Vec::new();
        for frame in frames {
            body.extend_from_slice(header(frame).as_bytes());
            body.extend_from_slice(frame.as_bytes());
        }
        body
    }

    #[test]
    fn frames_are_found_again() {
        let frames = [
            Message::text(""),
            Message::text("T3\n日本"),
            Message::binary(vec![0, 10, 255]),
            Message::binary(vec![]),
        ];
        let body = encode(&frames);
        let found: Vec<_> = frame_ranges(&body)
            .unwrap()
            .into_iter()
            .map(|slot| (slot.is_text, body[slot.range].to_vec()))
            .collect();
        let expected: Vec<_> = frames
            .iter()
            .map(|frame| (frame.is_text(), frame.as_bytes().to_vec()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn too_many_frames_are_refused() {
        let body = encode(&[Message::text(""), Message::text(""), Message::text("")]);
        assert_eq!(
            frame_ranges_within(&body, 3).map(|frame_ranges| frame_ranges.len()),
            Ok(3)
        );
        assert_eq!(frame_ranges_within(&body, 2), Err(Violation::TooLarge));
    }

    #[test]
    fn every_cut_body_is_refused_or_shorter() {
        let body = encode(&[Message::text("hello"), Message::binary(vec![1; 300])]);
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

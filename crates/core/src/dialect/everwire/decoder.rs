//! From frames to what they mean. Total: any sequence of frames gives values or a [`Violation`], never a panic.

use alloc::vec::Vec;

use super::control::{Control, ESCAPED, TEXT_BATCH};
use crate::error::Violation;
use crate::io::Payload;

/// What one frame brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incoming<P> {
    /// One message.
    Message(P),
    /// Several messages, in order.
    Batch(Vec<P>),
    /// Something to act on.
    Control(Control),
    /// The announcement of a binary batch; the messages follow with the next frame.
    Announced,
}

/// Decodes the frames of one link, in order.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    announced: Option<Vec<usize>>,
}

impl Decoder {
    /// Decodes the next frame.
    ///
    /// # Errors
    ///
    /// A [`Violation`] if the frame is malformed, or is not the binary frame that was announced.
    pub fn decode<P: Payload>(&mut self, frame: P) -> Result<Incoming<P>, Violation> {
        if let Some(lengths) = self.announced.take() {
            if frame.is_text() {
                return Err(Violation::Unexpected);
            }
            return frame
                .split_binary(&lengths)
                .map(Incoming::Batch)
                .ok_or(Violation::Malformed);
        }
        match frame.marker() {
            None => Ok(Incoming::Message(frame)),
            Some(TEXT_BATCH) => Ok(Incoming::Batch(frame.split_text(2))),
            Some(ESCAPED) => Ok(Incoming::Message(frame.unprefixed(2))),
            Some(_) => self.control(&frame.to_text()),
        }
    }

    fn control<P>(&mut self, frame: &str) -> Result<Incoming<P>, Violation> {
        match Control::decode(frame)? {
            Control::Lengths(lengths) => {
                self.announced = Some(lengths);
                Ok(Incoming::Announced)
            }
            control => Ok(Incoming::Control(control)),
        }
    }
}

//! From frames to what they mean. Total: any sequence of frames gives values or a [`Violation`], never a panic.

use super::control::{Content, Control, ESCAPED, TEXT_BATCH};
use super::frame_kind;
use crate::error::Violation;
use crate::payload::Payload;

/// What one frame brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incoming<P> {
    /// One message.
    Message(P),
    /// Several messages, in order.
    Batch(Vec<P>),
    /// Something to act on.
    Control(Control),
    /// What binary frames hold; the messages follow with them.
    Announced,
}

/// Decodes the frames of one link, in order.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    announced: Option<Vec<usize>>,
    octets: Content,
}

impl Decoder {
    /// Decodes the next frame.
    ///
    /// # Errors
    ///
    /// A [`Violation`] if the frame is malformed, or is not the binary frame that was announced.
    pub fn decode<P: Payload>(&mut self, frame: P) -> Result<Incoming<P>, Violation> {
        self.decode_by(frame, Control::of_either)
    }

    /// As [`Decoder::decode`], for frames of a server: a client need not carry the code that reads a client's.
    ///
    /// # Errors
    ///
    /// The same, and for a control frame that only a client sends.
    pub fn decode_of_server<P: Payload>(&mut self, frame: P) -> Result<Incoming<P>, Violation> {
        self.decode_by(frame, Control::of_server)
    }

    fn decode_by<P: Payload>(
        &mut self,
        frame: P,
        own: impl Fn(char, &str) -> Result<Control, Violation>,
    ) -> Result<Incoming<P>, Violation> {
        if let Some(lengths) = self.announced.take() {
            if frame.is_text() {
                return Err(Violation::Unexpected);
            }
            return frame
                .cut(&lengths)
                .map(Incoming::Batch)
                .ok_or(Violation::Malformed);
        }
        match frame_kind(&frame) {
            None => self.message(frame),
            Some(TEXT_BATCH) => Ok(Incoming::Batch(frame.split(2, '\0'))),
            Some(ESCAPED) => Ok(Incoming::Message(frame.without_prefix(2))),
            Some(_) => Ok(self.apply(Control::decode(&frame.to_text(), own)?)),
        }
    }

    fn message<P: Payload>(&self, frame: P) -> Result<Incoming<P>, Violation> {
        let message = match self.octets {
            Content::Text if !frame.is_text() => frame.decode(0..frame.size()),
            Content::Text | Content::Binary => Some(frame),
        };
        message.map(Incoming::Message).ok_or(Violation::Malformed)
    }

    fn apply<P>(&mut self, control: Control) -> Incoming<P> {
        match control {
            Control::Lengths(lengths) => {
                self.announced = Some(lengths);
                Incoming::Announced
            }
            Control::Octets(content) => {
                self.octets = content;
                Incoming::Announced
            }
            control => {
                // Its sender may not know what was sent here before.
                if matches!(control, Control::Position(_)) {
                    self.octets = Content::Binary;
                }
                Incoming::Control(control)
            }
        }
    }
}

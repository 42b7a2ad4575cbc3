//! One side of a session: what was sent and may be lost, and what was received and must be acknowledged.
//!
//! Client and server own the same code. Messages are numbered from 0 in each direction by counting; nothing is added to
//! them. A link that resumes says how many messages its end has received, and the other end sends again from there.

mod inbox;
mod outbox;

pub use self::inbox::Inbox;
pub use self::outbox::{Outbox, Window};

use crate::dialect::everwire::codec::{Decoder, Incoming};
use crate::error::Violation;
use crate::payload::Payload;

/// What a link of the session knows about the frames it has brought in: it must be read in order, each link for itself.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    decoder: Decoder,
    /// The number of the next message on this link.
    position: u64,
}

impl Intake {
    /// A link whose first message has this number.
    #[must_use]
    pub fn at(position: u64) -> Self {
        Self {
            decoder: Decoder::default(),
            position,
        }
    }

    /// Continues with this number: the peer said so, or will do so.
    pub const fn set_position(&mut self, position: u64) {
        self.position = position;
    }

    /// What comes next begins a body of its own: an announcement at the end of the one before it is void.
    pub fn begin_body(&mut self) {
        self.decoder = Decoder::default();
    }

    /// Decodes the link's next frame.
    ///
    /// # Errors
    ///
    /// A [`Violation`] if it does not follow the protocol.
    pub fn decode<P: Payload>(&mut self, frame: P) -> Result<Incoming<P>, Violation> {
        self.decoder.decode(frame)
    }

    /// As [`Intake::decode`], for the frames of a server.
    ///
    /// # Errors
    ///
    /// The same, and for a control frame that only a client sends.
    pub fn decode_of_server<P: Payload>(&mut self, frame: P) -> Result<Incoming<P>, Violation> {
        self.decoder.decode_of_server(frame)
    }

    /// Takes the number for one message that came over this link.
    pub const fn next_number(&mut self) -> u64 {
        let number = self.position;
        self.position = self.position.saturating_add(1);
        number
    }
}

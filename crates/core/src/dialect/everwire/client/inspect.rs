//! The machine's states by name, for the simulation, which counts which state follows which.

use super::Client;
use super::state::Phase;
use crate::payload::Payload;

impl<P: Payload> Client<P> {
    /// The names of the states of the session and of the connector.
    #[doc(hidden)]
    #[must_use]
    pub const fn states(&self) -> (&'static str, &'static str) {
        let phase = match self.phase {
            Phase::New => "new",
            Phase::Open => "open",
            Phase::Flushing { .. } => "flushing",
            Phase::CloseSent { .. } => "close sent",
            Phase::Answered { .. } => "answered",
            Phase::Closed => "closed",
        };
        (phase, self.connector.state_name())
    }

    /// How many links are under way or proven.
    #[doc(hidden)]
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.connector.links().len()
    }
}

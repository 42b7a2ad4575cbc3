//! The machine's states by name, for whoever watches it: the simulation counts which follow which.

use super::Client;
use super::state::{Carriage, Phase};

impl<P> Client<P> {
    /// The names of the states of the session and of its carriage.
    #[doc(hidden)]
    #[must_use]
    pub const fn states(&self) -> (&'static str, &'static str) {
        let phase = match self.phase {
            Phase::New => "new",
            Phase::Open => "open",
            Phase::Flushing { .. } => "flushing",
            Phase::CloseSent { .. } => "told",
            Phase::Answered { .. } => "answered",
            Phase::Closed => "closed",
        };
        let carriage = match self.carriage {
            Carriage::Idle => "idle",
            Carriage::Resolving { .. } => "resolving",
            Carriage::Racing(_) => "racing",
            Carriage::Live { .. } => "live",
            Carriage::AwaitingDecision(_) => "consulting",
            Carriage::Waiting { .. } => "waiting",
            Carriage::Suspended => "suspended",
        };
        (phase, carriage)
    }

    /// How many links are under way or proven.
    #[doc(hidden)]
    #[must_use]
    pub const fn link_count(&self) -> usize {
        self.links.len()
    }
}

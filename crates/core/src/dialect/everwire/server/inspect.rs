//! The session's state and size, for the simulation, which checks them against their bounds.

use super::ending::{End, Phase};
use super::{ServerSession, SessionConfig};

impl<P> ServerSession<P> {
    /// The name of the state of the session.
    #[doc(hidden)]
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self.phase {
            Phase::Open => "open",
            Phase::Flushing { .. } => "flushing",
            Phase::CloseSent { .. } => "close sent",
            Phase::Ended(End::Client(_)) => "closed by client",
            Phase::Ended(End::Server(_)) => "closed by server",
            Phase::Ended(End::Unconfirmed(_)) => "closed unconfirmed",
            Phase::Ended(End::Expired) => "expired",
        }
    }

    /// What was granted to it.
    #[doc(hidden)]
    #[must_use]
    pub const fn config(&self) -> &SessionConfig {
        &self.config
    }

    /// How many links are attached.
    #[doc(hidden)]
    #[must_use]
    pub const fn link_count(&self) -> usize {
        self.links.len()
    }

    /// The link that carries the session.
    #[doc(hidden)]
    #[must_use]
    pub const fn active_link(&self) -> Option<u32> {
        self.active
    }

    /// How many messages, and how many bytes, were received and not taken yet.
    #[doc(hidden)]
    #[must_use]
    pub fn unread(&self) -> (usize, usize) {
        (self.queue.len(), self.queue_bytes)
    }
}

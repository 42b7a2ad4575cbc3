//! The states of the client machine.

use crate::time::Instant;

/// Where the session is in its life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// No session yet.
    New,
    /// There is, or was, a session.
    Open,
    /// The application has closed; what waits goes first, then CLOSE.
    Flushing {
        code: u16,
        reason: String,
        deadline: Instant,
    },
    /// CLOSE was sent on the active link.
    CloseSent {
        code: u16,
        reason: String,
        deadline: Instant,
    },
    /// The server has closed; the answer is on its way over HTTP.
    Answered {
        code: u16,
        reason: String,
        deadline: Instant,
    },
    /// The end.
    Closed,
}

/// What became of the first message of this turn of the event loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// There was none: the next one leaves at once.
    Fresh,
    /// It has left; those that follow leave together at the end of the turn.
    Corked,
}

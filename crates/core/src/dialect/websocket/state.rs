//! The states of the plain machine.

use super::Close;
use super::pulse::Pulse;
use crate::time::Instant;

/// Where the socket is in its life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Nothing was started yet.
    Idle,
    /// Waiting for the providers' answer to this attempt.
    Resolving { attempt: u32 },
    /// A link is being made.
    Connecting { link: u32, deadline: Instant },
    /// Messages flow.
    Open {
        link: u32,
        /// When it will have lived long enough to be trusted; none once it has.
        stable_at: Option<Instant>,
        pulse: Pulse,
    },
    /// The application is asked whether to go on after this.
    AwaitingDecision(Close),
    /// The next attempt is at this time.
    Waiting { at: Instant },
    /// The application has closed.
    Closing(Farewell),
    /// The end.
    Closed,
}

/// What closing waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Farewell {
    /// The end of this link, which the application has closed.
    Link { link: u32 },
    /// Nothing: the application is told at this time.
    Alone { at: Instant },
}

//! The states of the client machine.

use std::vec;

use crate::channel::Transport;
use crate::connect::Failure;
use crate::error::ErrorCode;
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

/// Whether and how the session is being carried.
#[derive(Clone, Debug)]
pub(super) enum Carriage {
    /// Nothing was started yet, or all has ended.
    Idle,
    /// Waiting for the providers' answer to this attempt.
    Resolving { attempt: u32 },
    /// Links are under way, none is proven.
    Racing(Race),
    /// This link carries the session.
    Live {
        link: u32,
        /// When it will have lived long enough to be trusted; none once it has.
        stable_at: Option<Instant>,
    },
    /// The application is asked whether to go on after this failure.
    AwaitingDecision(Failure),
    /// The next attempt is at this time.
    Waiting { at: Instant },
    /// The page is in the back/forward cache.
    Suspended,
}

/// The transports of one attempt that have not been started yet.
#[derive(Clone, Debug)]
pub(super) struct Race {
    /// In order.
    pub(super) pending: vec::IntoIter<Transport>,
    /// When the first of them starts, if nothing is proven before.
    pub(super) next: Instant,
    /// The most telling failure so far.
    pub(super) failure: Option<Failure>,
}

impl Race {
    /// Whether every transport was started.
    pub(super) fn is_over(&self) -> bool {
        self.pending.as_slice().is_empty()
    }
}

/// The disconnection under way, from the drop to the next proven link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Outage {
    pub(super) since: Instant,
    pub(super) reason: ErrorCode,
}

/// What became of the first message of this turn of the event loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// There was none: the next one leaves at once.
    Fresh,
    /// It has left; those that follow leave together at the end of the turn.
    Gathering,
}

/// The search for a better transport.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Upgrade {
    /// When the next one is tried.
    pub(super) at: Option<Instant>,
    /// How often in a row that was in vain.
    pub(super) failures: u32,
}

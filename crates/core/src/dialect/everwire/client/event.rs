//! What the application is told.

use crate::channel::Transport;
use crate::connect::Failure;
use crate::error::ErrorCode;

/// What an application is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event<P> {
    /// A session has begun.
    Opened {
        /// What was sent in the session before this one and may not have arrived. Empty for the first session.
        unconfirmed: Vec<P>,
    },
    /// A message has arrived.
    Message(P),
    /// The link is gone; the next attempt follows.
    Reconnecting {
        /// Failures in a row, this one included.
        attempt: u32,
        /// Until the next attempt, in ms.
        delay: u64,
        /// Why.
        reason: ErrorCode,
    },
    /// The session goes on over a new link.
    Reconnected {
        /// Over which transport.
        transport: Transport,
        /// For how long there was no link, in ms.
        downtime: u64,
    },
    /// The session has moved to another transport without a pause.
    Switched {
        /// To which transport.
        transport: Transport,
    },
    /// An attempt has failed.
    Failed(Failure),
    /// The messages that had to wait for the window are on their way.
    Drained,
    /// The end; nothing follows.
    Closed {
        /// Close code.
        code: u16,
        /// Close reason.
        reason: String,
        /// Whether both sides agreed, with everything delivered.
        clean: bool,
        /// What was sent and may not have arrived.
        unconfirmed: Vec<P>,
    },
}

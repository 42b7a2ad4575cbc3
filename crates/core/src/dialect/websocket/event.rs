//! What the application is told, and how links end.

use crate::channel::ChannelEnd;
use crate::machine;

/// What is to be done, in this order. Messages of an open link do not pass through the machine.
pub type Output<P> = machine::Output<P, Event<P>>;

/// What the application is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event<P> {
    /// A link is open: the first, or a new one.
    Opened,
    /// The link is down, or an attempt has failed; another follows.
    Reconnecting {
        /// Which attempt since the last stable link, from 1.
        attempt: u32,
        /// In how many ms.
        delay: u64,
        /// What has ended the link, or the attempt.
        close: Close,
    },
    /// What became of a message that was queued.
    Settled {
        /// The message.
        message: P,
        /// What.
        outcome: Outcome,
    },
    /// The application's heartbeat message is to be sent.
    Ping,
    /// The end.
    Closed(Close),
}

/// How a link ended, as a `CloseEvent` has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Close {
    /// The close code (RFC 6455, section 7.4).
    pub code: u16,
    /// The server's reason.
    pub reason: String,
    /// Whether there was a closing handshake.
    pub was_clean: bool,
    /// Whether the link failed: an `error` comes before the `close`.
    pub failed: bool,
}

impl Close {
    /// The end of what was given up, or never began: 1006, "abnormal closure".
    #[must_use]
    pub const fn abnormal() -> Self {
        Self {
            code: 1006,
            reason: String::new(),
            was_clean: false,
            failed: true,
        }
    }
}

impl From<ChannelEnd> for Close {
    fn from(end: ChannelEnd) -> Self {
        match end {
            ChannelEnd::WebSocket {
                code,
                reason,
                was_clean,
                failed,
            } => Self {
                code,
                reason,
                was_clean,
                failed,
            },
            ChannelEnd::Failed | ChannelEnd::Blocked => Self::abnormal(),
        }
    }
}

/// What became of a message that was queued while the link was down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Outcome {
    /// It was given to a new link.
    Sent = 0,
    /// There was no room for it.
    Dropped = 1,
    /// It has waited for too long.
    Expired = 2,
    /// The socket was closed before there was a new link.
    Unsent = 3,
}

/// Why a message was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Refusal {
    /// There was no link yet.
    TooEarly = 1,
    /// There is no room.
    QueueFull = 2,
}

//! What goes into the client machine and what comes out.

use crate::channel::{ChannelClosed, ChannelId, Transport};
use crate::connect::{Failure, PageSignal, Permit, Target};
use crate::error::ErrorCode;
use crate::machine;

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input<P> {
    /// Begin.
    Start,
    /// The answer to [`Output::Resolve`].
    Resolved {
        /// The attempt it was asked for; another's answer is ignored.
        attempt: u32,
        /// Where to connect.
        target: Target,
    },
    /// A provider failed.
    Unresolved {
        /// The attempt it was asked for.
        attempt: u32,
    },
    /// The answer to [`Output::Decide`]: whether to go on.
    Decided {
        /// Go on reconnecting; otherwise the socket closes.
        go_on: bool,
    },
    /// A WebSocket or event stream is open.
    Opened {
        /// Which.
        channel: ChannelId,
    },
    /// A WebSocket is open, and the server has chosen the sub-protocol that was offered as `early`.
    Greeted {
        /// Which.
        channel: ChannelId,
    },
    /// A channel has brought a frame in.
    Frame {
        /// Which.
        channel: ChannelId,
        /// The frame.
        frame: P,
    },
    /// A channel has ended by itself.
    Closed {
        /// Which.
        channel: ChannelId,
        /// How.
        how: ChannelClosed,
    },
    /// The turn that [`Output::Flush`] spoke of is over.
    Flush,
    /// The application asks for a new link.
    Reconnect,
    /// The application ends the session. The code and reason were checked.
    Close {
        /// Close code.
        code: u16,
        /// At most 123 bytes.
        reason: String,
    },
    /// The page or network has changed.
    Signal(PageSignal),
    /// The answer to [`Output::RequestPermit`].
    Permit(Permit),
    /// Time has passed.
    Timeout,
}

/// Something to be done, in this order.
pub type Output<P> = machine::Output<P, Event<P>>;

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

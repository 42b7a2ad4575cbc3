//! What a client machine has for its driver, for every dialect.

use crate::channel::{ChannelId, OpenChannel};
use crate::connect::{Failure, OriginHints, Step};

/// Something to be done, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output<P, E> {
    /// Ask the application's providers where to connect, then give the answer.
    Resolve {
        /// The number of the attempt.
        attempt: u32,
    },
    /// Ask the application whether to go on after this failure, then give the decision.
    Decide(Failure),
    /// Open a channel.
    Open {
        /// Its id from now on.
        channel: ChannelId,
        /// What to open.
        what: OpenChannel<P>,
    },
    /// Send a frame over a WebSocket.
    Transmit {
        /// Which.
        channel: ChannelId,
        /// The frame.
        frame: P,
    },
    /// End a channel; nothing that it still brings is of interest.
    Close {
        /// Which.
        channel: ChannelId,
    },
    /// Give the flush at the end of this turn of the event loop.
    Flush,
    /// Request a permit for a held request, then give the answer.
    RequestPermit,
    /// The permit is not needed any more, nor the answer if there was none yet.
    ReleasePermit,
    /// Keep this for the next client of the same origin.
    StoreHints(OriginHints),
    /// A link has come a step further, or has ended: for logs.
    Step(Step),
    /// Tell the application.
    Event(E),
}

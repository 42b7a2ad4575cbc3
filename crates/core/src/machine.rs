//! What every client machine has in common for the driver that runs it: inputs, outputs, one timer.

use crate::channel::{ChannelEvent, ChannelId, OpenChannel};
use crate::connect::{Failure, OriginHints, PageSignal, Permit, Step, Target};
use crate::payload::Payload;
use crate::time::Instant;

/// A client machine. The driver gives it every [`Input`] with the time, then does every [`Output`] in order, then gives
/// [`Input::Timeout`] at [`Machine::poll_timeout`].
pub trait Machine {
    /// What messages and frames are held in.
    type Payload: Payload;
    /// What the application is told.
    type Event;

    /// Handles one input; what is due by then is done before it.
    fn handle_input(&mut self, now: Instant, input: Input<Self::Payload>);

    /// The next thing to be done.
    fn poll_output(&mut self) -> Option<Output<Self::Payload, Self::Event>>;

    /// When to give [`Input::Timeout`] at the latest.
    fn poll_timeout(&self) -> Option<Instant>;
}

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
    /// The answer to [`Output::Decide`].
    Decided {
        /// Whether to go on reconnecting; otherwise the socket closes.
        go_on: bool,
    },
    /// A channel reports.
    Channel {
        /// Which.
        channel: ChannelId,
        /// What.
        event: ChannelEvent<P>,
    },
    /// The turn that [`Output::Flush`] spoke of is over.
    Flush,
    /// The application asks for a new link.
    Reconnect,
    /// The application closes. The code and reason were checked.
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output<P, E> {
    /// Ask the providers, then give [`Input::Resolved`] or [`Input::Unresolved`].
    Resolve {
        /// The number of the attempt.
        attempt: u32,
    },
    /// Ask the application whether to go on after this failure, then give [`Input::Decided`].
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
    /// End a channel, unless it has ended already. What it still reports is ignored.
    Close {
        /// Which.
        channel: ChannelId,
    },
    /// Give [`Input::Flush`] at the end of this turn of the event loop.
    Flush,
    /// Request a permit to hold a request, then give [`Input::Permit`].
    RequestPermit,
    /// The permit is not needed any more, nor the answer if there was none yet.
    ReleasePermit,
    /// Keep these for the next socket to the same origin.
    StoreHints(OriginHints),
    /// A link has come a step further, or has ended.
    Step(Step),
    /// Tell the application.
    Event(E),
}

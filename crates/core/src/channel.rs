//! Channels: the browser objects that carry a link, what is asked for when one is opened, and what it reports.

/// Names one channel for its whole life. Ids are never used again; what arrives under an old one is ignored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct ChannelId(pub u32);

/// A way to carry a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Transport {
    /// RFC 6455.
    WebSocket = 0,
    /// Server-sent events downstream, POST upstream.
    Sse = 1,
    /// Held GET requests downstream, POST upstream.
    LongPoll = 2,
}

impl Transport {
    /// All of them, by their numbers.
    pub const ALL: [Self; 3] = [Self::WebSocket, Self::Sse, Self::LongPoll];
}

/// A channel to be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OpenChannel<P> {
    /// A `WebSocket`.
    WebSocket {
        /// `ws:` or `wss:`.
        url: String,
        /// The sub-protocols to offer, in order.
        protocols: Vec<String>,
    },
    /// An `EventSource`.
    EventSource {
        /// `http:` or `https:`.
        url: String,
        /// The names of the events to listen for.
        events: &'static [&'static str],
    },
    /// One HTTP request.
    Request(Request<P>),
}

/// An HTTP request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request<P> {
    /// The method.
    pub method: Method,
    /// `http:` or `https:`.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The parts of the body, one behind the other; text travels as UTF-8. None: no body.
    pub body: Vec<P>,
}

/// The method of a request (RFC 9110, section 9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// What a channel reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChannelEvent<P> {
    /// A WebSocket or event source is open.
    Opened {
        /// The sub-protocol that the server chose. Empty: none, as for every event source.
        protocol: String,
    },
    /// A message of a WebSocket.
    Frame(P),
    /// An event of an event source.
    Event {
        /// The name it was listened for.
        name: &'static str,
        /// Its data, which is text.
        data: P,
    },
    /// Something has arrived that is not handed over: a sign of life.
    Activity,
    /// A request was answered. The last event of its channel.
    Answered {
        /// HTTP status.
        status: u16,
        /// `Retry-After` in ms, if given.
        retry_after: Option<u64>,
        /// The body, as binary.
        body: P,
    },
    /// The channel has ended by itself. Its last event.
    Closed(ChannelEnd),
}

/// How a channel ended, as far as the platform tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChannelEnd {
    /// A WebSocket was closed, or never opened (WHATWG WebSockets, `CloseEvent`).
    WebSocket {
        /// The close code (RFC 6455, section 7.4); 1006 if the platform hides why.
        code: u16,
        /// The server's reason.
        reason: String,
        /// Whether there was a closing handshake.
        was_clean: bool,
        /// Whether an `error` event came first.
        failed: bool,
    },
    /// A request or event source failed, and the platform hides why.
    Failed,
    /// The page forbids it: Content-Security-Policy or mixed content.
    Blocked,
}

impl ChannelEnd {
    /// The end of a WebSocket that failed, or never opened: 1006, "abnormal closure".
    #[must_use]
    pub const fn abnormal() -> Self {
        Self::WebSocket {
            code: 1006,
            reason: String::new(),
            was_clean: false,
            failed: true,
        }
    }
}

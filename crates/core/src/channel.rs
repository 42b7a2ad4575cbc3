//! Channels: the browser objects that a link is made of. A WebSocket link has one; an HTTP link has a downstream
//! and, while it sends, an upstream.

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

/// What authenticates a request of an HTTP link; it travels in headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credentials {
    /// `Everwire-Session`: the public id of the session.
    pub session: String,
    /// `Everwire-Key`: its secret.
    pub key: String,
    /// `Everwire-Link`: the number of the link within the session.
    pub link: u32,
}

/// A channel to be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OpenChannel<P> {
    /// A WebSocket with the sub-protocol of the dialect.
    Socket {
        /// `ws:` or `wss:`.
        url: String,
        /// A second sub-protocol to offer: a server that chooses it has read in it what the client has to say first.
        early: Option<String>,
    },
    /// An `EventSource`.
    Stream {
        /// `http:` or `https:`, with its single-use ticket.
        url: String,
    },
    /// A POST that carries frames up; its answer may carry frames down.
    Post {
        /// `http:` or `https:`.
        url: String,
        /// Absent on the first request of a link, whose HELLO frame speaks for itself.
        credentials: Option<Credentials>,
        /// The frames, in order.
        frames: Vec<P>,
    },
    /// A GET that is held until there are frames to bring down.
    Poll {
        /// `http:` or `https:`.
        url: String,
        /// Always present.
        credentials: Credentials,
        /// `Everwire-Received`: how many messages have been received so far.
        received: u64,
        /// `Everwire-Hold`: for how long it may be held, in ms.
        hold: u64,
    },
}

/// How a channel ended, as far as the platform tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChannelClosed {
    /// A WebSocket closed with this code, 1006 if the platform hides why.
    Socket {
        /// RFC 6455, section 7.4.
        code: u16,
    },
    /// A request was answered; what it brought came as frames before this.
    Answered {
        /// HTTP status.
        status: u16,
        /// `Retry-After` in ms, if given.
        retry_after: Option<u64>,
    },
    /// A request or event stream failed, and the platform hides why.
    Failed,
    /// The page forbids it: Content-Security-Policy or mixed content.
    Blocked,
    /// The answer to a request was no sequence of frames.
    Malformed,
}

//! Connections of the simulated network: ordered, delayed, and liable to break at any point.

use everwire_core::channel::{ChannelId, Transport};
use everwire_core::payload::Message;
use everwire_core::time::Instant;

use crate::backend::LinkId;

/// Names a connection: the client at its one end, and that client's channel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Port {
    pub(crate) client: usize,
    pub(crate) channel: ChannelId,
}

/// What a channel of a client is at the network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Socket,
    Stream,
    Post,
    Poll,
}

impl Kind {
    /// The transport whose downstream it is.
    pub(crate) const fn transport(self) -> Option<Transport> {
        match self {
            Self::Socket => Some(Transport::WebSocket),
            Self::Stream => Some(Transport::Sse),
            Self::Poll => Some(Transport::LongPoll),
            Self::Post => None,
        }
    }
}

/// How a connection behaves from now on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Health {
    /// Bytes flow.
    Good,
    /// What is under way arrives; nothing follows.
    Sealed,
    /// Nothing flows any more since then, and nobody is told.
    Frozen(Instant),
    /// What the server sends is lost since then, without a word.
    Deaf(Instant),
    /// What the client sends is lost since then, without a word.
    Mute(Instant),
    /// Ended, as far as the client is concerned.
    Dead,
}

/// One connection.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) port: Port,
    pub(crate) kind: Kind,
    pub(crate) health: Health,
    /// The session and link it belongs to, once the server knows.
    pub(crate) link: Option<LinkId>,
    /// Until when a poll is held.
    pub(crate) hold: Option<Instant>,
    /// When its writer at the server can take the next frame.
    pub(crate) ready: Instant,
    /// Arrival of the last thing in each direction: nothing overtakes within a connection.
    pub(crate) last_up: Instant,
    pub(crate) last_down: Instant,
}

impl Connection {
    pub(crate) const fn new(port: Port, kind: Kind, now: Instant) -> Self {
        Self {
            port,
            kind,
            health: Health::Good,
            link: None,
            hold: None,
            ready: now,
            last_up: now,
            last_down: now,
        }
    }
}

/// What authenticates a request: the session's id and key, and the number of the link.
pub(crate) type Pass = (String, String, u32);

/// Something on its way.
#[derive(Clone, Debug)]
pub(crate) enum Parcel {
    /// To the server: a WebSocket handshake, with what it may carry of HELLO.
    Handshake { early: Option<String> },
    /// To the server: a frame on a WebSocket.
    FrameUp(Message),
    /// To the server: a POST.
    Post {
        pass: Option<Pass>,
        frames: Vec<Message>,
    },
    /// To the server: a poll with its cursor.
    Poll {
        pass: Pass,
        received: u64,
        hold: u64,
    },
    /// To the server: the request for an event stream.
    Stream { url: String },
    /// To the server: the connection has ended.
    HangUp,
    /// To the client: the WebSocket or stream is open.
    Opened,
    /// To the client: the WebSocket is open, and the server has taken the handshake's HELLO.
    HelloTaken,
    /// To the client: a frame on a WebSocket or stream.
    FrameDown(Message),
    /// To the client: the whole answer to a request.
    Answer {
        status: u16,
        retry_after: Option<u64>,
        frames: Vec<Message>,
    },
    /// To the client: the connection has ended or failed.
    Lost,
    /// To both: a box in the middle has had enough of this connection.
    Kill,
}

/// A frame above this size, in bytes, is one of a largest message.
const HUGE: usize = 100_000;

impl Parcel {
    /// An answer of the server.
    pub(crate) const fn answer(status: u16, frames: Vec<Message>) -> Self {
        Self::Answer {
            status,
            retry_after: None,
            frames,
        }
    }

    pub(crate) const fn is_up(&self) -> bool {
        matches!(
            self,
            Self::Handshake { .. }
                | Self::FrameUp(_)
                | Self::Post { .. }
                | Self::Poll { .. }
                | Self::Stream { .. }
                | Self::HangUp
        )
    }

    /// The bytes of a POST of several frames, none of which is huge.
    pub(crate) fn body(&self) -> u64 {
        match self {
            Self::Post { frames, .. } if frames.len() > 2 => {
                let sizes = frames.iter().map(|frame| frame.as_bytes().len());
                if sizes.clone().max() > Some(HUGE) {
                    return 0;
                }
                sizes.sum::<usize>() as u64
            }
            _ => 0,
        }
    }

    /// Whether it carries bytes that a cut can separate.
    pub(crate) const fn is_data(&self) -> bool {
        matches!(
            self,
            Self::FrameUp(_) | Self::FrameDown(_) | Self::Post { .. } | Self::Answer { .. }
        )
    }

    /// For the history.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Handshake { early: None } => String::from("handshake"),
            Self::Handshake { .. } => String::from("handshake with HELLO"),
            Self::FrameUp(frame) | Self::FrameDown(frame) => describe_frame(frame),
            Self::Post { pass, frames } => {
                let link = pass.as_ref().map_or(0, |pass| pass.2);
                format!("POST for link {link}: {}", describe_frames(frames))
            }
            Self::Poll { pass, received, .. } => {
                format!("poll for link {} from {received}", pass.2)
            }
            Self::Stream { url } => format!("event stream {url}"),
            Self::HangUp => String::from("hang-up"),
            Self::Opened => String::from("opened"),
            Self::HelloTaken => String::from("opened, HELLO taken"),
            Self::Answer { status, frames, .. } => {
                format!("answer {status}: {}", describe_frames(frames))
            }
            Self::Lost => String::from("lost"),
            Self::Kill => String::from("killed"),
        }
    }
}

fn describe_frames(frames: &[Message]) -> String {
    let texts: Vec<String> = frames.iter().map(describe_frame).collect();
    texts.join(" | ")
}

fn describe_frame(frame: &Message) -> String {
    match frame.as_text() {
        Some(text) => {
            let start: String = text.chars().take(60).collect();
            format!("{start:?}")
        }
        None => format!("{} bytes", frame.as_bytes().len()),
    }
}

//! The server's end of a client's channels: what a client asks for, and what it is told. For networks that are simulated.

use super::requests::{Credentials, HOLD, KEY, LINK, RECEIVED, SESSION};
use super::{SUBPROTOCOL, body, sse};
use crate::channel::{ChannelEvent, Method, OpenChannel, Request};
use crate::payload::{Message, Payload};

/// What a channel is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Purpose<P> {
    /// A WebSocket.
    Socket {
        /// The second sub-protocol on offer, which carries HELLO.
        early: Option<String>,
    },
    /// An event stream.
    Stream {
        /// Its URL, with the ticket.
        url: String,
    },
    /// A POST.
    Post {
        /// Absent on the first request of a link.
        credentials: Option<Credentials>,
        /// The frames, in order.
        frames: Vec<P>,
    },
    /// A poll.
    Poll {
        /// Whose it is.
        credentials: Credentials,
        /// How many messages the client has received.
        received: u64,
        /// For how long it may be held, in ms.
        hold: u64,
    },
}

impl<P: Payload> Purpose<P> {
    /// Reads what a client asks for; `None` if no server of this dialect would understand it.
    #[must_use]
    pub fn read(what: &OpenChannel<P>) -> Option<Self> {
        match what {
            OpenChannel::WebSocket { protocols, .. } => {
                let offers_dialect = protocols.first().is_some_and(|first| first == SUBPROTOCOL);
                offers_dialect.then(|| Self::Socket {
                    early: protocols.get(1).cloned(),
                })
            }
            OpenChannel::EventSource { url, .. } => Some(Self::Stream { url: url.clone() }),
            OpenChannel::Request(request) => Self::read_request(request),
        }
    }

    fn read_request(request: &Request<P>) -> Option<Self> {
        let header = |wanted| {
            let mut headers = request.headers.iter();
            headers.find_map(|(name, value)| (*name == wanted).then_some(value))
        };
        let credentials = || {
            Some(Credentials {
                session: header(SESSION)?.clone(),
                key: header(KEY)?.clone(),
                link: header(LINK)?.parse().ok()?,
            })
        };
        match request.method {
            Method::Get => Some(Self::Poll {
                credentials: credentials()?,
                received: header(RECEIVED)?.parse().ok()?,
                hold: header(HOLD)?.parse().ok()?,
            }),
            Method::Post => Some(Self::Post {
                credentials: credentials(),
                frames: body::frames_of(&request.body)?,
            }),
        }
    }
}

/// A WebSocket is open, or an event stream; `has_hello`: the server has read the HELLO of the WebSocket's handshake.
#[must_use]
pub fn opened<P>(has_hello: bool) -> ChannelEvent<P> {
    let suffix = if has_hello { ".hello" } else { "" };
    ChannelEvent::Opened {
        protocol: format!("{SUBPROTOCOL}{suffix}"),
    }
}

/// The event of an event stream that brings this frame.
#[must_use]
pub fn event(frame: &Message) -> ChannelEvent<Message> {
    let (name, data) = sse::encode(frame);
    ChannelEvent::Event {
        name,
        data: Message::from(data),
    }
}

/// The answer to a request. `retry_after` is in ms.
#[must_use]
pub fn answer<P: Payload>(
    status: u16,
    retry_after: Option<u64>,
    frames: Vec<P>,
) -> ChannelEvent<P> {
    ChannelEvent::Answered {
        status,
        retry_after,
        body: P::concat(body::encode(frames).iter()),
    }
}

//! What a client asks a browser for: the WebSocket, the event source, the POSTs and the polls of a link.

use super::body::{self, MEDIA_TYPE};
use super::{SUBPROTOCOL, sse};
use crate::channel::{Method, OpenChannel, Request};
use crate::payload::Payload;

/// The header that names the session, by its public id.
pub const SESSION: &str = "Everwire-Session";
/// The header with the session's secret.
pub const KEY: &str = "Everwire-Key";
/// The header with the number of the link within the session.
pub const LINK: &str = "Everwire-Link";
/// The header of a poll that says how many messages the client has received.
pub const RECEIVED: &str = "Everwire-Received";
/// The header of a poll that says for how long it may be held, in ms.
pub const HOLD: &str = "Everwire-Hold";

const CONTENT_TYPE: &str = "Content-Type";

/// What authenticates a request of an HTTP link; it travels in headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credentials {
    /// The public id of the session.
    pub session: String,
    /// Its secret.
    pub key: String,
    /// The number of the link within the session.
    pub link: u32,
}

impl Credentials {
    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![
            (SESSION, self.session.clone()),
            (KEY, self.key.clone()),
            (LINK, self.link.to_string()),
        ]
    }
}

/// A WebSocket to a `ws:` or `wss:` URL. `early` is a sub-protocol that carries HELLO.
pub fn websocket<P>(target: &str, early: Option<String>) -> OpenChannel<P> {
    // The usual one comes first: there are servers that choose the first, whatever it is.
    let mut protocols = vec![String::from(SUBPROTOCOL)];
    protocols.extend(early);
    OpenChannel::WebSocket {
        url: target.to_owned(),
        protocols,
    }
}

/// The event source of a link, with its single-use ticket.
pub fn event_source<P>(target: &str, session: &str, link: u32, ticket: &str) -> OpenChannel<P> {
    let url = http_url(target, "sse");
    OpenChannel::EventSource {
        url: format!("{url}&session={session}&link={link}&ticket={ticket}"),
        events: &sse::EVENTS,
    }
}

/// A POST that carries frames up; its answer may carry frames down. The first request of a link has no credentials: its
/// HELLO frame has them.
pub fn post<P: Payload>(
    target: &str,
    credentials: Option<&Credentials>,
    frames: Vec<P>,
) -> OpenChannel<P> {
    let mut headers = vec![(CONTENT_TYPE, String::from(MEDIA_TYPE))];
    headers.extend(credentials.map(Credentials::headers).unwrap_or_default());
    OpenChannel::Request(Request {
        method: Method::Post,
        url: http_url(target, "post"),
        headers,
        body: body::encode(frames),
    })
}

/// A GET that is held for up to `hold` ms, until there are frames behind the `received` messages to bring down.
pub fn poll<P>(
    target: &str,
    credentials: &Credentials,
    received: u64,
    hold: u64,
) -> OpenChannel<P> {
    let url = http_url(target, "poll");
    let mut headers = credentials.headers();
    headers.push((RECEIVED, received.to_string()));
    headers.push((HOLD, hold.to_string()));
    OpenChannel::Request(Request {
        method: Method::Get,
        // Browsers may let requests of one URL wait for one another; and a proxy may route by it.
        url: format!("{url}&session={}", credentials.session),
        headers,
        body: Vec::new(),
    })
}

/// A `ws:` or `wss:` URL as the HTTP URL that says what is wanted.
fn http_url(target: &str, purpose: &str) -> String {
    let target = target.strip_prefix("ws").unwrap_or(target);
    let separator = if target.contains('?') { '&' } else { '?' };
    format!("http{target}{separator}everwire={purpose}")
}

//! The channels that are open, by their ids.

use std::cell::RefCell;
use std::rc::Rc;

use everwire_core::channel::{
    ChannelEnd, ChannelId, Method, OpenChannel, Request as HttpRequest, Transport,
};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::browser::{EventStream, Policy, Request, Sink, Socket, exists, refused};
use crate::payload::{JsPayload, body};

/// All open channels of a socket.
#[derive(Default)]
pub(crate) struct Channels {
    open: RefCell<Vec<(ChannelId, Channel)>>,
    with_credentials: bool,
    policy: RefCell<Option<Policy>>,
}

/// Closed when it is dropped.
enum Channel {
    /// Shared, so that it may be used while its channel ends.
    Socket {
        socket: Rc<Socket>,
        url: String,
    },
    // These are held for what their end does.
    Stream {
        _stream: EventStream,
        url: String,
    },
    Request {
        _request: Request,
        url: String,
    },
}

impl Channel {
    fn url(&self) -> &str {
        let (Self::Socket { url, .. } | Self::Stream { url, .. } | Self::Request { url, .. }) =
            self;
        url
    }
}

impl Channels {
    /// None yet. `with_credentials`: whether requests to other origins carry cookies.
    pub(crate) fn new(with_credentials: bool) -> Self {
        Self {
            with_credentials,
            ..Self::default()
        }
    }

    /// Takes note of what the page's policy blocks from now on, and calls `report` then.
    pub(crate) fn watch_policy(&self, report: impl Fn() + 'static) {
        self.policy.replace(Some(Policy::watch(report)));
    }

    /// Opens a channel. `Err` is its end, where the browser has refused it.
    pub(crate) fn open(
        &self,
        id: ChannelId,
        what: OpenChannel<JsPayload>,
        sink: &Sink,
    ) -> Result<(), ChannelEnd> {
        let otherwise = match what {
            OpenChannel::WebSocket { .. } => ChannelEnd::abnormal(),
            _ => ChannelEnd::Failed,
        };
        let channel = self.make(what, sink);
        let channel = channel.map_err(|exception| refused(&exception, otherwise))?;
        self.open.borrow_mut().push((id, channel));
        Ok(())
    }

    fn make(&self, what: OpenChannel<JsPayload>, sink: &Sink) -> Result<Channel, JsValue> {
        let with_credentials = self.with_credentials;
        match what {
            OpenChannel::WebSocket { url, protocols } => {
                let protocols: Array = protocols.into_iter().map(JsValue::from).collect();
                let socket = Rc::new(Socket::open(&url, &protocols, sink)?);
                Ok(Channel::Socket { socket, url })
            }
            OpenChannel::EventSource { url, events } => {
                let stream = EventStream::open(&url, with_credentials, events, sink)?;
                Ok(Channel::Stream {
                    _stream: stream,
                    url,
                })
            }
            OpenChannel::Request(what) => {
                let request = send(&what, with_credentials, sink)?;
                Ok(Channel::Request {
                    _request: request,
                    url: what.url,
                })
            }
        }
    }

    /// Sends a frame over a WebSocket.
    pub(crate) fn transmit(&self, id: ChannelId, frame: &JsPayload) {
        let open = self.open.borrow();
        let socket = open.iter().find_map(|(open, channel)| match channel {
            Channel::Socket { socket, .. } if *open == id => Some(socket.clone()),
            _ => None,
        });
        drop(open);
        if let Some(socket) = socket {
            socket.send(frame.value());
        }
    }

    /// Ends a channel.
    pub(crate) fn close(&self, id: ChannelId) {
        let mut open = self.open.borrow_mut();
        let place = open.iter().position(|(open, _)| *open == id);
        let ended = place.map(|place| open.swap_remove(place));
        // Closing runs the browser's code.
        drop(open);
        drop(ended);
    }

    /// A channel has ended by itself: what its end was, knowing what the policy has blocked.
    pub(crate) fn ended(&self, id: ChannelId, how: ChannelEnd) -> ChannelEnd {
        let explained = self.explained(id, how);
        self.close(id);
        explained
    }

    fn explained(&self, id: ChannelId, how: ChannelEnd) -> ChannelEnd {
        let open = self.open.borrow();
        let policy = self.policy.borrow();
        let channel = open.iter().find(|(open, _)| *open == id);
        match channel.zip(policy.as_ref()) {
            Some(((_, channel), policy)) if policy.has_blocked(channel.url()) => {
                ChannelEnd::Blocked
            }
            _ => how,
        }
    }

    /// WebSockets that the page's policy has blocked and that may stay as they are, without an event.
    pub(crate) fn blocked_sockets(&self) -> Vec<ChannelId> {
        let is_blocked = |id| self.explained(id, ChannelEnd::Failed) == ChannelEnd::Blocked;
        let blocked = |(id, socket): (ChannelId, Rc<Socket>)| {
            (!socket.is_open() && is_blocked(id)).then_some(id)
        };
        self.sockets().into_iter().filter_map(blocked).collect()
    }

    /// Bytes that the browser has taken and not sent yet.
    pub(crate) fn buffered(&self) -> f64 {
        let sockets = self.sockets();
        sockets.iter().map(|(_, socket)| socket.buffered()).sum()
    }

    fn sockets(&self) -> Vec<(ChannelId, Rc<Socket>)> {
        let open = self.open.borrow();
        let socket = |(id, channel): &(ChannelId, Channel)| match channel {
            Channel::Socket { socket, .. } => Some((*id, socket.clone())),
            _ => None,
        };
        open.iter().filter_map(socket).collect()
    }

    /// Ends all channels.
    pub(crate) fn close_all(&self) {
        self.policy.take();
        let open = self.open.take();
        drop(open);
    }
}

fn send(
    what: &HttpRequest<JsPayload>,
    with_credentials: bool,
    sink: &Sink,
) -> Result<Request, JsValue> {
    let method = match what.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let mut request = Request::open(method, &what.url, with_credentials)?;
    for (name, value) in &what.headers {
        request.set_header(name, value)?;
    }
    request.send(&body(&what.body)?, sink)?;
    Ok(request)
}

/// The transports whose browser APIs exist at this moment, the best first.
pub(crate) fn available() -> Vec<Transport> {
    let apis = [
        (Transport::WebSocket, &["WebSocket"][..]),
        (Transport::Sse, &["XMLHttpRequest", "EventSource"]),
        (Transport::LongPoll, &["XMLHttpRequest"]),
    ];
    let is_available = |(transport, apis): (Transport, &[&str])| {
        let all_exist = apis.iter().all(|api| exists(api));
        all_exist.then_some(transport)
    };
    apis.into_iter().filter_map(is_available).collect()
}

//! The channels that are open, by their ids.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use everwire_core::channel::{ChannelId, Credentials, OpenChannel};
use everwire_core::dialect::everwire::codec::body::MEDIA_TYPE;
use everwire_core::dialect::everwire::push_decimal;
use wasm_bindgen::JsValue;

use super::body;
use crate::platform::JsPayload;
use crate::transport::{EventStream, Request, Sink, Socket};

/// All open channels of a socket. What is taken out is closed when it is dropped.
#[derive(Default)]
pub(super) struct Channels {
    open: Vec<(ChannelId, Channel)>,
}

pub(super) enum Channel {
    Socket(Rc<Socket>),
    // These are held for what their end does.
    Stream { _stream: EventStream },
    Request { _request: Request },
}

impl Channels {
    pub(super) fn insert(&mut self, id: ChannelId, channel: Channel) {
        self.open.push((id, channel));
    }

    pub(super) fn remove(&mut self, id: ChannelId) -> Option<Channel> {
        let place = self.open.iter().position(|(open, _)| *open == id)?;
        Some(self.open.swap_remove(place).1)
    }

    /// Shared, so that it may be used while its channel ends.
    pub(super) fn socket(&self, id: ChannelId) -> Option<Rc<Socket>> {
        self.open.iter().find_map(|(open, channel)| match channel {
            Channel::Socket(socket) if *open == id => Some(socket.clone()),
            _ => None,
        })
    }

    /// All WebSockets, shared likewise.
    pub(super) fn sockets(&self) -> Vec<(ChannelId, Rc<Socket>)> {
        let mut sockets = Vec::new();
        for (id, channel) in &self.open {
            if let Channel::Socket(socket) = channel {
                sockets.push((*id, socket.clone()));
            }
        }
        sockets
    }
}

/// Opens a channel. `Err` holds what the browser threw.
pub(super) fn open(
    what: OpenChannel<JsPayload>,
    with_credentials: bool,
    sink: &Sink,
) -> Result<Channel, JsValue> {
    match what {
        OpenChannel::Socket { url, early } => {
            let socket = Socket::open(&url, early.as_deref(), sink)?;
            Ok(Channel::Socket(Rc::new(socket)))
        }
        OpenChannel::Stream { url } => {
            let stream = EventStream::open(&url, with_credentials, sink)?;
            Ok(Channel::Stream { _stream: stream })
        }
        OpenChannel::Post {
            url,
            credentials,
            frames,
        } => {
            let mut request = Request::open("POST", &url, with_credentials)?;
            request.set_header("Content-Type", MEDIA_TYPE)?;
            if let Some(credentials) = &credentials {
                authenticate(&request, credentials)?;
            }
            request.send(&body::assemble(&frames)?, sink)?;
            Ok(Channel::Request { _request: request })
        }
        OpenChannel::Poll {
            url,
            credentials,
            received,
            hold,
        } => {
            let mut request = Request::open("GET", &url, with_credentials)?;
            authenticate(&request, &credentials)?;
            request.set_header("Everwire-Received", &number(received))?;
            request.set_header("Everwire-Hold", &number(hold))?;
            request.send(&JsValue::NULL, sink)?;
            Ok(Channel::Request { _request: request })
        }
    }
}

fn authenticate(request: &Request, credentials: &Credentials) -> Result<(), JsValue> {
    request.set_header("Everwire-Session", &credentials.session)?;
    request.set_header("Everwire-Key", &credentials.key)?;
    request.set_header("Everwire-Link", &number(u64::from(credentials.link)))
}

fn number(value: u64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, value);
    text
}

//! `WebSocket`.

use everwire_core::dialect::everwire::SUBPROTOCOL;
use everwire_core::io::ChannelClosed;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::{Report, Sink};
use crate::platform::Listeners;

/// "Normal closure" (RFC 6455, section 7.4.1): what happened is said in the session, not here.
const NORMAL: u16 = 1000;

#[wasm_bindgen]
extern "C" {
    // web-sys takes a `&str`, which would be copied out of WebAssembly; this takes a handle.
    type Sender;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Sender, data: &JsValue) -> Result<(), JsValue>;
}

/// One connection.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: Listeners,
}

impl Socket {
    /// Begins to connect. `Err` holds what the browser threw, as it does where a policy forbids the connection.
    pub(crate) fn open(url: &str, sink: &Sink) -> Result<Self, JsValue> {
        let socket = WebSocket::new_with_str(url, SUBPROTOCOL)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let listeners = attach(&socket, sink).inspect_err(|_| {
            let _ = socket.close_with_code(NORMAL);
        })?;
        Ok(Self {
            socket,
            _listeners: listeners,
        })
    }

    /// Sends a string, an `ArrayBuffer` or a `Blob`. What cannot be sent is lost with the connection, whose end is reported.
    pub(crate) fn send(&self, frame: &JsValue) {
        let _ = self.socket.unchecked_ref::<Sender>().send(frame);
    }

    /// Bytes that the browser has taken and not sent yet.
    pub(crate) fn buffered(&self) -> f64 {
        f64::from(self.socket.buffered_amount())
    }

    /// Whether frames flow.
    pub(crate) fn is_open(&self) -> bool {
        self.socket.ready_state() == WebSocket::OPEN
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close_with_code(NORMAL);
    }
}

fn attach(socket: &WebSocket, sink: &Sink) -> Result<Listeners, JsValue> {
    let mut listeners = Listeners::on(socket);
    let report = sink.clone();
    let opened = socket.clone();
    listeners.listen("open", move |_| report(verdict(&opened)))?;
    let report = sink.clone();
    listeners.listen("message", move |event| {
        report(Report::Frame(event.unchecked_ref::<MessageEvent>().data()));
    })?;
    let report = sink.clone();
    listeners.listen("close", move |event| {
        let code = event.unchecked_ref::<CloseEvent>().code();
        report(Report::Closed(ChannelClosed::Socket { code }));
    })?;
    Ok(listeners)
}

// Not every engine refuses a server that chose no sub-protocol.
fn verdict(socket: &WebSocket) -> Report {
    if socket.protocol() == SUBPROTOCOL {
        Report::Opened
    } else {
        Report::Closed(ChannelClosed::Malformed)
    }
}

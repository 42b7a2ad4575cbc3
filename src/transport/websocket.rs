//! `WebSocket`.

use everwire_core::channel::ChannelClosed;
use everwire_core::dialect::everwire::codec::SUBPROTOCOL;
use wasm_bindgen::prelude::*;

use super::{Report, Sink};
use crate::platform::js::Array;
use crate::platform::{Event, Listeners};

/// The `readyState` of a WebSocket that is open.
const OPEN: u16 = 1;
/// "Normal closure" (RFC 6455, section 7.4.1): what happened is said in the session, not here.
const NORMAL: u16 = 1000;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type WebSocket;

    #[wasm_bindgen(constructor, catch)]
    fn new(url: &str, protocols: &Array) -> Result<WebSocket, JsValue>;

    #[wasm_bindgen(method, setter, js_name = binaryType)]
    fn set_binary_type(this: &WebSocket, kind: &str);

    #[wasm_bindgen(method, getter, js_name = bufferedAmount)]
    fn buffered_amount(this: &WebSocket) -> f64;

    #[wasm_bindgen(method, getter, js_name = readyState)]
    fn ready_state(this: &WebSocket) -> u16;

    #[wasm_bindgen(method, getter)]
    fn protocol(this: &WebSocket) -> JsValue;

    // A handle: a `&str` would be copied out of WebAssembly.
    #[wasm_bindgen(method, catch)]
    fn send(this: &WebSocket, data: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &WebSocket, code: u16) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn data(this: &Event) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn code(this: &Event) -> u16;
}

/// One connection.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: Listeners,
}

impl Socket {
    /// Begins to connect, with `early` as a second sub-protocol. `Err` holds what the browser threw, as it does where a
    /// policy forbids the connection.
    pub(crate) fn open(url: &str, early: Option<&str>, sink: &Sink) -> Result<Self, JsValue> {
        // The usual one comes first: there are servers that choose the first, whatever it is.
        let offered = Array::new();
        offered.push(&SUBPROTOCOL.into());
        if let Some(early) = early {
            offered.push(&early.into());
        }
        let socket = WebSocket::new(url, &offered)?;
        socket.set_binary_type("arraybuffer");
        let listeners = attach(&socket, sink).inspect_err(|_| {
            let _ = socket.close(NORMAL);
        })?;
        Ok(Self {
            socket,
            _listeners: listeners,
        })
    }

    /// Sends a string, an `ArrayBuffer` or a `Blob`. What cannot be sent is lost with the connection, whose end is reported.
    pub(crate) fn send(&self, frame: &JsValue) {
        let _ = self.socket.send(frame);
    }

    /// Bytes that the browser has taken and not sent yet.
    pub(crate) fn buffered(&self) -> f64 {
        self.socket.buffered_amount()
    }

    /// Whether frames flow.
    pub(crate) fn is_open(&self) -> bool {
        self.socket.ready_state() == OPEN
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close(NORMAL);
    }
}

fn attach(socket: &WebSocket, sink: &Sink) -> Result<Listeners, JsValue> {
    let mut listeners = Listeners::on(socket);
    let report = sink.clone();
    let opened = socket.clone();
    listeners.listen("open", move |_| report(verdict(&opened)))?;
    let report = sink.clone();
    listeners.listen("message", move |event| {
        report(Report::Frame(event.data()));
    })?;
    let report = sink.clone();
    listeners.listen("close", move |event| {
        let code = event.code();
        report(Report::Closed(ChannelClosed::Socket { code }));
    })?;
    Ok(listeners)
}

// Not every engine refuses a server that chose no sub-protocol.
fn verdict(socket: &WebSocket) -> Report {
    let protocol = socket.protocol().as_string().unwrap_or_default();
    match protocol.strip_prefix(SUBPROTOCOL) {
        Some("") => Report::Opened,
        Some(_) => Report::Greeted,
        None => Report::Closed(ChannelClosed::Malformed),
    }
}

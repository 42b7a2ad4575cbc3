//! `WebSocket`.

use std::cell::Cell;
use std::rc::Rc;

use everwire_core::channel::{ChannelEnd, ChannelEvent};
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::Sink;
use super::listeners::Listeners;
use crate::payload::JsPayload;

/// "Normal closure" (RFC 6455, section 7.4.1).
const NORMAL: u16 = 1000;

#[wasm_bindgen]
extern "C" {
    type Frames;

    // Those of web-sys copy: 1 KB of text takes 2.7 µs as a `&str`, 25 ns as a handle.
    #[wasm_bindgen(method, catch)]
    fn send(this: &Frames, data: &JsValue) -> Result<(), JsValue>;
}

/// One connection.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: Listeners,
}

impl Socket {
    /// Begins to connect, with these sub-protocols. `Err` holds what the browser threw, as it does where a policy forbids
    /// the connection.
    pub(crate) fn open(url: &str, protocols: &Array, sink: &Sink) -> Result<Self, JsValue> {
        let socket = WebSocket::new_with_str_sequence(url, protocols)?;
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
        let _ = self.socket.unchecked_ref::<Frames>().send(frame);
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
    listeners.listen("open", move |_| {
        let protocol = opened.protocol();
        report(ChannelEvent::Opened { protocol });
    })?;
    let report = sink.clone();
    listeners.listen("message", move |event| {
        let event: MessageEvent = event.unchecked_into();
        // It has no binary messages but buffers.
        if let Some(frame) = JsPayload::received(event.data()) {
            report(ChannelEvent::Frame(frame));
        }
    })?;
    let failed = Rc::new(Cell::new(false));
    let failure = failed.clone();
    listeners.listen("error", move |_| failure.set(true))?;
    let report = sink.clone();
    listeners.listen("close", move |event| {
        let event: CloseEvent = event.unchecked_into();
        report(ChannelEvent::Closed(ChannelEnd::WebSocket {
            code: event.code(),
            reason: event.reason(),
            was_clean: event.was_clean(),
            failed: failed.get(),
        }));
    })?;
    Ok(listeners)
}

//! Carriers of frames: one file for each browser API.
//!
//! The contract of each: `open` begins and tells its [`Sink`] what happens; `send`, where there is one, takes a frame;
//! dropping it closes it and detaches everything, after which its sink is never called again. None knows what a frame means.

use alloc::vec::Vec;

mod base64;
mod event_source;
mod websocket;
mod xhr;

use alloc::rc::Rc;

use everwire_core::channel::{ChannelClosed, Transport};
use wasm_bindgen::JsValue;

use crate::platform::js::{global, member};

pub(crate) use self::event_source::EventStream;
pub(crate) use self::websocket::Socket;
pub(crate) use self::xhr::Request;

/// What a carrier reports.
pub(crate) enum Report {
    /// It is open.
    Opened,
    /// It is open, and the server has chosen what was offered as `early`.
    Greeted,
    /// A frame arrived: a string or an `ArrayBuffer`.
    Frame(JsValue),
    /// A request was answered. The last report.
    Answered {
        /// HTTP status.
        status: u16,
        /// `Retry-After` in ms.
        retry_after: Option<u64>,
        /// An `ArrayBuffer`.
        body: JsValue,
    },
    /// It has ended. The last report.
    Closed(ChannelClosed),
}

/// Where a carrier reports to.
pub(crate) type Sink = Rc<dyn Fn(Report)>;

/// The transports whose browser APIs exist at this moment, the best first.
pub(crate) fn available() -> Vec<Transport> {
    let mut available = Vec::new();
    if exists("WebSocket") {
        available.push(Transport::WebSocket);
    }
    if exists("XMLHttpRequest") {
        if exists("EventSource") {
            available.push(Transport::Sse);
        }
        available.push(Transport::LongPoll);
    }
    available
}

fn exists(name: &str) -> bool {
    member(&global(), name).is_function()
}

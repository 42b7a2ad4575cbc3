//! `XMLHttpRequest`: whole requests and whole answers.

use everwire_core::channel::{ChannelEnd, ChannelEvent};
use js_sys::{ArrayBuffer, Date};
use wasm_bindgen::prelude::*;
use web_sys::{XmlHttpRequest, XmlHttpRequestResponseType};

use super::Sink;
use super::listeners::Listeners;
use crate::payload::JsPayload;

#[wasm_bindgen]
extern "C" {
    type Body;

    // web-sys has one function for each kind of body, and copies strings.
    #[wasm_bindgen(method, catch)]
    fn send(this: &Body, body: &JsValue) -> Result<(), JsValue>;
}

/// One request.
pub(crate) struct Request {
    request: XmlHttpRequest,
    // `None` before it is sent, and while it is dropped: the end that `abort` causes must not be reported.
    listeners: Option<Listeners>,
}

impl Request {
    /// A request that is not sent yet. `Err` holds what the browser threw.
    pub(crate) fn open(method: &str, url: &str, with_credentials: bool) -> Result<Self, JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open(method, url)?;
        request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
        request.set_with_credentials(with_credentials);
        Ok(Self {
            request,
            listeners: None,
        })
    }

    /// Adds a header. `Err` holds what the browser threw.
    pub(crate) fn set_header(&self, name: &str, value: &str) -> Result<(), JsValue> {
        self.request.set_request_header(name, value)
    }

    /// Sends it, with a string, an `ArrayBuffer` or a `Blob`, or null. `Err` holds what the browser threw.
    pub(crate) fn send(&mut self, body: &JsValue, sink: &Sink) -> Result<(), JsValue> {
        let mut listeners = Listeners::on(&self.request);
        let report = sink.clone();
        let ended = self.request.clone();
        listeners.listen("loadend", move |_| report(outcome(&ended)))?;
        self.request.unchecked_ref::<Body>().send(body)?;
        self.listeners = Some(listeners);
        Ok(())
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.listeners = None;
        let _ = self.request.abort();
    }
}

fn outcome(request: &XmlHttpRequest) -> ChannelEvent<JsPayload> {
    let status = request.status().unwrap_or_default();
    let body = request.response().unwrap_or_default();
    match body.dyn_into::<ArrayBuffer>() {
        Ok(body) if status != 0 => ChannelEvent::Answered {
            status,
            retry_after: retry_after(request, status),
            body: JsPayload::bytes(body),
        },
        _ => ChannelEvent::Closed(ChannelEnd::Failed),
    }
}

// RFC 9110, section 10.2.3: seconds or a date.
fn retry_after(request: &XmlHttpRequest, status: u16) -> Option<u64> {
    // Asking for a header that the server does not expose makes the browser write a warning to the console.
    if status < 400 {
        return None;
    }
    let text = request.get_response_header("Retry-After").ok()??;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if let (true, Ok(seconds)) = (is_number, text.parse::<u64>()) {
        return Some(seconds.saturating_mul(1000));
    }
    let date = Date::parse(&text);
    // A float that is negative becomes 0.
    (!date.is_nan()).then(|| (date - Date::now()) as u64)
}

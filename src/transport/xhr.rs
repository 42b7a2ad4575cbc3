//! `XMLHttpRequest`: whole requests and whole answers.

use alloc::string::String;

use everwire_core::io::ChannelClosed;
use js_sys::Date;
use wasm_bindgen::prelude::*;
use web_sys::{XmlHttpRequest, XmlHttpRequestResponseType};

use super::{Report, Sink};
use crate::platform::Listeners;

#[wasm_bindgen]
extern "C" {
    // web-sys has one method for each type of body; this takes any.
    type Sender;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Sender, body: &JsValue) -> Result<(), JsValue>;
}

/// A method of HTTP, with what only it has.
pub(crate) enum Method {
    /// GET.
    Get,
    /// POST, with its body: a string, an `ArrayBuffer` or a `Blob`.
    Post(JsValue),
}

/// One request.
pub(crate) struct Request {
    request: XmlHttpRequest,
    // `None` only while it is dropped: the end that `abort` causes must not be reported.
    listeners: Option<Listeners>,
}

impl Request {
    /// Sends a request. `Err` holds what the browser threw.
    pub(crate) fn open(
        method: &Method,
        url: &str,
        headers: &[(&str, String)],
        with_credentials: bool,
        sink: &Sink,
    ) -> Result<Self, JsValue> {
        let request = XmlHttpRequest::new()?;
        let (name, body) = match method {
            Method::Get => ("GET", &JsValue::NULL),
            Method::Post(body) => ("POST", body),
        };
        request.open_with_async(name, url, true)?;
        request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
        request.set_with_credentials(with_credentials);
        for (name, value) in headers {
            request.set_request_header(name, value)?;
        }
        let mut listeners = Listeners::on(&request);
        let report = sink.clone();
        let ended = request.clone();
        listeners.listen("loadend", move |_| report(outcome(&ended)))?;
        request.unchecked_ref::<Sender>().send(body)?;
        Ok(Self {
            request,
            listeners: Some(listeners),
        })
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.listeners = None;
        let _ = self.request.abort();
    }
}

fn outcome(request: &XmlHttpRequest) -> Report {
    match request.status() {
        Ok(status) if status != 0 => Report::Answered {
            status,
            retry_after: retry_after(request, status),
            body: request.response().unwrap_or_default(),
        },
        _ => Report::Closed(ChannelClosed::Failed),
    }
}

// RFC 9110, section 10.2.3: seconds or a date.
fn retry_after(request: &XmlHttpRequest, status: u16) -> Option<u64> {
    // Asking for a header that the server does not expose makes the browser write a warning to the console.
    if status < 400 {
        return None;
    }
    let text = request.get_response_header("Retry-After").ok().flatten()?;
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(u64::from(seconds) * 1000);
    }
    let date = Date::parse(&text);
    // A float that is no number, or negative, becomes 0.
    (!date.is_nan()).then(|| (date - Date::now()) as u64)
}

//! `XMLHttpRequest`: whole requests and whole answers.

use everwire_core::channel::ChannelClosed;
use everwire_core::dialect::everwire::parse_decimal;
use wasm_bindgen::prelude::*;

use super::{Report, Sink};
use crate::platform::{Listeners, js};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    #[wasm_bindgen(js_name = XMLHttpRequest)]
    type XmlHttpRequest;

    #[wasm_bindgen(constructor, catch, js_class = XMLHttpRequest)]
    fn new() -> Result<XmlHttpRequest, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn open(this: &XmlHttpRequest, method: &str, url: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter, js_name = responseType)]
    fn set_response_type(this: &XmlHttpRequest, kind: &str);

    #[wasm_bindgen(method, setter, js_name = withCredentials)]
    fn set_with_credentials(this: &XmlHttpRequest, with_credentials: bool);

    #[wasm_bindgen(method, catch, js_name = setRequestHeader)]
    fn set_header(this: &XmlHttpRequest, name: &str, value: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn send(this: &XmlHttpRequest, body: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn abort(this: &XmlHttpRequest) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn status(this: &XmlHttpRequest) -> Result<u16, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn response(this: &XmlHttpRequest) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getResponseHeader)]
    fn header(this: &XmlHttpRequest, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    fn parse_date(text: &str) -> f64;
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
        request.set_response_type("arraybuffer");
        request.set_with_credentials(with_credentials);
        Ok(Self {
            request,
            listeners: None,
        })
    }

    /// Adds a header. `Err` holds what the browser threw.
    pub(crate) fn set_header(&self, name: &str, value: &str) -> Result<(), JsValue> {
        self.request.set_header(name, value)
    }

    /// Sends it, with a string, an `ArrayBuffer` or a `Blob`, or null. `Err` holds what the browser threw.
    pub(crate) fn send(&mut self, body: &JsValue, sink: &Sink) -> Result<(), JsValue> {
        let mut listeners = Listeners::on(&self.request);
        let report = sink.clone();
        let ended = self.request.clone();
        listeners.listen("loadend", move |_| report(outcome(&ended)))?;
        self.request.send(body)?;
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
    let text = request.header("Retry-After").ok()?.as_string()?;
    if let Some(seconds) = parse_decimal(&text) {
        return Some(seconds.saturating_mul(1000));
    }
    let date = parse_date(&text);
    // A float that is no number, or negative, becomes 0.
    (!date.is_nan()).then(|| (date - js::wall_clock()) as u64)
}

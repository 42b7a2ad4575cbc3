//! `EventSource`.

use everwire_core::channel::ChannelClosed;
use everwire_core::dialect::everwire::codec::sse;
use wasm_bindgen::prelude::*;

use super::{Report, Sink, base64};
use crate::platform::Listeners;
use crate::platform::js::Object;

#[wasm_bindgen]
extern "C" {
    type EventSource;

    #[wasm_bindgen(constructor, catch)]
    fn new(url: &str, options: &Object) -> Result<EventSource, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &EventSource);

    #[wasm_bindgen(js_name = String, typescript_type = "string", is_type_of = JsValue::is_string)]
    type Text;

    #[wasm_bindgen(method, catch, js_name = replaceAll)]
    fn replace_all(this: &Text, pattern: &str, replacement: &str) -> Result<Text, JsValue>;
}

/// One event stream.
pub(crate) struct EventStream {
    source: EventSource,
    _listeners: Listeners,
}

impl EventStream {
    /// Begins to connect. `Err` holds what the browser threw.
    pub(crate) fn open(url: &str, with_credentials: bool, sink: &Sink) -> Result<Self, JsValue> {
        let options = Object::new();
        options.set("withCredentials", &with_credentials.into());
        let source = EventSource::new(url, &options)?;
        let listeners = attach(&source, sink).inspect_err(|_| source.close())?;
        Ok(Self {
            source,
            _listeners: listeners,
        })
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.source.close();
    }
}

fn attach(source: &EventSource, sink: &Sink) -> Result<Listeners, JsValue> {
    let mut listeners = Listeners::on(source);
    let report = sink.clone();
    listeners.listen("open", move |_| report(Report::Opened))?;
    // The browser would connect again by itself, with a ticket that is used up.
    let report = sink.clone();
    listeners.listen("error", move |_| {
        report(Report::Closed(ChannelClosed::Failed))
    })?;
    for (name, decode) in KINDS {
        let report = sink.clone();
        listeners.listen(name, move |event| {
            report(frame(event.data(), decode));
        })?;
    }
    Ok(listeners)
}

type Decode = fn(JsValue) -> Option<JsValue>;

const KINDS: [(&str, Decode); 3] = [
    ("message", Some),
    (sse::ESCAPED, unescape),
    (sse::BINARY, |data| base64::decode(&data).map(JsValue::from)),
];

fn frame(data: JsValue, decode: Decode) -> Report {
    match decode(data) {
        Some(frame) => Report::Frame(frame),
        None => Report::Closed(ChannelClosed::Malformed),
    }
}

// In JavaScript: a batch of many messages is one such event.
fn unescape(data: JsValue) -> Option<JsValue> {
    let text = data.dyn_into::<Text>().ok()?;
    let undo = |text: Text, (escape, plain): (&str, &str)| text.replace_all(escape, plain);
    sse::ESCAPES
        .into_iter()
        .try_fold(text, undo)
        .ok()
        .map(JsValue::from)
}

//! What the page learns about itself and its network.

use everwire_core::connect::PageSignal;
use wasm_bindgen::prelude::*;

use super::{Event, Listeners, js};

#[wasm_bindgen]
extern "C" {
    type Document;

    #[wasm_bindgen(method, getter, catch, js_name = visibilityState)]
    fn visibility_state(this: &Document) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn persisted(this: &Event) -> bool;
}

/// Listens as long as it lives. A worker has no document, and of the events only those of the network.
pub(crate) struct Page {
    _global: Listeners,
    _document: Listeners,
}

impl Page {
    pub(crate) fn watch(signal: impl Fn(Signal) + Clone + 'static) -> Self {
        let global = js::global();
        let document = js::member(&global, "document");
        Self {
            _global: watch_global(&global, signal.clone()),
            _document: watch_document(&document, signal),
        }
    }
}

// Who cannot be listened to is not listened to: everything here is a hint.

fn watch_global(global: &JsValue, signal: impl Fn(Signal) + Clone + 'static) -> Listeners {
    let mut listeners = Listeners::on(global);
    for (name, read) in SIGNALS {
        let signal = signal.clone();
        let _ = listeners.listen(name, move |event| {
            if let Some(read) = read(&event) {
                signal(read);
            }
        });
    }
    listeners
}

type Read = fn(&Event) -> Option<Signal>;

const SIGNALS: [(&str, Read); 4] = [
    ("online", |_| Some(Signal::Wake)),
    ("offline", |_| Some(Signal::Offline)),
    ("pagehide", |event| {
        event.persisted().then_some(Signal::Suspend)
    }),
    ("pageshow", |event| {
        event.persisted().then_some(Signal::Resume)
    }),
];

fn watch_document(document: &JsValue, signal: impl Fn(Signal) + Clone + 'static) -> Listeners {
    let mut listeners = Listeners::on(document);
    if document.is_object() {
        let thawed = signal.clone();
        let _ = listeners.listen("resume", move |_| thawed(Signal::Wake));
        let document: Document = document.clone().unchecked_into();
        let _ = listeners.listen("visibilitychange", move |_| {
            let state = document.visibility_state().unwrap_or_default();
            if state.as_string().as_deref() == Some("visible") {
                signal(Signal::Wake);
            }
        });
    }
    listeners
}

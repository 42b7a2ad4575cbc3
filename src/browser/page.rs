//! What the page learns about itself and its network.

use everwire_core::connect::PageSignal;
use wasm_bindgen::prelude::*;
use web_sys::{Event, PageTransitionEvent};

use super::global::{global, global_member};
use super::listeners::Listeners;

#[wasm_bindgen]
extern "C" {
    type Document;

    // That of web-sys does not catch what a replaced getter throws.
    #[wasm_bindgen(method, getter, catch, js_name = visibilityState)]
    fn visibility_state(this: &Document) -> Result<JsValue, JsValue>;
}

/// Listens as long as it lives. A worker has no document, and of the events only those of the network.
pub(crate) struct Page {
    _global: Listeners,
    _document: Listeners,
}

impl Page {
    pub(crate) fn watch(signal: impl Fn(PageSignal) + Clone + 'static) -> Self {
        Self {
            _global: watch_global(signal.clone()),
            _document: watch_document(signal),
        }
    }
}

// A target that refuses listeners has none: everything here is a hint.

fn watch_global(signal: impl Fn(PageSignal) + Clone + 'static) -> Listeners {
    let mut listeners = Listeners::on(&global());
    for (name, read) in SIGNALS {
        let signal = signal.clone();
        let _ = listeners.listen(name, move |event| {
            if let Some(read) = read(event) {
                signal(read);
            }
        });
    }
    listeners
}

type Read = fn(Event) -> Option<PageSignal>;

const SIGNALS: [(&str, Read); 4] = [
    ("online", |_| Some(PageSignal::Wake)),
    ("offline", |_| Some(PageSignal::Offline)),
    ("pagehide", |event| {
        persisted(event).then_some(PageSignal::Suspend)
    }),
    ("pageshow", |event| {
        persisted(event).then_some(PageSignal::Resume)
    }),
];

/// Whether the page goes into the back/forward cache, or comes out of it.
fn persisted(event: Event) -> bool {
    event.unchecked_into::<PageTransitionEvent>().persisted()
}

fn watch_document(signal: impl Fn(PageSignal) + Clone + 'static) -> Listeners {
    let document = global_member("document");
    let mut listeners = Listeners::on(&document);
    if document.is_object() {
        let thawed = signal.clone();
        let _ = listeners.listen("resume", move |_| thawed(PageSignal::Wake));
        let document: Document = document.unchecked_into();
        let _ = listeners.listen("visibilitychange", move |_| {
            let state = document.visibility_state().unwrap_or_default();
            if state.as_string().as_deref() == Some("visible") {
                signal(PageSignal::Wake);
            }
        });
    }
    listeners
}

//! `EventSource`.

use everwire_core::channel::{ChannelEnd, ChannelEvent};
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, EventSourceInit, MessageEvent};

use super::Sink;
use super::listeners::Listeners;
use crate::payload::JsPayload;

/// One event stream.
pub(crate) struct EventStream {
    source: EventSource,
    _listeners: Listeners,
}

impl EventStream {
    /// Begins to connect, and reports events of these names. `Err` holds what the browser threw.
    pub(crate) fn open(
        url: &str,
        with_credentials: bool,
        events: &[&'static str],
        sink: &Sink,
    ) -> Result<Self, JsValue> {
        let init = EventSourceInit::new();
        init.set_with_credentials(with_credentials);
        let source = EventSource::new_with_event_source_init_dict(url, &init)?;
        let listeners = attach(&source, events, sink).inspect_err(|_| source.close())?;
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

fn attach(
    source: &EventSource,
    events: &[&'static str],
    sink: &Sink,
) -> Result<Listeners, JsValue> {
    let mut listeners = Listeners::on(source);
    let report = sink.clone();
    listeners.listen("open", move |_| {
        let protocol = String::new();
        report(ChannelEvent::Opened { protocol });
    })?;
    // The browser would connect again by itself, which is not its to decide.
    let report = sink.clone();
    listeners.listen("error", move |_| {
        report(ChannelEvent::Closed(ChannelEnd::Failed))
    })?;
    for &name in events {
        let report = sink.clone();
        listeners.listen(name, move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            let data = JsPayload::received_text(data);
            report(ChannelEvent::Event { name, data });
        })?;
    }
    Ok(listeners)
}

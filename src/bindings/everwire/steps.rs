//! The history of a socket's links, as JavaScript gets it.

use everwire_core::channel::Transport;
use everwire_core::connect::{LinkStage, Step};
use serde::Serialize;
use wasm_bindgen::JsValue;

/// One step of one link. The error code is a number; what is not known is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    /// In ms since the page's time origin.
    at: f64,
    link: u32,
    transport: &'static str,
    stage: &'static str,
    #[serde(skip_serializing_if = "is_unknown")]
    code: u32,
    #[serde(skip_serializing_if = "is_unknown")]
    status: u32,
    #[serde(skip_serializing_if = "is_unknown")]
    close_code: u32,
}

/// A step as a plain object.
pub(super) fn entry(step: &Step) -> JsValue {
    let (stage, failure) = match &step.stage {
        LinkStage::Connecting => ("connecting", None),
        LinkStage::Handshaking => ("handshaking", None),
        LinkStage::Accepted => ("accepted", None),
        LinkStage::Active => ("active", None),
        LinkStage::Failed(failure) => ("failed", Some(failure)),
        LinkStage::Released => ("released", None),
    };
    let entry = Entry {
        at: step.at.as_millis() as f64,
        link: step.link,
        transport: transport_name(step.transport),
        stage,
        code: failure.map_or(0, |failure| failure.code as u32),
        status: failure.map_or(0, |failure| failure.status.into()),
        close_code: failure.map_or(0, |failure| failure.close_code.into()),
    };
    serde_wasm_bindgen::to_value(&entry).unwrap_or_default()
}

/// As JavaScript names them.
pub(super) const fn transport_name(transport: Transport) -> &'static str {
    match transport {
        Transport::WebSocket => "websocket",
        Transport::Sse => "sse",
        Transport::LongPoll => "longpoll",
    }
}

// serde passes a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_unknown(number: &u32) -> bool {
    *number == 0
}

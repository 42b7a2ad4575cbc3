//! The history of a socket's links, as JavaScript gets it: one array of numbers a step.

use everwire_core::connect::{LinkStage, Step};
use js_sys::Array;
use wasm_bindgen::JsValue;

/// `[at (ms since the page's time origin), link, transport, stage, code, status, closeCode]`. The stages are 0 connecting, 1
/// greeted, 2 welcomed, 3 active, 4 failed, 5 released; the last three numbers are 0 unless it failed.
pub(super) fn entry(step: &Step) -> JsValue {
    let (stage, failure) = match &step.stage {
        LinkStage::Connecting => (0, None),
        LinkStage::Handshaking => (1, None),
        LinkStage::Accepted => (2, None),
        LinkStage::Active => (3, None),
        LinkStage::Failed(failure) => (4, Some(failure)),
        LinkStage::Released => (5, None),
    };
    let (code, status, close_code) = failure.map_or((0, 0, 0), |failure| {
        (failure.code as u8, failure.status, failure.close_code)
    });
    let numbers = [
        step.at.as_millis() as f64,
        f64::from(step.link),
        f64::from(step.transport as u8),
        f64::from(stage),
        f64::from(code),
        f64::from(status),
        f64::from(close_code),
    ];
    Array::from_iter(numbers.map(JsValue::from_f64)).into()
}

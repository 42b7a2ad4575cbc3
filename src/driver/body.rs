//! Frames in the bodies of requests and answers, as `everwire_core::dialect::everwire::codec::body` has them.

use alloc::vec::Vec;

use everwire_core::dialect::everwire::codec::body::{FrameRange, frame_ranges, header};
use wasm_bindgen::prelude::*;

use crate::platform::JsPayload;
use crate::platform::js::{Array, ArrayBuffer, Uint8Array};
use crate::platform::text;

#[wasm_bindgen]
extern "C" {
    type Blob;

    #[wasm_bindgen(constructor, catch)]
    fn new(parts: &Array) -> Result<Blob, JsValue>;
}

/// The body that carries these frames: one string where all are strings, which the browser encodes as it sends it.
pub(super) fn assemble(frames: &[JsPayload]) -> Result<JsValue, JsValue> {
    let parts = Array::new();
    for frame in frames {
        parts.push(&JsValue::from_str(&header(frame)));
        parts.push(frame.value());
    }
    if frames.iter().any(JsPayload::is_blob) {
        Blob::new(&parts).map(JsValue::from)
    } else if frames.iter().all(JsPayload::is_string) {
        Ok(text::join(&parts))
    } else {
        Ok(concatenate(&parts).into())
    }
}

fn concatenate(parts: &Array) -> ArrayBuffer {
    let chunks: Vec<_> = parts
        .iter()
        .map(|part| {
            if part.is_string() {
                text::encode(&part)
            } else {
                Uint8Array::new(&part)
            }
        })
        .collect();
    let body = Uint8Array::with_length(chunks.iter().map(Uint8Array::length).sum());
    let mut offset = 0;
    for chunk in chunks {
        body.set(&chunk, offset);
        offset += chunk.length();
    }
    body.buffer()
}

/// The frames in the body of an answer; `None` if it is malformed.
pub(super) fn frames(body: &JsValue) -> Option<Vec<JsPayload>> {
    let bytes = Uint8Array::new(body.dyn_ref::<ArrayBuffer>()?);
    let frame_ranges = frame_ranges(&bytes.to_vec()).ok()?;
    frame_ranges
        .into_iter()
        .map(|slot| frame(&bytes, slot))
        .collect()
}

fn frame(bytes: &Uint8Array, slot: FrameRange) -> Option<JsPayload> {
    let (begin, end) = (slot.range.start as u32, slot.range.end as u32);
    if slot.is_text {
        text::decode(&bytes.subarray(begin, end)).map(JsPayload::received_text)
    } else {
        Some(JsPayload::bytes(bytes.slice(begin, end).buffer()))
    }
}

//! What the browser has measured of the network on its own.

use alloc::string::String;

use everwire_core::text::joined;
use wasm_bindgen::prelude::*;

use super::memory::origin;
use crate::platform::js::{Array, member};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = getEntriesByType, catch)]
    fn entries(kind: &str) -> Result<Array, JsValue>;
}

/// Entries looked at, the latest of a page with many.
const ENTRIES: u32 = 50;

/// The least time from request to response, in ms, of what was loaded from the origin of this URL (Resource Timing). The
/// server's own time is in it, so this is an upper bound of a round trip.
pub(super) fn round_trip(url: &str) -> Option<u64> {
    let mut least = None;
    visit(url, &mut |entry| {
        let begun = number(entry, "requestStart");
        let took = number(entry, "responseStart") - begun;
        if begun > 0.0 && took >= 0.0 {
            least = Some(least.map_or(took, |least: f64| least.min(took)));
        }
    });
    least.map(rounded_up)
}

/// Whether the browser speaks HTTP/2 or later with the origin of this URL: then requests share one connection. Not known of
/// another origin than the page's, unless that says `Timing-Allow-Origin`.
pub(super) fn is_multiplexed(url: &str) -> bool {
    let mut is_shared = false;
    visit(url, &mut |entry| {
        let protocol = text(entry, "nextHopProtocol");
        is_shared |= matches!(protocol.as_deref(), Some("h2" | "h3"));
    });
    is_shared
}

/// Visits the latest entries of what was loaded from the origin of this URL.
fn visit(url: &str, see: &mut dyn FnMut(&JsValue)) {
    let Some(rest) = origin(url).strip_prefix("ws") else {
        return;
    };
    let origin = joined(&["http", rest, "/"]);
    let of_kind = |kind| entries(kind).unwrap_or_else(|_| Array::new());
    let all = of_kind("navigation").concat(&of_kind("resource"));
    for at in all.length().saturating_sub(ENTRIES)..all.length() {
        let entry = all.get(at);
        if text(&entry, "name").is_some_and(|name| name.starts_with(&origin)) {
            see(&entry);
        }
    }
}

fn rounded_up(time: f64) -> u64 {
    let whole = time as u64;
    whole + u64::from(time > whole as f64)
}

/// A time in ms; not a number where there is none.
fn number(entry: &JsValue, name: &str) -> f64 {
    member(entry, name).as_f64().unwrap_or(f64::NAN)
}

fn text(entry: &JsValue, name: &str) -> Option<String> {
    member(entry, name).as_string()
}

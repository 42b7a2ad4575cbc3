//! Resource Timing (W3C): what the browser has measured of the network on its own.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::global::member;
use super::origin;

#[wasm_bindgen]
extern "C" {
    // That of web-sys does not catch what a replaced `performance` throws.
    #[wasm_bindgen(js_namespace = performance, js_name = getEntriesByType, catch)]
    fn entries(kind: &str) -> Result<Array, JsValue>;
}

/// Entries looked at, the latest of a page with many.
const ENTRIES: u32 = 50;

/// The least time from request to response, in ms, of what was loaded from the origin of this URL. The server's own time is
/// in it, so this is an upper bound of a round trip.
pub(crate) fn round_trip(url: &str) -> Option<u64> {
    let round_trip = |entry: JsValue| {
        let begun = time(&entry, "requestStart")?;
        let took = time(&entry, "responseStart")? - begun;
        (begun > 0.0 && took >= 0.0).then_some(took)
    };
    let least = latest(url).filter_map(round_trip).reduce(f64::min)?;
    Some(least.ceil() as u64)
}

/// Whether the browser speaks HTTP/2 or later with the origin of this URL: then requests share one connection. Not known of
/// another origin than the page's, unless that says `Timing-Allow-Origin`.
pub(crate) fn is_multiplexed(url: &str) -> bool {
    latest(url).any(|entry| {
        let protocol = member(&entry, "nextHopProtocol").as_string();
        matches!(protocol.as_deref(), Some("h2" | "h3"))
    })
}

/// The latest entries of what was loaded from the origin of this URL, which is `ws:` or `wss:`.
fn latest(url: &str) -> impl Iterator<Item = JsValue> {
    let prefix = origin(url)
        .strip_prefix("ws")
        .map(|rest| format!("http{rest}/"));
    let of_kind = |kind| entries(kind).unwrap_or_else(|_| Array::new());
    let all = of_kind("navigation").concat(&of_kind("resource"));
    let indices = all.length().saturating_sub(ENTRIES)..all.length();
    indices.map(move |at| all.get(at)).filter(move |entry| {
        let name = member(entry, "name").as_string();
        name.zip(prefix.as_deref())
            .is_some_and(|(name, prefix)| name.starts_with(prefix))
    })
}

fn time(entry: &JsValue, name: &str) -> Option<f64> {
    member(entry, name).as_f64()
}

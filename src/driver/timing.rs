//! What the browser has measured of the network on its own.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::memory::origin;

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
    let origin = ["http", origin(url).strip_prefix("ws")?, "/"].concat();
    let of_kind = |kind| entries(kind).unwrap_or_default();
    let all = of_kind("navigation").concat(&of_kind("resource"));
    let latest = all.slice(all.length().saturating_sub(ENTRIES), all.length());
    let times = latest.iter().filter_map(|entry| {
        let name = member(&entry, "name")?.as_string()?;
        let begun = member(&entry, "requestStart")?.as_f64()?;
        let answered = member(&entry, "responseStart")?.as_f64()?;
        (name.starts_with(&origin) && begun > 0.0 && answered >= begun).then_some(answered - begun)
    });
    times
        .reduce(f64::min)
        .map(|time| js_sys::Math::ceil(time) as u64)
}

fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}

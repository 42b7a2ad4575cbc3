//! What is remembered of an origin from one socket to the next, and over page loads where storage is allowed.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::RefCell;

use everwire_core::client::{Memory, Verdict};
use everwire_core::io::Transport;
use wasm_bindgen::prelude::*;

use crate::platform::Local;

#[wasm_bindgen]
extern "C" {
    // The access itself throws where storage is forbidden, and fails in a worker, which has none.
    #[wasm_bindgen(js_namespace = localStorage, js_name = getItem, catch)]
    fn read_item(key: &str) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_namespace = localStorage, js_name = setItem, catch)]
    fn write_item(key: &str, value: &str) -> Result<(), JsValue>;
}

/// Says that a value is of the form written here.
const FORM: &str = "1";

/// By origin; serves where there is no storage.
static KEPT: Local<RefCell<Vec<(String, String)>>> = Local::new(RefCell::default);

/// What is remembered of the origin of this URL; nothing if nothing is.
pub(super) fn recall(url: &str) -> Memory {
    let key = key(url);
    let stored = read_item(&key).ok().flatten();
    let kept = || {
        let kept = KEPT.get().borrow();
        let of_key = kept.iter().find(|(of, _)| *of == key);
        of_key.map(|(_, value)| value.clone())
    };
    stored
        .or_else(kept)
        .and_then(|value| decode(&value, js_sys::Date::now()))
        .unwrap_or_default()
}

/// Remembers this of the origin of this URL.
pub(super) fn keep(url: &str, memory: &Memory) {
    let key = key(url);
    let value = encode(memory, js_sys::Date::now());
    if write_item(&key, &value).is_err() {
        let mut kept = KEPT.get().borrow_mut();
        kept.retain(|(of, _)| *of != key);
        kept.push((key, value));
    }
}

fn key(url: &str) -> String {
    ["everwire:", origin(url)].concat()
}

/// Scheme, host and port.
pub(super) fn origin(url: &str) -> &str {
    // The search for a text instead of a character weighs kilobytes.
    let host = url.find(':').map_or(0, |at| at + "://".len());
    let end = url
        .get(host..)
        .and_then(|rest| rest.find(['/', '?']))
        .map_or(url.len(), |at| host + at);
    url.get(..end).unwrap_or(url)
}

// `form now rtt transport,strikes,remaining …`, all numbers.
fn encode(memory: &Memory, now: f64) -> String {
    let rtt = memory.rtt.map_or(-1.0, |rtt| rtt as f64);
    let mut words = vec![FORM.to_owned(), number(now), number(rtt)];
    for verdict in &memory.verdicts {
        let parts = [
            f64::from(verdict.transport as u8),
            f64::from(verdict.strikes),
            verdict.remaining as f64,
        ];
        words.push(parts.map(number).join(","));
    }
    words.join(" ")
}

// What somebody else wrote there gives nothing.
fn decode(value: &str, now: f64) -> Option<Memory> {
    let mut words = value.split(' ');
    if words.next()? != FORM {
        return None;
    }
    let elapsed = (now - float(words.next()?)?).max(0.0);
    let rtt = float(words.next()?)
        .filter(|rtt| *rtt >= 0.0)
        .map(|rtt| rtt as u64);
    let verdicts = words.filter_map(|word| verdict(word, elapsed)).collect();
    Some(Memory { verdicts, rtt })
}

fn verdict(word: &str, elapsed: f64) -> Option<Verdict> {
    let mut parts = word.split(',').map(float);
    let transport = match parts.next()?? as u8 {
        0 => Transport::WebSocket,
        1 => Transport::Sse,
        2 => Transport::LongPoll,
        _ => return None,
    };
    let strikes = parts.next()?? as u32;
    let remaining = parts.next()?? - elapsed;
    (remaining > 0.0).then_some(Verdict {
        transport,
        strikes,
        remaining: remaining as u64,
    })
}

// JavaScript's own conversions: Rust's of floats weigh kilobytes.
fn number(value: f64) -> String {
    js_sys::Number::from(value)
        .to_string_with_radix(10)
        .map(String::from)
        .unwrap_or_default()
}

fn float(text: &str) -> Option<f64> {
    let value = js_sys::Number::parse_float(text);
    value.is_finite().then_some(value)
}

//! What is remembered of an origin from one socket to the next, and over page loads where storage is allowed.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use everwire_core::channel::Transport;
use everwire_core::connect::{Demotion, OriginHints};
use everwire_core::dialect::everwire::codec::{parse_decimal, push_decimal};
use everwire_core::text::{joined, parts};
use wasm_bindgen::prelude::*;

use crate::platform::{Local, js};

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
/// Stands for a round-trip time that is not known.
const UNKNOWN: &str = "-1";

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
        .and_then(|value| decode(&value, now()))
        .unwrap_or_default()
}

/// Remembers this of the origin of this URL.
pub(super) fn keep(url: &str, memory: &Memory) {
    let key = key(url);
    let value = encode(memory, now());
    if write_item(&key, &value).is_err() {
        let mut kept = KEPT.get().borrow_mut();
        kept.retain(|(of, _)| *of != key);
        kept.push((key, value));
    }
}

fn key(url: &str) -> String {
    joined(&["everwire:", origin(url)])
}

/// Scheme, host and port.
pub(super) fn origin(url: &str) -> &str {
    let scheme = url.bytes().position(|byte| byte == b':');
    let host = scheme.map_or(0, |at| at + "://".len());
    let mut rest = url.bytes().skip(host);
    let end = rest.position(|byte| matches!(byte, b'/' | b'?'));
    end.and_then(|at| url.get(..host + at)).unwrap_or(url)
}

// `form now rtt transport,strikes,remaining …`, all numbers.
fn encode(memory: &Memory, now: u64) -> String {
    let mut text = FORM.to_owned();
    text.push(' ');
    push_decimal(&mut text, now);
    text.push(' ');
    match memory.rtt {
        Some(rtt) => push_decimal(&mut text, rtt),
        None => text.push_str(UNKNOWN),
    }
    for verdict in &memory.verdicts {
        text.push(' ');
        push_decimal(&mut text, verdict.transport as u64);
        text.push(',');
        push_decimal(&mut text, u64::from(verdict.strikes));
        text.push(',');
        push_decimal(&mut text, verdict.remaining);
    }
    text
}

// What somebody else wrote there gives nothing.
fn decode(value: &str, now: u64) -> Option<Memory> {
    let mut words = parts(value, b' ');
    if words.next()? != FORM {
        return None;
    }
    let elapsed = now.saturating_sub(parse_decimal(words.next()?)?);
    let rtt = parse_decimal(words.next()?);
    let mut verdicts = Vec::new();
    for word in words {
        if let Some(verdict) = verdict(word, elapsed) {
            verdicts.push(verdict);
        }
    }
    Some(Memory { verdicts, rtt })
}

fn verdict(word: &str, elapsed: u64) -> Option<Verdict> {
    let mut parts = parts(word, b',').map(parse_decimal);
    let transport = match parts.next()?? {
        0 => Transport::WebSocket,
        1 => Transport::Sse,
        2 => Transport::LongPoll,
        _ => return None,
    };
    let strikes = u32::try_from(parts.next()??).ok()?;
    let remaining = parts.next()??.checked_sub(elapsed).filter(|ms| *ms > 0)?;
    Some(Verdict {
        transport,
        strikes,
        remaining,
    })
}

/// In ms since 1970.
fn now() -> u64 {
    js::wall_clock() as u64
}

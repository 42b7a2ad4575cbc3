//! What is remembered of an origin from one socket to the next, and over page loads where storage is allowed.

use std::cell::RefCell;

use everwire_core::channel::Transport;
use everwire_core::connect::{Demotion, OriginHints};

use crate::browser::{origin, read_item, write_item};

/// Says that a value is of the form written here.
const FORM: &str = "1";
/// Stands for a round-trip time that is not known.
const UNKNOWN: &str = "-1";

thread_local! {
    /// By key; serves where there is no storage.
    static KEPT: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// What is remembered of the origin of this URL; nothing if nothing is.
pub(crate) fn recall(url: &str) -> OriginHints {
    let key = key(url);
    let kept = || {
        KEPT.with_borrow(|kept| {
            let of_key = kept.iter().find(|(of, _)| *of == key);
            of_key.map(|(_, value)| value.clone())
        })
    };
    let value = read_item(&key).or_else(kept);
    value
        .and_then(|value| decode(&value, now()))
        .unwrap_or_default()
}

/// Remembers this of the origin of this URL.
pub(crate) fn store(url: &str, hints: &OriginHints) {
    let (key, value) = (key(url), encode(hints, now()));
    if !write_item(&key, &value) {
        KEPT.with_borrow_mut(|kept| {
            kept.retain(|(of, _)| *of != key);
            kept.push((key, value));
        });
    }
}

fn key(url: &str) -> String {
    format!("{}:{}", env!("CARGO_PKG_NAME"), origin(url))
}

// `form now rtt transport,strikes,remaining …`, all numbers.
fn encode(hints: &OriginHints, now: u64) -> String {
    let rtt = hints.rtt.map_or(UNKNOWN.to_owned(), |rtt| rtt.to_string());
    let mut text = format!("{FORM} {now} {rtt}");
    for demotion in &hints.demotions {
        let transport = demotion.transport as u8;
        text += &format!(" {transport},{},{}", demotion.strikes, demotion.remaining);
    }
    text
}

// What somebody else wrote there gives nothing.
fn decode(value: &str, now: u64) -> Option<OriginHints> {
    let mut words = value.split(' ');
    if words.next()? != FORM {
        return None;
    }
    let elapsed = now.saturating_sub(words.next()?.parse().ok()?);
    let rtt = words.next()?.parse().ok();
    Some(OriginHints {
        demotions: words.filter_map(|word| demotion(word, elapsed)).collect(),
        rtt,
    })
}

fn demotion(word: &str, elapsed: u64) -> Option<Demotion> {
    let mut numbers = word.split(',').map_while(|part| part.parse::<u64>().ok());
    let transport = match numbers.next()? {
        0 => Transport::WebSocket,
        1 => Transport::Sse,
        2 => Transport::LongPoll,
        _ => return None,
    };
    let strikes = u32::try_from(numbers.next()?).ok()?;
    let remaining = numbers.next()?.checked_sub(elapsed).filter(|ms| *ms > 0)?;
    Some(Demotion {
        transport,
        strikes,
        remaining,
    })
}

/// In ms since 1970.
fn now() -> u64 {
    js_sys::Date::now() as u64
}

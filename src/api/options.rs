//! Options: each value is read for itself, so that a mistake can be named.
//!
//! Not by serde: what formats its errors weighs a fifth of the module.

use everwire_core::client::ClientConfig;
use everwire_core::error::ErrorCode;
use everwire_core::io::Transport;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::fault::Fault;

/// The longest time that `setTimeout` knows, about 24 days in ms, is the longest for an option too.
const LONGEST: f64 = i32::MAX as f64;
/// The most that can be asked for where something is counted, messages or bytes.
const MOST: f64 = i32::MAX as f64;

/// What the application chose.
#[derive(Default)]
pub(super) struct Options {
    /// For the core.
    pub(super) client: ClientConfig,
    /// Whether requests to other origins carry cookies.
    pub(super) with_credentials: bool,
}

/// Reads the options; what is not given, or undefined, has its default.
///
/// Times are 0 to 2^31 - 1 ms, those that would let nothing happen at least 1; what is counted is 0 or 1 to 2^31 - 1.
pub(super) fn read(given: &JsValue) -> Result<Options, Fault> {
    let mut options = Options::default();
    if given.is_undefined() {
        return Ok(options);
    }
    if !given.is_object() {
        return Err(Fault::new(ErrorCode::OptionType, "options"));
    }
    for entry in Object::keys(given.unchecked_ref::<Object>()).iter() {
        let name = entry.as_string().unwrap_or_default();
        let option = Given {
            value: Reflect::get(given, &entry)
                .map_err(|_| Fault::new(ErrorCode::OptionType, &name))?,
            name: &name,
        };
        let is_known = set(&mut options, &option)?;
        if !is_known {
            return Err(option.fault(ErrorCode::UnknownOption));
        }
    }
    Ok(options)
}

fn set(options: &mut Options, given: &Given<'_>) -> Result<bool, Fault> {
    let client = &mut options.client;
    match given.name {
        "transports" => given.set(&mut client.transports, Given::transports)?,
        "raceDelay" => given.set(&mut client.race_delay, Given::given_time)?,
        "connectTimeout" => given.set(&mut client.connect_timeout, Given::some_time)?,
        "reconnectDelay" => given.set(&mut client.reconnect_delay, Given::time)?,
        "maxReconnectDelay" => given.set(&mut client.max_reconnect_delay, Given::time)?,
        "maxRetries" => given.set(&mut client.max_retries, Given::count_or_infinity)?,
        "maxElapsed" => given.set(&mut client.max_elapsed, Given::time_or_infinity)?,
        "stableAfter" => given.set(&mut client.stable_after, Given::time)?,
        "heartbeatInterval" => given.set(&mut client.heartbeat_interval, Given::some_time)?,
        "heartbeatTimeout" => given.set(&mut client.heartbeat_timeout, Given::some_time)?,
        "probeTimeout" => given.set(&mut client.probe_timeout, Given::some_time)?,
        "closeTimeout" => given.set(&mut client.close_timeout, Given::time)?,
        "maxMessageSize" => given.set(&mut client.max_message, Given::amount)?,
        "maxUnacknowledgedBytes" => given.set(&mut client.quota.bytes, Given::amount)?,
        "maxUnacknowledgedMessages" => given.set(&mut client.quota.messages, Given::amount)?,
        "upgradeDelay" => given.set(&mut client.upgrade_delay, Given::some_time)?,
        "pollHold" => given.set(&mut client.poll_hold, Given::given_time)?,
        "pollInterval" => given.set(&mut client.poll_interval, Given::some_time)?,
        "credentials" => given.set(&mut options.with_credentials, Given::credentials)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// An option as it was given.
struct Given<'a> {
    name: &'a str,
    value: JsValue,
}

impl Given<'_> {
    fn set<T>(&self, field: &mut T, read: fn(&Self) -> Result<T, Fault>) -> Result<(), Fault> {
        if !self.value.is_undefined() {
            *field = read(self)?;
        }
        Ok(())
    }

    fn fault(&self, code: ErrorCode) -> Fault {
        Fault::new(code, self.name)
    }

    fn number(&self, min: f64, max: f64) -> Result<f64, Fault> {
        let number = self.of_type(self.value.as_f64())?;
        if number >= min && number <= max {
            Ok(number)
        } else {
            Err(self.fault(ErrorCode::OptionRange))
        }
    }

    fn time(&self) -> Result<u64, Fault> {
        self.number(0.0, LONGEST).map(|ms| ms as u64)
    }

    fn some_time(&self) -> Result<u64, Fault> {
        self.number(1.0, LONGEST).map(|ms| ms as u64)
    }

    fn given_time(&self) -> Result<Option<u64>, Fault> {
        self.time().map(Some)
    }

    fn amount(&self) -> Result<usize, Fault> {
        self.number(1.0, MOST).map(|amount| amount as usize)
    }

    fn is_infinity(&self) -> bool {
        self.value.as_f64() == Some(f64::INFINITY)
    }

    fn time_or_infinity(&self) -> Result<Option<u64>, Fault> {
        if self.is_infinity() {
            Ok(None)
        } else {
            self.time().map(Some)
        }
    }

    fn count_or_infinity(&self) -> Result<Option<u32>, Fault> {
        if self.is_infinity() {
            return Ok(None);
        }
        self.number(0.0, MOST).map(|count| Some(count as u32))
    }

    fn of_type<T>(&self, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.fault(ErrorCode::OptionType))
    }

    fn credentials(&self) -> Result<bool, Fault> {
        match self.of_type(self.value.as_string())?.as_str() {
            "same-origin" => Ok(false),
            "include" => Ok(true),
            _ => Err(self.fault(ErrorCode::OptionRange)),
        }
    }

    fn transports(&self) -> Result<Vec<Transport>, Fault> {
        let mut transports = Vec::new();
        let names = js_sys::try_iter(&self.value).ok().flatten();
        for name in self.of_type(names)? {
            let name = name.ok().and_then(|name| name.as_string());
            let transport = match self.of_type(name)?.as_str() {
                "websocket" => Transport::WebSocket,
                "sse" => Transport::Sse,
                "longpoll" => Transport::LongPoll,
                _ => return Err(self.fault(ErrorCode::OptionRange)),
            };
            if transports.contains(&transport) {
                return Err(self.fault(ErrorCode::OptionRange));
            }
            transports.push(transport);
        }
        if transports.is_empty() {
            return Err(self.fault(ErrorCode::OptionRange));
        }
        Ok(transports)
    }
}

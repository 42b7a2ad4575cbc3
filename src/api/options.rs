//! The options of a session.

use alloc::vec::Vec;

use everwire_core::channel::Transport;
use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::error::ErrorCode;
use wasm_bindgen::prelude::*;

use crate::platform::Fault;
use crate::platform::given::{self, Given};
use crate::platform::js::Array;

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
// Alone it is smaller than inside the constructor.
#[inline(never)]
pub(super) fn read(given: &JsValue) -> Result<Options, Fault> {
    let mut options = Options::default();
    given::read(&mut options, given, set)?;
    Ok(options)
}

fn set(options: &mut Options, given: &Given<'_>) -> Result<bool, Fault> {
    if set_time(&mut options.client, given)? || set_amount(&mut options.client, given)? {
        return Ok(true);
    }
    let client = &mut options.client;
    match given.name {
        "transports" => given.set(&mut client.transports, Given::transports)?,
        "raceDelay" => given.set(&mut client.race_delay, Given::given_time)?,
        "maxRetries" => given.set(&mut client.max_retries, Given::count_or_infinity)?,
        "maxElapsed" => given.set(&mut client.max_elapsed, Given::time_or_infinity)?,
        "pollHold" => given.set(&mut client.poll_hold, Given::given_time)?,
        "credentials" => given.set(&mut options.with_credentials, Given::credentials)?,
        _ => return Ok(false),
    }
    Ok(true)
}

// Fields of a type are set in one place, which is smaller.

fn set_time(client: &mut ClientConfig, given: &Given<'_>) -> Result<bool, Fault> {
    let (least, time) = match given.name {
        "connectTimeout" => (1.0, &mut client.connect_timeout),
        "reconnectDelay" => (0.0, &mut client.reconnect_delay),
        "maxReconnectDelay" => (0.0, &mut client.max_reconnect_delay),
        "stableAfter" => (0.0, &mut client.stable_after),
        "heartbeatInterval" => (1.0, &mut client.heartbeat_interval),
        "heartbeatTimeout" => (1.0, &mut client.heartbeat_timeout),
        "probeTimeout" => (1.0, &mut client.probe_timeout),
        "closeTimeout" => (0.0, &mut client.close_timeout),
        "upgradeDelay" => (1.0, &mut client.upgrade_delay),
        "pollInterval" => (1.0, &mut client.poll_interval),
        _ => return Ok(false),
    };
    given.set(time, |given| given.time_from(least))?;
    Ok(true)
}

fn set_amount(client: &mut ClientConfig, given: &Given<'_>) -> Result<bool, Fault> {
    let amount = match given.name {
        "maxMessageSize" => &mut client.max_message,
        "maxUnacknowledgedBytes" => &mut client.quota.bytes,
        "maxUnacknowledgedMessages" => &mut client.quota.messages,
        _ => return Ok(false),
    };
    given.set(amount, Given::amount)?;
    Ok(true)
}

// What only a session has.
impl Given<'_> {
    fn credentials(&self) -> Result<bool, Fault> {
        match self.of_type(self.value.as_string())?.as_str() {
            "same-origin" => Ok(false),
            "include" => Ok(true),
            _ => Err(self.fault(ErrorCode::OptionRange)),
        }
    }

    fn transports(&self) -> Result<Vec<Transport>, Fault> {
        let mut transports = Vec::new();
        let names = self.value.is_object().then(|| Array::copy_of(&self.value));
        for name in self.of_type(names.and_then(Result::ok))?.iter() {
            let transport = match self.of_type(name.as_string())?.as_str() {
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
            // What cannot be iterated gives an empty list too.
            let is_list = self.value.is_array();
            return Err(self.fault(if is_list {
                ErrorCode::OptionRange
            } else {
                ErrorCode::OptionType
            }));
        }
        Ok(transports)
    }
}

//! The options of a session.

use alloc::vec::Vec;

use everwire_core::client::ClientConfig;
use everwire_core::error::ErrorCode;
use everwire_core::io::Transport;
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

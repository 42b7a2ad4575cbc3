//! The options of a plain socket.

use everwire_core::dialect::websocket::{Heartbeat, Overflow, PlainConfig, QueueLimits};
use everwire_core::error::ErrorCode;
use wasm_bindgen::prelude::*;

use crate::platform::Fault;
use crate::platform::given::{self, Given};

/// Reads the options; what is not given, or undefined, has its default.
///
/// Functions and messages stay in JavaScript: `consult` and `heartbeat.asks` say whether there are any.
pub(super) fn read(given: &JsValue) -> Result<PlainConfig, Fault> {
    let mut config = PlainConfig::default();
    given::read(&mut config, given, set)?;
    Ok(config)
}

fn set(config: &mut PlainConfig, given: &Given<'_>) -> Result<bool, Fault> {
    match given.name {
        "reconnect" => given.set(&mut config.reconnect, Given::flag)?,
        "consult" => given.set(&mut config.consult, Given::flag)?,
        "connectTimeout" => given.set(&mut config.connect_timeout, Given::some_time)?,
        "reconnectDelay" => given.set(&mut config.reconnect_delay, Given::time)?,
        "maxReconnectDelay" => given.set(&mut config.max_reconnect_delay, Given::time)?,
        "maxRetries" => given.set(&mut config.max_retries, Given::count_or_infinity)?,
        "maxElapsed" => given.set(&mut config.max_elapsed, Given::time_or_infinity)?,
        "stableAfter" => given.set(&mut config.stable_after, Given::time)?,
        "queue" => given.set(&mut config.queue, Given::queue)?,
        "heartbeat" => given.set(&mut config.heartbeat, Given::heartbeat)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_queue(limits: &mut QueueLimits, given: &Given<'_>) -> Result<bool, Fault> {
    match given.name {
        "maxMessages" => given.set(&mut limits.messages, Given::amount)?,
        "maxBytes" => given.set(&mut limits.bytes, Given::amount)?,
        "maxAge" => given.set(&mut limits.age, Given::time_or_infinity)?,
        "policy" => given.set(&mut limits.overflow, Given::overflow)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_heartbeat(heartbeat: &mut Heartbeat, given: &Given<'_>) -> Result<bool, Fault> {
    match given.name {
        "interval" => given.set(&mut heartbeat.interval, Given::some_time)?,
        "timeout" => given.set(&mut heartbeat.timeout, Given::some_time)?,
        "asks" => given.set(&mut heartbeat.asks, Given::flag)?,
        _ => return Ok(false),
    }
    Ok(true)
}

// What only a plain socket has.
impl Given<'_> {
    fn flag(&self) -> Result<bool, Fault> {
        self.of_type(self.value.as_bool())
    }

    fn queue(&self) -> Result<Option<QueueLimits>, Fault> {
        self.object_or_false(set_queue)
    }

    fn heartbeat(&self) -> Result<Option<Heartbeat>, Fault> {
        self.object_or_false(set_heartbeat)
    }

    fn object_or_false<T: Default>(
        &self,
        set: fn(&mut T, &Given<'_>) -> Result<bool, Fault>,
    ) -> Result<Option<T>, Fault> {
        if self.value.as_bool() == Some(false) {
            return Ok(None);
        }
        self.of_type(self.value.is_object().then_some(()))?;
        let mut options = T::default();
        given::read(&mut options, &self.value, set)?;
        Ok(Some(options))
    }

    fn overflow(&self) -> Result<Overflow, Fault> {
        match self.of_type(self.value.as_string())?.as_str() {
            "reject" => Ok(Overflow::Reject),
            "drop-oldest" => Ok(Overflow::DropOldest),
            "drop-newest" => Ok(Overflow::DropNewest),
            _ => Err(self.fault(ErrorCode::OptionRange)),
        }
    }
}

//! The socket as JavaScript has it.

use alloc::rc::Rc;

use everwire_core::error::ErrorCode;
use wasm_bindgen::prelude::*;

use super::{Host, options, url};
use crate::driver::Driver;
use crate::platform::js::{Array, Object};
use crate::platform::{Fault, JsPayload, closing, message};

#[wasm_bindgen]
extern "C" {
    type SyntaxError;

    #[wasm_bindgen(constructor)]
    fn new(message: &str) -> SyntaxError;
}

/// One socket. Every call is answered at once; what happens is told to the [`Host`], never from within a call except that
/// `start` asks it where to connect.
#[wasm_bindgen]
pub struct Socket {
    driver: Rc<Driver>,
}

#[wasm_bindgen]
impl Socket {
    /// A socket that has done nothing yet.
    ///
    /// # Errors
    ///
    /// Throws the fault `UNKNOWN_OPTION`, `OPTION_TYPE` or `OPTION_RANGE` with the name of the option, or `ENVIRONMENT`
    /// where there is no source of secrets.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, options: &JsValue) -> Result<Self, JsValue> {
        let options = options::read(options)?;
        let driver = Driver::new(options.client, options.with_credentials, Rc::new(host));
        let driver = driver.ok_or_else(|| Fault::new(ErrorCode::Environment, "crypto"))?;
        Ok(Self { driver })
    }

    /// Begins.
    pub fn start(&self) {
        self.driver.start();
    }

    /// Where to connect in this attempt. A URL or sub-protocol that is not valid makes the attempt fail.
    ///
    /// `url` is a string, `protocols` an array of strings; `auth` is a string or undefined.
    pub fn resolved(&self, attempt: u32, url: &JsValue, protocols: &JsValue, auth: &JsValue) {
        let protocols = url::strings(protocols);
        let checked = url::checked(&protocols).and_then(|()| url::normalized(url));
        match checked {
            Ok(url) => self
                .driver
                .resolved(attempt, url, protocols, auth.as_string()),
            Err(_) => {
                let cause = SyntaxError::new("The URL or a subprotocol is not valid.");
                self.driver.unresolved(attempt, cause.into());
            }
        }
    }

    /// A provider has thrown or rejected with this.
    pub fn unresolved(&self, attempt: u32, cause: JsValue) {
        self.driver.unresolved(attempt, cause);
    }

    /// Sends a message; returns 0, or the code of `QUOTA_EXCEEDED` or `MESSAGE_TOO_LARGE`.
    ///
    /// # Errors
    ///
    /// Throws what converting the data threw, or a `TypeError` for shared memory.
    pub fn send(&self, data: JsValue) -> Result<u32, JsValue> {
        let sent = self
            .driver
            .send(message::from_value(data, JsPayload::kept_text)?);
        Ok(sent.map_or_else(|code| code as u32, |()| 0))
    }

    /// Ends the session; returns 0, or the code of `INVALID_CLOSE_CODE` or `CLOSE_REASON_TOO_LONG`.
    ///
    /// `code` is a number, `reason` a string, unless they are undefined.
    pub fn close(&self, code: &JsValue, reason: &JsValue) -> u32 {
        match closing::check(code.as_f64(), reason.as_string()) {
            Ok((code, reason)) => self.driver.close(code, reason),
            Err(code) => return code as u32,
        }
        0
    }

    /// Gives the link up and makes a new one.
    pub fn reconnect(&self) {
        self.driver.reconnect();
    }

    /// 0 connecting, 1 open, 2 closing, 3 closed.
    #[wasm_bindgen(getter, js_name = readyState)]
    pub fn ready_state(&self) -> u8 {
        self.driver.ready_state() as u8
    }

    /// Whether there is a proven link.
    #[wasm_bindgen(getter)]
    pub fn connected(&self) -> bool {
        self.driver.transport().is_some()
    }

    /// Bytes sent by the application that have not left yet.
    #[wasm_bindgen(getter, js_name = bufferedAmount)]
    pub fn buffered_amount(&self) -> f64 {
        self.driver.buffered()
    }

    /// Bytes sent by the application that the server has not acknowledged.
    #[wasm_bindgen(getter)]
    pub fn unacknowledged(&self) -> f64 {
        self.driver.unacknowledged() as f64
    }

    /// 0 WebSocket, 1 server-sent events, 2 long poll, -1 none.
    #[wasm_bindgen(getter)]
    pub fn transport(&self) -> i32 {
        self.driver
            .transport()
            .map_or(-1, |transport| transport as i32)
    }

    /// The round-trip time in ms, NaN while unknown.
    #[wasm_bindgen(getter)]
    pub fn rtt(&self) -> f64 {
        self.driver.rtt().map_or(f64::NAN, |rtt| rtt as f64)
    }

    /// The URL of the latest attempt, a string.
    #[wasm_bindgen(getter)]
    pub fn url(&self) -> JsValue {
        self.driver.url().into()
    }

    /// The sub-protocol that the server chose, a string; empty if it chose none.
    #[wasm_bindgen(getter)]
    pub fn protocol(&self) -> JsValue {
        self.driver.protocol().into()
    }

    /// The public name of the session, a string; empty before there is one.
    #[wasm_bindgen(getter)]
    pub fn session(&self) -> JsValue {
        self.driver.session().into()
    }

    /// What was tried and what became of it, the oldest first: an array of [`super::history`]'s entries.
    pub fn history(&self) -> JsValue {
        self.driver
            .history()
            .iter()
            .map(super::history::entry)
            .collect::<Array>()
            .into()
    }

    /// A plain object of counters.
    pub fn stats(&self) -> JsValue {
        let stats = Object::new();
        for (name, count) in self.driver.stats().iter() {
            stats.set(name, &count.into());
        }
        stats.into()
    }
}

//! `EverSocket`.

mod callbacks;
mod delivery;
mod options;
mod session;
mod stats;
mod steps;

use std::rc::Rc;

use everwire_core::channel::Transport;
use everwire_core::dialect::everwire::client::{Client, Entropy};
use everwire_core::dialect::everwire::codec::Batcher;
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use js_sys::{Array, SyntaxError};
use wasm_bindgen::prelude::*;

pub(crate) use self::callbacks::Callbacks;
use self::options::Options;
use self::session::Session;
use self::stats::Stats;
use super::fault::Fault;
use super::{close, options::read, url};
use crate::browser::secret;
use crate::driver::{Driver, Events};
use crate::payload::{JsPayload, from_value};

/// One socket. Every call is answered at once; what happens is reported to its [`Callbacks`], never from within a call
/// except that `start` asks where to connect.
#[wasm_bindgen]
pub struct Socket {
    driver: Rc<Driver<Session>>,
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
    pub fn new(callbacks: Callbacks, options: &JsValue) -> Result<Self, JsValue> {
        let options: Options = read(options)?;
        let entropy = entropy().ok_or_else(|| Fault::new(ErrorCode::Environment, "crypto"))?;
        let session = Session::new(callbacks, options.with_credentials());
        let driver = Driver::new(Client::new(options.config(), entropy), session);
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

    /// Sends a string, of which JavaScript says the length in UTF-16 code units, and whether it is plain: known to be ASCII
    /// without U+0000. To ask for these from here takes longer than all else. Returns what `send` returns.
    #[wasm_bindgen(js_name = sendText)]
    pub fn send_text(&self, text: JsValue, length: usize, is_plain: bool) -> u32 {
        let message = JsPayload::sent_text(text, length, is_plain, Batcher::LARGE);
        code_of(self.driver.send(message))
    }

    /// Sends a message; returns 0, or the code of `QUOTA_EXCEEDED` or `MESSAGE_TOO_LARGE`.
    ///
    /// # Errors
    ///
    /// Throws what converting the data threw, or a `TypeError` for shared memory.
    pub fn send(&self, data: JsValue) -> Result<u32, JsValue> {
        Ok(code_of(self.driver.send(from_value(data, text)?)))
    }

    /// Ends the session; returns 0, or the code of `INVALID_CLOSE_CODE` or `CLOSE_REASON_TOO_LONG`.
    ///
    /// `code` is a number, `reason` a string, unless they are undefined.
    pub fn close(&self, code: &JsValue, reason: &JsValue) -> u32 {
        match close::check(code.as_f64(), reason.as_string()) {
            Ok((code, reason)) => self.driver.close(code, reason),
            Err(code) => return code as u32,
        }
        0
    }

    /// Gives the link up and makes a new one.
    pub fn reconnect(&self) {
        self.driver.handle(Input::Reconnect, Events::Later);
    }

    /// 0 connecting, 1 open, 2 closing, 3 closed.
    #[wasm_bindgen(getter, js_name = readyState)]
    pub fn ready_state(&self) -> u8 {
        self.driver.face.ready_state() as u8
    }

    /// Whether there is a proven link.
    #[wasm_bindgen(getter)]
    pub fn connected(&self) -> bool {
        self.transport_now().is_some()
    }

    /// Bytes sent by the application that have not left yet.
    #[wasm_bindgen(getter, js_name = bufferedAmount)]
    pub fn buffered_amount(&self) -> f64 {
        self.driver.buffered()
    }

    /// Bytes sent by the application that the server has not acknowledged.
    #[wasm_bindgen(getter)]
    pub fn unacknowledged(&self) -> f64 {
        self.driver.machine.borrow().unacknowledged() as f64
    }

    /// 0 WebSocket, 1 server-sent events, 2 long poll, -1 none.
    #[wasm_bindgen(getter)]
    pub fn transport(&self) -> i32 {
        self.transport_now()
            .map_or(-1, |transport| transport as i32)
    }

    /// The round-trip time in ms, NaN while unknown.
    #[wasm_bindgen(getter)]
    pub fn rtt(&self) -> f64 {
        let rtt = self.driver.machine.borrow().rtt();
        rtt.map_or(f64::NAN, |rtt| rtt as f64)
    }

    /// The URL of the latest attempt, a string.
    #[wasm_bindgen(getter)]
    pub fn url(&self) -> JsValue {
        self.driver.face.url().into()
    }

    /// The sub-protocol that the server chose, a string; empty if it chose none.
    #[wasm_bindgen(getter)]
    pub fn protocol(&self) -> JsValue {
        self.driver.machine.borrow().protocol().into()
    }

    /// The public name of the session, a string; empty before there is one.
    #[wasm_bindgen(getter)]
    pub fn session(&self) -> JsValue {
        self.driver.machine.borrow().session().into()
    }

    /// What was tried and what became of it, the oldest first: an array of plain objects.
    pub fn history(&self) -> JsValue {
        let machine = self.driver.machine.borrow();
        machine
            .history()
            .map(steps::entry)
            .collect::<Array>()
            .into()
    }

    /// A plain object of counters.
    pub fn stats(&self) -> JsValue {
        let stats = Stats {
            frames_received: self.driver.machine.borrow().frames_received() as f64,
            ..self.driver.face.stats()
        };
        serde_wasm_bindgen::to_value(&stats).unwrap_or_default()
    }
}

impl Socket {
    fn transport_now(&self) -> Option<Transport> {
        self.driver.machine.borrow().transport()
    }
}

fn code_of(sent: Result<(), ErrorCode>) -> u32 {
    sent.map_or_else(|code| code as u32, |()| 0)
}

/// A message of this string: a server takes large texts as octets.
fn text(value: JsValue) -> JsPayload {
    JsPayload::kept_text(value, Batcher::LARGE)
}

/// `None` where the platform has no source of secrets.
fn entropy() -> Option<Entropy> {
    Some(Entropy {
        seed: u64::from_le_bytes(secret()?),
        attach: u128::from_le_bytes(secret()?),
    })
}

#[cfg(test)]
pub(in crate::bindings) fn declared_options() -> Vec<(&'static str, String)> {
    Options::declared()
}

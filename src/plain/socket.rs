//! The engine of one socket, as JavaScript has it.

use alloc::rc::Rc;

use everwire_core::dialect::websocket::{self, Close, Input};
use wasm_bindgen::prelude::*;

use super::{Host, driver::Driver, options};
use crate::platform::{JsPayload, closing, message};

/// Whether this sub-protocol, a string, must not be carried on over another link behind the back of who speaks it.
#[wasm_bindgen(js_name = isBound)]
#[must_use]
pub fn is_bound(protocol: &JsValue) -> bool {
    let protocol = protocol.as_string();
    protocol.is_some_and(|protocol| plain::is_bound(&protocol))
}

/// Decides when a socket's links are made, and keeps what is sent while there is none.
#[wasm_bindgen]
pub struct Reconnector {
    driver: Rc<Driver>,
}

#[wasm_bindgen]
impl Reconnector {
    /// An engine that has done nothing yet.
    ///
    /// # Errors
    ///
    /// Throws the fault `UNKNOWN_OPTION`, `OPTION_TYPE` or `OPTION_RANGE` with the name of the option.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, options: &JsValue) -> Result<Self, JsValue> {
        let config = options::read(options)?;
        Ok(Self {
            driver: Driver::new(config, host),
        })
    }

    /// Begins.
    pub fn start(&self) {
        self.driver.start();
    }

    /// It is known where to connect in this attempt.
    pub fn resolved(&self, attempt: u32) {
        self.driver.handle(Input::Resolved { attempt });
    }

    /// A provider has failed.
    pub fn unresolved(&self, attempt: u32) {
        self.driver.handle(Input::Unresolved { attempt });
    }

    /// A link is open.
    #[wasm_bindgen(js_name = linkOpened)]
    pub fn link_opened(&self, link: u32) {
        self.driver.handle(Input::Opened { link });
    }

    /// A link to this port, unless it is the default, has ended, or could not be made. `failed`: there was an `error`.
    #[wasm_bindgen(js_name = linkEnded)]
    pub fn link_ended(
        &self,
        link: u32,
        port: Option<u16>,
        code: u16,
        reason: &JsValue,
        clean: bool,
        failed: bool,
    ) {
        let close = Close {
            code,
            reason: reason.as_string().unwrap_or_default(),
            was_clean: clean,
            failed,
        };
        self.driver
            .handle(if failed && port.is_some_and(plain::is_blocked) {
                Input::Refused { link, close }
            } else {
                Input::Ended { link, close }
            });
    }

    /// Something has arrived.
    pub fn heard(&self) {
        self.driver.handle(Input::Heard);
    }

    /// Takes a message while there is no link; returns 0, 1 if there never was one, 2 if there is no room.
    ///
    /// # Errors
    ///
    /// Throws what converting the data threw, or a `TypeError` for shared memory.
    pub fn send(&self, data: JsValue) -> Result<u32, JsValue> {
        let sent = self
            .driver
            .send(message::from_value(data, JsPayload::outgoing_text)?);
        Ok(sent.map_or_else(|refusal| refusal as u32, |()| 0))
    }

    /// The application closes while it has no link; returns 0, or the code of `INVALID_CLOSE_CODE` or `CLOSE_REASON_TOO_LONG`.
    ///
    /// `code` is a number, `reason` a string, unless they are undefined.
    pub fn close(&self, code: &JsValue, reason: &JsValue) -> u32 {
        if let Err(code) = closing::check(code.as_f64(), reason.as_string()) {
            return code as u32;
        }
        self.closed();
        0
    }

    /// The application has closed the link.
    pub fn closed(&self) {
        self.driver.handle(Input::Close);
    }

    /// 0 connecting, 1 open, 2 closing, 3 closed.
    #[wasm_bindgen(getter, js_name = readyState)]
    pub fn ready_state(&self) -> u8 {
        self.driver.ready_state() as u8
    }

    /// Whether the application deals with the link itself.
    #[wasm_bindgen(getter, js_name = hasLink)]
    pub fn has_link(&self) -> bool {
        self.driver.has_link()
    }

    /// Bytes that wait for the next link.
    #[wasm_bindgen(getter)]
    pub fn queued(&self) -> f64 {
        self.driver.queued() as f64
    }
}

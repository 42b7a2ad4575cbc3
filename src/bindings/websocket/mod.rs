//! `WebSocket`, to any server, which is connected again when it drops.
//!
//! JavaScript makes the links and listens to them, since the messages of an open link need no decision: they go from the
//! browser to the application without passing through here.

mod callbacks;
mod links;
mod options;

use std::rc::Rc;

use everwire_core::channel::{ChannelEnd, ChannelEvent, ChannelId, Transport};
use everwire_core::connect::Target;
use everwire_core::dialect::websocket::{self, Client};
use everwire_core::machine::Input;
use wasm_bindgen::prelude::*;

use self::callbacks::Callbacks;
use self::links::Links;
use self::options::Options;
use super::{close, options::read};
use crate::browser::seed;
use crate::driver::{Driver, Events};
use crate::payload::{JsPayload, from_value};

/// Whether this sub-protocol, a string, must not be carried on over another link, unknown to what speaks it.
#[wasm_bindgen(js_name = isBound)]
#[must_use]
pub fn is_bound(protocol: &JsValue) -> bool {
    let protocol = protocol.as_string();
    protocol.is_some_and(|protocol| websocket::is_bound(&protocol))
}

/// Decides when a socket's links are made, and keeps what is sent while there is none.
#[wasm_bindgen]
pub struct Reconnector {
    driver: Rc<Driver<Links>>,
}

#[wasm_bindgen]
impl Reconnector {
    /// An engine that has done nothing yet.
    ///
    /// # Errors
    ///
    /// Throws the fault `UNKNOWN_OPTION`, `OPTION_TYPE` or `OPTION_RANGE` with the name of the option.
    #[wasm_bindgen(constructor)]
    pub fn new(callbacks: Callbacks, options: &JsValue) -> Result<Self, JsValue> {
        let options: Options = read(options)?;
        Ok(Self {
            driver: Driver::new(Client::new(options.config(), seed()), Links::new(callbacks)),
        })
    }

    /// Begins.
    pub fn start(&self) {
        self.handle(Input::Start);
    }

    /// It is known where to connect in this attempt.
    pub fn resolved(&self, attempt: u32) {
        let target = Target {
            available: vec![Transport::WebSocket],
            ..Target::default()
        };
        self.handle(Input::Resolved { attempt, target });
    }

    /// A provider has failed.
    pub fn unresolved(&self, attempt: u32) {
        self.handle(Input::Unresolved { attempt });
    }

    /// A link is open.
    #[wasm_bindgen(js_name = linkOpened)]
    pub fn link_opened(&self, link: u32) {
        let protocol = String::new();
        self.report(ChannelId(link), ChannelEvent::Opened { protocol });
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
        let is_blocked = failed && port.is_some_and(websocket::is_blocked);
        let end = if is_blocked {
            ChannelEnd::Blocked
        } else {
            ChannelEnd::WebSocket {
                code,
                reason: reason.as_string().unwrap_or_default(),
                was_clean: clean,
                failed,
            }
        };
        self.report(ChannelId(link), ChannelEvent::Closed(end));
    }

    /// Something has arrived.
    pub fn heard(&self) {
        self.report(self.driver.face.latest.get(), ChannelEvent::Activity);
    }

    /// Takes a message while there is no link; returns 0, 1 if there never was one, 2 if there is no room.
    ///
    /// # Errors
    ///
    /// Throws what converting the data threw, or a `TypeError` for shared memory.
    pub fn send(&self, data: JsValue) -> Result<u32, JsValue> {
        let message = from_value(data, JsPayload::outgoing_text)?;
        let now = self.driver.clock.now();
        let sent = self.driver.machine.borrow_mut().send(now, message);
        self.driver.pump(Events::Now);
        Ok(sent.map_or_else(|refusal| refusal as u32, |()| 0))
    }

    /// The application closes while it has no link; returns 0, or the code of `INVALID_CLOSE_CODE` or `CLOSE_REASON_TOO_LONG`.
    ///
    /// `code` is a number, `reason` a string, unless they are undefined.
    pub fn close(&self, code: &JsValue, reason: &JsValue) -> u32 {
        if let Err(code) = close::check(code.as_f64(), reason.as_string()) {
            return code as u32;
        }
        self.closed();
        0
    }

    /// The application has closed the link.
    pub fn closed(&self) {
        self.handle(Input::Close {
            code: 1000,
            reason: String::new(),
        });
    }

    /// 0 connecting, 1 open, 2 closing, 3 closed.
    #[wasm_bindgen(getter, js_name = readyState)]
    pub fn ready_state(&self) -> u8 {
        self.driver.machine.borrow().ready_state() as u8
    }

    /// Whether the application deals with the link itself.
    #[wasm_bindgen(getter, js_name = hasLink)]
    pub fn has_link(&self) -> bool {
        self.driver.machine.borrow().has_link()
    }

    /// Bytes that wait for the next link.
    #[wasm_bindgen(getter)]
    pub fn queued(&self) -> f64 {
        self.driver.machine.borrow().queued() as f64
    }
}

impl Reconnector {
    fn handle(&self, input: Input<JsPayload>) {
        self.driver.handle(input, Events::Now);
    }

    fn report(&self, channel: ChannelId, event: ChannelEvent<JsPayload>) {
        self.driver.report(channel, event);
    }
}

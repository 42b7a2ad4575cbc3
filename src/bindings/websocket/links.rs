//! A socket whose links are JavaScript's, as its driver sees it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use everwire_core::channel::{ChannelId, OpenChannel};
use everwire_core::connect::Failure;
use everwire_core::dialect::websocket::{Client, Close, Event};
use wasm_bindgen::prelude::*;

use super::callbacks::Callbacks;
use crate::driver::{Driver, Face};
use crate::payload::JsPayload;

/// What a driver needs beside the machine.
pub(super) struct Links {
    /// `None` after the end: listeners must be free to go.
    callbacks: RefCell<Option<Rc<Callbacks>>>,
    /// The link that was opened last.
    pub(super) latest: Cell<ChannelId>,
}

impl Links {
    pub(super) fn new(callbacks: Callbacks) -> Self {
        Self {
            callbacks: RefCell::new(Some(Rc::new(callbacks))),
            latest: Cell::new(ChannelId(0)),
        }
    }

    /// Calls JavaScript, whose exceptions are ignored: it reports those of listeners itself.
    fn call<T>(&self, call: impl FnOnce(&Callbacks) -> Result<T, JsValue>) -> Option<T> {
        let callbacks = self.callbacks.borrow().clone();
        callbacks.and_then(|callbacks| call(&callbacks).ok())
    }
}

impl Face for Links {
    type Machine = Client<JsPayload>;

    fn resolve(&self, attempt: u32) {
        self.call(|callbacks| callbacks.resolve(attempt));
    }

    fn decide(&self, driver: &Driver<Self>, _: &Failure) -> bool {
        let machine = driver.machine.borrow();
        let (close, will_reconnect) = machine.last_close();
        let Close {
            code,
            reason,
            was_clean,
            ..
        } = close.clone();
        drop(machine);
        let answer =
            self.call(|callbacks| callbacks.allow(code, &reason, was_clean, will_reconnect));
        answer.unwrap_or(will_reconnect)
    }

    fn open(&self, _: &Driver<Self>, channel: ChannelId, _: OpenChannel<JsPayload>) {
        self.latest.set(channel);
        self.call(|callbacks| callbacks.open(channel.0));
    }

    fn transmit(&self, _: ChannelId, frame: &JsPayload) {
        self.call(|callbacks| callbacks.transmit(frame.value()));
    }

    fn close(&self, channel: ChannelId) {
        self.call(|callbacks| callbacks.abandon(channel.0));
    }

    fn event(&self, driver: &Driver<Self>, event: Event<JsPayload>) {
        match event {
            Event::Opened => self.call(Callbacks::opened),
            Event::Reconnecting {
                attempt,
                delay,
                close,
            } => {
                // Until the first drop nothing follows from what they say.
                driver.watch_page();
                let Close {
                    code,
                    reason,
                    was_clean,
                    ..
                } = close;
                self.call(|callbacks| {
                    callbacks.reconnecting(attempt, delay as f64, code, &reason, was_clean)
                })
            }
            Event::Settled { message, outcome } => {
                self.call(|callbacks| callbacks.settled(&message.to_value(), outcome as u8))
            }
            Event::Ping => self.call(Callbacks::beat),
            Event::Closed(close) => {
                driver.end();
                let callbacks = self.callbacks.take();
                callbacks.and_then(|callbacks| {
                    let Close {
                        code,
                        reason,
                        was_clean,
                        failed,
                    } = close;
                    callbacks.closed(code, &reason, was_clean, failed).ok()
                })
            }
        };
    }
}

//! A session of `everwire/1` as its driver sees it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use everwire_core::channel::{ChannelEnd, ChannelEvent, ChannelId, OpenChannel};
use everwire_core::connect::{Failure, OriginHints, Step, Target};
use everwire_core::dialect::everwire::client::{Client, Event};
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use everwire_core::payload::Payload;
use everwire_core::ready_state::ReadyState;
use js_sys::Array;
use wasm_bindgen::JsValue;

use super::callbacks::Callbacks;
use super::delivery::Delivery;
use super::stats::Stats;
use crate::browser::{Sink, round_trip};
use crate::driver::{
    Channels, Driver, Events, Face, Request, available, recall, request_permit, store,
};
use crate::payload::JsPayload;

/// What a session's driver needs beside the machine.
pub(super) struct Session {
    /// `None` after the end: listeners must be free to go.
    callbacks: RefCell<Option<Rc<Callbacks>>>,
    pub(super) channels: Channels,
    pub(super) delivery: Delivery,
    permit: RefCell<Request>,
    /// As the application has been told; the machine is ahead of it by what is still to be told.
    ready_state: Cell<ReadyState>,
    url: RefCell<String>,
    /// What a provider threw last.
    cause: RefCell<JsValue>,
    /// Bytes that were sent after the socket was closed.
    discarded: Cell<usize>,
    stats: RefCell<Stats>,
}

impl Session {
    pub(super) fn new(callbacks: Callbacks, with_credentials: bool) -> Self {
        Self {
            callbacks: RefCell::new(Some(Rc::new(callbacks))),
            channels: Channels::new(with_credentials),
            delivery: Delivery::default(),
            permit: RefCell::default(),
            ready_state: Cell::new(ReadyState::Connecting),
            url: RefCell::default(),
            cause: RefCell::default(),
            discarded: Cell::new(0),
            stats: RefCell::default(),
        }
    }

    pub(super) fn callbacks(&self) -> Option<Rc<Callbacks>> {
        self.callbacks.borrow().clone()
    }

    /// Calls the application, whose exceptions are ignored: JavaScript reports those of listeners itself.
    pub(super) fn call(&self, call: impl FnOnce(&Callbacks) -> Result<(), JsValue>) {
        if let Some(callbacks) = self.callbacks() {
            let _ = call(&callbacks);
        }
    }

    /// The state as the application has been told.
    pub(super) const fn ready_state(&self) -> ReadyState {
        self.ready_state.get()
    }

    /// The URL of the latest attempt.
    pub(super) fn url(&self) -> String {
        self.url.borrow().clone()
    }

    /// The counters.
    pub(super) fn stats(&self) -> Stats {
        *self.stats.borrow()
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut Stats)) {
        count(&mut self.stats.borrow_mut());
    }

    fn end(&self, code: u16, reason: &str, clean: bool, unconfirmed: &Array) {
        self.ready_state.set(ReadyState::Closed);
        self.channels.close_all();
        let callbacks = self.callbacks.take();
        if let Some(callbacks) = callbacks {
            let _ = callbacks.closed(code, reason, clean, unconfirmed);
        }
    }
}

impl Face for Session {
    type Machine = Client<JsPayload>;

    fn resolve(&self, attempt: u32) {
        self.call(|callbacks| callbacks.resolve(attempt));
    }

    fn decide(&self, _: &Driver<Self>, failure: &Failure) -> bool {
        let (code, status, close_code) = (failure.code as u8, failure.status, failure.close_code);
        let answer = self
            .callbacks()
            .map(|callbacks| callbacks.allow(code, status, close_code));
        answer.is_none_or(|answer| answer.unwrap_or(true))
    }

    fn open(&self, driver: &Driver<Self>, channel: ChannelId, what: OpenChannel<JsPayload>) {
        self.count(|stats| stats.channels_opened += 1.0);
        let sink: Sink = Rc::new(driver.callback(move |driver, event| {
            driver.report(channel, event);
        }));
        match self.channels.open(channel, what, &sink) {
            Ok(()) => driver.end_blocked(),
            Err(end) => {
                let event = ChannelEvent::Closed(end);
                driver.give(Input::Channel { channel, event });
            }
        }
    }

    fn transmit(&self, channel: ChannelId, frame: &JsPayload) {
        self.count(|stats| stats.frames_sent += 1.0);
        self.channels.transmit(channel, frame);
    }

    fn close(&self, channel: ChannelId) {
        self.channels.close(channel);
    }

    fn reported(
        &self,
        channel: ChannelId,
        event: ChannelEvent<JsPayload>,
    ) -> ChannelEvent<JsPayload> {
        match event {
            ChannelEvent::Closed(end) => ChannelEvent::Closed(self.channels.ended(channel, end)),
            ChannelEvent::Answered { .. } => {
                self.channels.close(channel);
                event
            }
            _ => event,
        }
    }

    fn request_permit(&self, driver: &Driver<Self>) {
        self.permit.take();
        let report = driver.callback(|driver, permit| {
            driver.handle(Input::Permit(permit), Events::Now);
        });
        let request = request_permit(&self.url(), report);
        self.permit.replace(request);
    }

    fn release_permit(&self) {
        self.permit.take();
    }

    fn store_hints(&self, hints: &OriginHints) {
        store(&self.url(), hints);
    }

    fn step(&self, step: &Step) {
        self.call(|callbacks| callbacks.step(&super::steps::entry(step)));
    }

    fn event(&self, driver: &Driver<Self>, event: Event<JsPayload>) {
        match event {
            Event::Opened { unconfirmed } => {
                if self.ready_state() == ReadyState::Connecting {
                    self.ready_state.set(ReadyState::Open);
                }
                self.call(|callbacks| callbacks.opened(&list(&unconfirmed)));
            }
            Event::Message(message) => driver.deliver(message),
            Event::Reconnecting {
                attempt,
                delay,
                reason,
            } => self.call(|callbacks| callbacks.reconnecting(attempt, delay as f64, reason as u8)),
            Event::Reconnected {
                transport,
                downtime,
            } => {
                self.count(|stats| stats.reconnects += 1.0);
                self.call(|callbacks| callbacks.reconnected(transport as u8, downtime as f64));
            }
            Event::Switched { .. } => {}
            Event::Failed(failure) => {
                self.count(|stats| stats.failures += 1.0);
                let cause = self.cause.take();
                let (code, can_retry) = (failure.code as u8, failure.is_retryable());
                self.call(|callbacks| callbacks.failed(code, can_retry, failure.status, &cause));
            }
            Event::Drained => self.call(Callbacks::drained),
            Event::Closed {
                code,
                reason,
                clean,
                unconfirmed,
            } => {
                driver.end();
                self.end(code, &reason, clean, &list(&unconfirmed));
            }
        }
    }
}

/// What the application asks for.
impl Driver<Session> {
    /// Begins; the application is asked at once where to connect.
    pub(super) fn start(&self) {
        self.handle(Input::Start, Events::Later);
        // The browser connects meanwhile.
        if self.face.callbacks().is_some() {
            self.watch_page();
            let report = self.callback(|driver, ()| {
                driver.end_blocked();
                driver.pump(Events::Now);
            });
            self.face.channels.watch_policy(move || report(()));
        }
    }

    /// A WebSocket that the page's policy blocks may stay as it is, without an event.
    fn end_blocked(&self) {
        for channel in self.face.channels.blocked_sockets() {
            self.face.channels.close(channel);
            let event = ChannelEvent::Closed(ChannelEnd::Blocked);
            self.give(Input::Channel { channel, event });
        }
    }

    /// Where to connect. The URL and the protocols were checked.
    pub(super) fn resolved(
        &self,
        attempt: u32,
        url: String,
        protocols: Vec<String>,
        auth: Option<String>,
    ) {
        self.face.url.replace(url.clone());
        let hints = recall(&url);
        let rtt = match hints.rtt {
            Some(_) => None,
            None => round_trip(&url),
        };
        let target = Target {
            url,
            protocols,
            auth,
            available: available(),
            hints,
            rtt,
        };
        self.handle(Input::Resolved { attempt, target }, Events::Later);
    }

    /// A provider failed, with this exception.
    pub(super) fn unresolved(&self, attempt: u32, cause: JsValue) {
        self.face.cause.replace(cause);
        self.handle(Input::Unresolved { attempt }, Events::Later);
    }

    /// Sends a message, or discards it once the socket is closing.
    pub(super) fn send(&self, message: JsPayload) -> Result<(), ErrorCode> {
        let size = message.size();
        if !self.takes_messages() {
            let discarded = &self.face.discarded;
            discarded.set(discarded.get().saturating_add(size));
            return Ok(());
        }
        let mut machine = self.machine.borrow_mut();
        machine.send(message)?;
        let is_idle = machine.is_idle();
        drop(machine);
        self.face.count(|stats| {
            stats.messages_sent += 1.0;
            stats.bytes_sent += size as f64;
        });
        // A message that waits for the end of the turn changes nothing else.
        if !is_idle {
            self.pump(Events::Later);
        }
        self.flush_if_late();
        Ok(())
    }

    // Both, since the machine may have ended what the application has not been told of yet.
    fn takes_messages(&self) -> bool {
        let is_live = |state| matches!(state, ReadyState::Connecting | ReadyState::Open);
        is_live(self.face.ready_state()) && is_live(self.machine.borrow().ready_state())
    }

    /// Ends the session; the code and reason were checked.
    pub(super) fn close(&self, code: u16, reason: String) {
        if matches!(
            self.face.ready_state(),
            ReadyState::Connecting | ReadyState::Open
        ) {
            self.face.ready_state.set(ReadyState::Closing);
            self.handle(Input::Close { code, reason }, Events::Later);
        }
    }

    /// Bytes that have not left yet.
    pub(super) fn buffered(&self) -> f64 {
        let waiting = self.machine.borrow().buffered() + self.face.discarded.get();
        waiting as f64 + self.face.channels.buffered()
    }
}

fn list(messages: &[JsPayload]) -> Array {
    messages.iter().map(JsPayload::to_value).collect()
}

//! Messages to the application: those that have come together are told at once, and what it sends meanwhile leaves together.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use everwire_core::dialect::everwire::client::Event;
use everwire_core::machine::{Input, Output};
use everwire_core::payload::Payload;
use everwire_core::ready_state::ReadyState;
use everwire_core::time::Instant;
use js_sys::Array;

use super::session::Session;
use crate::driver::{Driver, Events, Face};
use crate::payload::JsPayload;

/// The clock is read at every so many messages that are sent: to read it costs as much as to send one.
const READ_EVERY: u32 = 8;
/// For so many ms what is sent from handlers may wait for what the next ones send.
const PATIENCE: u64 = 1;

/// What is on its way to the application.
#[derive(Default)]
pub(super) struct Delivery {
    /// Since when what is sent from handlers is held back, to leave together.
    corked: Cell<Option<Instant>>,
    /// Messages that were sent since.
    sent: Cell<u32>,
    /// What the application has not taken yet.
    rest: RefCell<Option<Array>>,
}

impl Driver<Session> {
    /// Delivers a message with those that follow it immediately.
    pub(super) fn deliver(&self, first: JsPayload) {
        let mut bytes = first.size();
        let mut several: Option<Array> = None;
        while let Some(output) = self.next_output(Events::Now) {
            let Output::Event(Event::Message(next)) = output else {
                self.hold_first(output);
                break;
            };
            bytes += next.size();
            several
                .get_or_insert_with(|| Array::of1(first.value()))
                .push(next.value());
        }
        // As from a WebSocket, nothing arrives after the application has closed.
        if self.face.ready_state() != ReadyState::Open {
            return;
        }
        let count = several.as_ref().map_or(1, Array::length);
        self.face.count(|stats| {
            stats.messages_received += f64::from(count);
            stats.bytes_received += bytes as f64;
        });
        match several {
            Some(list) => self.deliver_several(&list),
            None => self.face.call(|callbacks| callbacks.message(first.value())),
        }
    }

    fn deliver_several(&self, list: &Array) {
        let needs_flush = self.machine.borrow_mut().cork();
        let corked = &self.face.delivery.corked;
        corked.set(Some(self.clock.now()));
        let taken = self
            .face
            .callbacks()
            .map(|callbacks| callbacks.messages(list));
        corked.set(None);
        if needs_flush {
            self.give(Input::Flush);
        }
        let Some(Ok(taken)) = taken else { return };
        if taken < list.length() && self.face.ready_state() == ReadyState::Open {
            let rest = list.slice(taken, list.length());
            self.face.delivery.rest.replace(Some(rest));
            self.pause(Self::resume_delivery);
        }
    }

    /// Goes on with what the application has not taken.
    fn resume_delivery(&self) {
        let rest = self.face.delivery.rest.take();
        if let Some(rest) = rest
            && self.face.ready_state() == ReadyState::Open
        {
            self.deliver_several(&rest);
        }
    }

    /// Lets go what was sent from handlers so far, if they take long. It must not wait for the pump, which waits for them.
    pub(super) fn flush_if_late(&self) {
        let delivery = &self.face.delivery;
        let Some(since) = delivery.corked.get() else {
            return;
        };
        let sent = delivery.sent.get().wrapping_add(1);
        delivery.sent.set(sent);
        if !sent.is_multiple_of(READ_EVERY) || self.clock.now() <= since.after(PATIENCE) {
            return;
        }
        self.give(Input::Flush);
        let mut others = VecDeque::new();
        while let Some(output) = self.next_output(Events::Now) {
            match output {
                Output::Transmit { channel, frame } => self.face.transmit(channel, &frame),
                other => others.push_back(other),
            }
        }
        self.hold(others);
        self.machine.borrow_mut().cork();
        delivery.corked.set(Some(self.clock.now()));
    }
}

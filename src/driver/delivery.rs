//! Messages to the application: those that have come together are told at once, and what it sends meanwhile leaves together.

use alloc::collections::VecDeque;
use core::cell::{Cell, RefCell};

use everwire_core::dialect::everwire::client::{Event, Output};
use everwire_core::machine::Input;
use everwire_core::payload::Payload;
use everwire_core::ready_state::ReadyState;
use everwire_core::time::Instant;

use super::pump::Events;
use super::{Counter, Driver, task};
use crate::platform::JsPayload;
use crate::platform::js::Array;

/// The clock is read at every so many messages that are sent: to read it costs as much as to send one.
const READ_EVERY: u32 = 8;
/// For so many ms what is sent from handlers may wait for what the next ones send.
const PATIENCE: u64 = 1;

/// What is on its way to the application.
#[derive(Default)]
pub(super) struct Delivery {
    /// Since when what is sent from handlers is gathered.
    gathering: Cell<Option<Instant>>,
    /// Messages that were gathered since.
    gathered: Cell<u32>,
    /// What it has not taken yet.
    rest: RefCell<Option<Array>>,
}

impl Delivery {
    /// Whether messages wait for a later task; nothing may overtake them.
    pub(super) fn is_paused(&self) -> bool {
        self.rest.borrow().is_some()
    }
}

impl Driver {
    /// Delivers a message with those that follow it immediately.
    pub(super) fn deliver(&self, first: JsPayload) {
        let mut bytes = first.size();
        let mut several: Option<Array> = None;
        while let Some(output) = self.next_output(Events::Now) {
            let Output::Event(Event::Message(next)) = output else {
                self.pump.held.borrow_mut().push_front(output);
                break;
            };
            bytes += next.size();
            several
                .get_or_insert_with(|| Array::from_iter([first.value().clone()]))
                .push(next.value());
        }
        // As from a WebSocket, nothing arrives after the application has closed.
        if self.ready_state.get() != ReadyState::Open {
            return;
        }
        let count = several.as_ref().map_or(1, |list| list.length() as usize);
        self.stats.add(Counter::MessagesReceived, count);
        self.stats.add(Counter::BytesReceived, bytes);
        match several {
            Some(list) => self.deliver_several(&list),
            None => self.tell(|application| application.message(first.value())),
        }
    }

    /// Goes on with what the application has not taken.
    pub(super) fn resume_delivery(&self) {
        let rest = self.pump.delivery.rest.take();
        if let Some(rest) = rest
            && self.ready_state.get() == ReadyState::Open
        {
            self.deliver_several(&rest);
        }
    }

    /// Lets go what was sent from handlers so far, if they take long. It must not wait for the pump, which waits for them.
    pub(super) fn relieve(&self) {
        let Some(since) = self.pump.delivery.gathering.get() else {
            return;
        };
        let gathered = self.pump.delivery.gathered.get().wrapping_add(1);
        self.pump.delivery.gathered.set(gathered);
        if !gathered.is_multiple_of(READ_EVERY) {
            return;
        }
        if self.clock.now() <= since.after(PATIENCE) {
            return;
        }
        self.give(Input::Flush);
        let mut others = VecDeque::new();
        while let Some(output) = self.next_output(Events::Now) {
            match output {
                Output::Transmit { channel, frame } => self.transmit(channel, &frame),
                other => others.push_back(other),
            }
        }
        self.pump.held.replace(others);
        self.core.borrow_mut().gather();
        self.pump.delivery.gathering.set(Some(self.clock.now()));
    }

    fn deliver_several(&self, list: &Array) {
        let gathers = self.core.borrow_mut().gather();
        let gathering = &self.pump.delivery.gathering;
        gathering.set(Some(self.clock.now()));
        let mut taken = u32::MAX;
        self.tell(|application| taken = application.messages(list));
        gathering.set(None);
        if gathers {
            self.give(Input::Flush);
        }
        if taken < list.length() && self.ready_state.get() == ReadyState::Open {
            let rest = list.slice(taken, list.length());
            self.pump.delivery.rest.replace(Some(rest));
            task::run_later(self.this.clone());
        }
    }
}

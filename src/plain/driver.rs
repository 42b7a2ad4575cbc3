//! The pump: inputs go to the core, then all that it puts out is done, in order.
//!
//! Doing it may run the application's code, which may call in again. Such a call gives its input to the core and leaves
//! the outputs to the pump that is running already.

use alloc::rc::{Rc, Weak};
use core::cell::{Cell, RefCell};

use everwire_core::connect::PageSignal;
use everwire_core::dialect::websocket::{Event, Input, Output, Plain, PlainConfig, Refusal};
use everwire_core::ready_state::ReadyState;

use wasm_bindgen::prelude::*;

use super::Host;
use crate::platform::{Clock, JsPayload, Page, Timer};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

/// `Math.random` draws from so many numbers.
const SEEDS: f64 = (1_u64 << 53) as f64;

/// One socket at work. Nothing in it is borrowed while JavaScript runs.
pub(super) struct Driver {
    this: Weak<Self>,
    core: RefCell<Plain<JsPayload>>,
    /// `None` after the end: who listens must be free to go.
    host: RefCell<Option<Rc<Host>>>,
    clock: Clock,
    timer: Timer,
    page: RefCell<Option<Page>>,
    is_running: Cell<bool>,
}

impl Driver {
    /// A socket that has done nothing yet.
    pub(super) fn new(config: PlainConfig, host: Host) -> Rc<Self> {
        // Jitter needs no secrecy.
        let seed = (random() * SEEDS) as u64;
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            core: RefCell::new(Plain::new(config, seed)),
            host: RefCell::new(Some(Rc::new(host))),
            clock: Clock::default(),
            timer: Timer::default(),
            page: RefCell::default(),
            is_running: Cell::new(false),
        })
    }

    /// Begins.
    pub(super) fn start(&self) {
        self.handle(Input::Start);
    }

    /// Gives one input to the core, does what follows, and sees to the timer.
    pub(super) fn handle(&self, input: Input) {
        let now = self.clock.now();
        self.core.borrow_mut().handle_input(now, input);
        self.pump();
    }

    /// Takes a message while there is no link.
    pub(super) fn send(&self, message: JsPayload) -> Result<(), Refusal> {
        let now = self.clock.now();
        let sent = self.core.borrow_mut().send(now, message);
        self.pump();
        sent
    }

    /// The state as the application sees it.
    pub(super) fn ready_state(&self) -> ReadyState {
        self.core.borrow().ready_state()
    }

    /// Whether the application deals with the link itself.
    pub(super) fn has_link(&self) -> bool {
        self.core.borrow().has_link()
    }

    /// Bytes that wait for the next link.
    pub(super) fn queued(&self) -> usize {
        self.core.borrow().queued()
    }

    fn pump(&self) {
        if self.is_running.replace(true) {
            return;
        }
        loop {
            let output = self.core.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.perform(output);
        }
        self.is_running.set(false);
        self.arm_timer();
    }

    fn arm_timer(&self) {
        let deadline = self.core.borrow().poll_timeout().map(|(at, _)| at);
        let this = self.this.clone();
        self.timer.arm(&self.clock, deadline, move || {
            if let Some(driver) = this.upgrade() {
                driver.timer.clear();
                driver.handle(Input::Timeout);
            }
        });
    }

    // Exceptions are ignored: JavaScript reports those of listeners itself.
    fn perform(&self, output: Output<JsPayload>) {
        let host = self.host.borrow().clone();
        let Some(host) = host else { return };
        let _ = match output {
            Output::Resolve { attempt } => host.resolve(attempt),
            Output::Open { link } => host.open(link),
            Output::Abandon { link } => host.abandon(link),
            Output::Transmit(message) => host.transmit(message.value()),
            Output::Beat => host.beat(),
            Output::Decide { close, verdict } => {
                let answer = host.allow(close.code, &close.reason, close.was_clean, verdict);
                let go_on = answer.unwrap_or(verdict);
                let now = self.clock.now();
                let decided = Input::Decided { go_on };
                self.core.borrow_mut().handle_input(now, decided);
                Ok(())
            }
            Output::Event(event) => self.tell(&host, event),
        };
    }

    fn tell(&self, host: &Host, event: Event<JsPayload>) -> Result<(), JsValue> {
        match event {
            Event::Opened => host.opened(),
            Event::Reconnecting {
                attempt,
                delay,
                close,
            } => {
                self.watch();
                let delay = delay as f64;
                host.reconnecting(attempt, delay, close.code, &close.reason, close.was_clean)
            }
            Event::Settled { message, outcome } => host.settled(&message.to_value(), outcome as u8),
            Event::Closed(close) => {
                self.timer.clear();
                self.page.take();
                self.host.take();
                host.closed(close.code, &close.reason, close.was_clean, close.failed)
            }
        }
    }

    /// Hears of the page and the network from the first drop on.
    fn watch(&self) {
        if self.page.borrow().is_some() {
            return;
        }
        let this = self.this.clone();
        let page = Page::watch(move |signal| {
            if let (Some(driver), Signal::Wake | Signal::Resume) = (this.upgrade(), signal) {
                driver.handle(Input::Wake);
            }
        });
        self.page.replace(Some(page));
    }
}

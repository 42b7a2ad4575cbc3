//! The pump: inputs go to the core, then all that it puts out is done, in order.
//!
//! Doing it may run the application's code, which may call in again. Such a call gives its input to the core and leaves
//! the outputs to the pump that is running already.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use everwire_core::channel::{ChannelClosed, ChannelId, OpenChannel};
use everwire_core::dialect::everwire::client::{Event, Output};
use everwire_core::machine::Input;
use everwire_core::ready_state::ReadyState;
use wasm_bindgen::JsValue;

use super::delivery::Delivery;
use super::{Application, Counter, Driver, body, channels, memory, policy, task, turn};
use crate::platform::JsPayload;
use crate::platform::js::Array;
use crate::transport::{Report, Sink};

/// When the application is told what has happened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Events {
    /// At once: the event loop has called.
    Now,
    /// When the application's own call is over: it does not expect to be called back from within.
    Later,
}

#[derive(Default)]
pub(super) struct Pump {
    is_running: Cell<bool>,
    pub(super) delivery: Delivery,
    /// Outputs that were taken from the core too early, in order.
    pub(super) held: RefCell<VecDeque<Output<JsPayload>>>,
    /// Whether the core waits for the end of the turn.
    awaits_turn: Cell<bool>,
}

impl Driver {
    /// Gives one input to the core, and does what follows.
    pub(super) fn handle(&self, input: Input<JsPayload>, events: Events) {
        self.give(input);
        self.pump(events);
    }

    /// Does what the core asks for, then sees to the timer.
    pub(super) fn pump(&self, events: Events) {
        if self.pump.is_running.replace(true) {
            return;
        }
        while let Some(output) = self.next_output(events) {
            self.perform(output);
        }
        self.pump.is_running.set(false);
        self.arm_timer();
    }

    /// The next output that may be done now. What the application is told may have to wait; channels do not wait for that.
    pub(super) fn next_output(&self, events: Events) -> Option<Output<JsPayload>> {
        let may_tell = events == Events::Now && !self.pump.delivery.is_paused();
        if may_tell && let Some(held) = self.pump.held.borrow_mut().pop_front() {
            return Some(held);
        }
        loop {
            let output = self.core.borrow_mut().poll_output()?;
            if may_tell || !self.waits(&output) {
                return Some(output);
            }
            if events == Events::Later {
                turn::await_end(self.this.clone());
            }
            self.pump.held.borrow_mut().push_back(output);
        }
    }

    /// Whether this must not come before the application may be told something.
    fn waits(&self, output: &Output<JsPayload>) -> bool {
        match output {
            Output::Event(_) => true,
            Output::Resolve { .. } | Output::Decide(_) => !self.pump.held.borrow().is_empty(),
            _ => false,
        }
    }

    /// The turn of the event loop is over.
    pub(super) fn end_turn(&self) {
        if self.pump.awaits_turn.take() {
            self.give(Input::Flush);
        }
        self.pump(Events::Now);
    }

    /// The application may be told the messages that it has not taken.
    pub(super) fn end_pause(&self) {
        if self.pump.is_running.replace(true) {
            // As in a task that runs while a handler shows a dialogue.
            task::run_later(self.this.clone());
            return;
        }
        self.resume_delivery();
        self.pump.is_running.set(false);
        self.pump(Events::Now);
    }

    pub(super) fn give(&self, input: Input<JsPayload>) {
        let now = self.clock.now();
        self.core.borrow_mut().handle_input(now, input);
    }

    fn arm_timer(&self) {
        let deadline = self.core.borrow().poll_timeout().map(|(at, _)| at);
        let this = self.this.clone();
        self.timer.arm(&self.clock, deadline, move || {
            if let Some(driver) = this.upgrade() {
                driver.timer.clear();
                driver.handle(Input::Timeout, Events::Now);
            }
        });
    }

    fn perform(&self, output: Output<JsPayload>) {
        match output {
            Output::Resolve { attempt } => self.tell(|application| application.resolve(attempt)),
            Output::Decide(failure) => {
                let application = self.application();
                let go_on = application.is_none_or(|application| application.allows(&failure));
                self.give(Input::Decided { go_on });
            }
            Output::Open { channel, what } => self.open(channel, what),
            Output::Transmit { channel, frame } => self.transmit(channel, &frame),
            Output::Close { channel } => self.end_channel(channel),
            Output::Flush => {
                self.pump.awaits_turn.set(true);
                turn::await_end(self.this.clone());
            }
            Output::RequestPermit => self.take_slot(),
            Output::ReleasePermit => drop(self.slot.take()),
            Output::Remember(memory) => memory::keep(&self.url(), &memory),
            Output::Event(event) => self.report(event),
        }
    }

    pub(super) fn tell(&self, what: impl FnOnce(&dyn Application)) {
        if let Some(application) = self.application() {
            what(&*application);
        }
    }

    fn application(&self) -> Option<Rc<dyn Application>> {
        self.application.borrow().clone()
    }
}

/// Channels.
impl Driver {
    // Apart from the pump it is smaller, as `report` and `end` are.
    #[inline(never)]
    fn open(&self, channel: ChannelId, what: OpenChannel<JsPayload>) {
        self.stats.add(Counter::ChannelsOpened, 1);
        let how = match what {
            OpenChannel::Socket { .. } => ChannelClosed::Socket { code: 1006 },
            _ => ChannelClosed::Failed,
        };
        let this = self.this.clone();
        let sink: Sink = Rc::new(move |report| {
            if let Some(driver) = this.upgrade() {
                driver.hear(channel, report);
            }
        });
        match channels::open(what, self.with_credentials, &sink) {
            Ok(open) => {
                self.channels.borrow_mut().insert(channel, open);
                self.heed_policy();
            }
            Err(exception) => {
                let how = policy::refused(&exception, how);
                self.give(Input::Closed { channel, how });
            }
        }
    }

    pub(super) fn transmit(&self, channel: ChannelId, frame: &JsPayload) {
        self.stats.add(Counter::FramesSent, 1);
        let socket = self.channels.borrow().socket(channel);
        if let Some(socket) = socket {
            socket.send(frame.value());
        }
    }

    fn hear(&self, channel: ChannelId, report: Report) {
        match report {
            Report::Opened => self.give(Input::Opened { channel }),
            Report::Greeted => self.give(Input::Greeted { channel }),
            Report::Frame(value) => match JsPayload::received(value) {
                Some(frame) => self.give_frame(channel, frame),
                None => self.give_end(channel, ChannelClosed::Malformed),
            },
            Report::Answered {
                status,
                retry_after,
                body,
            } => self.give_answer(channel, status, retry_after, &body),
            Report::Closed(how) => self.give_end(channel, self.explained(how)),
        }
        self.pump(Events::Now);
    }

    /// A WebSocket that the page's policy blocks may stay as it is, without a word.
    pub(super) fn heed_policy(&self) {
        let unknown = ChannelClosed::Socket { code: 1006 };
        let how = self.explained(unknown);
        if how != unknown {
            let sockets = self.channels.borrow().sockets();
            for (channel, socket) in sockets {
                if !socket.is_open() {
                    self.give_end(channel, how);
                }
            }
        }
    }

    fn explained(&self, how: ChannelClosed) -> ChannelClosed {
        let policy = self.policy.borrow();
        policy
            .as_ref()
            .map_or(how, |policy| policy.explain(&self.url.borrow(), how))
    }

    fn give_frame(&self, channel: ChannelId, frame: JsPayload) {
        self.stats.add(Counter::FramesReceived, 1);
        self.give(Input::Frame { channel, frame });
    }

    fn give_end(&self, channel: ChannelId, how: ChannelClosed) {
        self.end_channel(channel);
        self.give(Input::Closed { channel, how });
    }

    // Nothing is done in between, so nothing can come between the frames of one answer and its end.
    fn give_answer(
        &self,
        channel: ChannelId,
        status: u16,
        retry_after: Option<u64>,
        body: &JsValue,
    ) {
        if (200..300).contains(&status) {
            let Some(frames) = body::frames(body) else {
                self.give_end(channel, ChannelClosed::Malformed);
                return;
            };
            for frame in frames {
                self.give_frame(channel, frame);
            }
        }
        self.give_end(
            channel,
            ChannelClosed::Answered {
                status,
                retry_after,
            },
        );
    }

    fn end_channel(&self, channel: ChannelId) {
        let ended = self.channels.borrow_mut().remove(channel);
        // Closing runs the browser's code.
        drop(ended);
    }
}

/// Events.
impl Driver {
    #[inline(never)]
    fn report(&self, event: Event<JsPayload>) {
        match event {
            Event::Opened { unconfirmed } => {
                if self.ready_state.get() == ReadyState::Connecting {
                    self.ready_state.set(ReadyState::Open);
                }
                self.tell(|application| application.opened(&list(&unconfirmed)));
            }
            Event::Message(message) => self.deliver(message),
            Event::Reconnecting {
                attempt,
                delay,
                reason,
            } => self.tell(|application| application.reconnecting(attempt, delay, reason)),
            Event::Reconnected {
                transport,
                downtime,
            } => {
                self.stats.add(Counter::Reconnects, 1);
                self.tell(|application| application.reconnected(transport, downtime));
            }
            Event::Switched { .. } => {}
            Event::Step(step) => self.tell(|application| application.step(&step)),
            Event::Failed(failure) => {
                self.stats.add(Counter::Failures, 1);
                let cause = self.cause.take();
                self.tell(|application| application.failed(&failure, &cause));
            }
            Event::Drained => self.tell(|application| application.drained()),
            Event::Closed {
                code,
                reason,
                clean,
                unconfirmed,
            } => self.end(code, &reason, clean, &list(&unconfirmed)),
        }
    }

    #[inline(never)]
    fn end(&self, code: u16, reason: &str, clean: bool, unconfirmed: &Array) {
        self.ready_state.set(ReadyState::Closed);
        self.channels.take();
        self.page.take();
        self.policy.take();
        self.timer.clear();
        let application = self.application.take();
        if let Some(application) = application {
            application.closed(code, reason, clean, unconfirmed);
        }
    }
}

fn list(messages: &[JsPayload]) -> Array {
    messages.iter().map(JsPayload::to_value).collect()
}

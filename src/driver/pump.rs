//! The pump: inputs go to the machine, then all its outputs are done, in order.
//!
//! Doing one may run the application's code, which may call in again. Such a call gives its input to the machine and leaves
//! the outputs to the pump that is running already.

use everwire_core::machine::{Input, Machine, Output};

use super::{Driver, Face};
use crate::browser::queue_microtask;
#[cfg(feature = "channels")]
use crate::browser::queue_task;
use crate::payload::JsPayload;

/// When the application is told what has happened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Events {
    /// At once: the event loop has called.
    Now,
    /// When the application's own call is over: it does not expect to be called back from within.
    Later,
}

type FaceOutput<F> = Output<JsPayload, <<F as Face>::Machine as Machine>::Event>;

impl<F: Face> Driver<F> {
    /// Does what the machine asks for, then arms the timer.
    pub(crate) fn pump(&self, events: Events) {
        if self.is_running.replace(true) {
            return;
        }
        while let Some(output) = self.next_output(events) {
            self.perform(output);
        }
        self.is_running.set(false);
        self.arm_timer();
    }

    /// The next output that may be done now. What the application is told may have to wait; channels do not wait for that.
    pub(crate) fn next_output(&self, events: Events) -> Option<FaceOutput<F>> {
        let may_tell = events == Events::Now && !self.is_paused.get();
        if may_tell && let Some(held) = self.held.borrow_mut().pop_front() {
            return Some(held);
        }
        loop {
            let output = self.machine.borrow_mut().poll_output()?;
            if may_tell || !self.waits(&output) {
                return Some(output);
            }
            if events == Events::Later {
                self.await_end_of_turn();
            }
            self.held.borrow_mut().push_back(output);
        }
    }

    /// Gives an output back: it is the next.
    #[cfg(feature = "channels")]
    pub(crate) fn hold_first(&self, output: FaceOutput<F>) {
        self.held.borrow_mut().push_front(output);
    }

    /// Gives outputs back, of which there are no others.
    #[cfg(feature = "channels")]
    pub(crate) fn hold(&self, outputs: super::Outputs<F>) {
        self.held.replace(outputs);
    }

    /// Whether this must not come before the application may be told something.
    fn waits(&self, output: &FaceOutput<F>) -> bool {
        match output {
            Output::Event(_) | Output::Step(_) => true,
            Output::Resolve { .. } | Output::Decide(_) => !self.held.borrow().is_empty(),
            _ => false,
        }
    }

    fn perform(&self, output: FaceOutput<F>) {
        let face = &self.face;
        match output {
            Output::Resolve { attempt } => face.resolve(attempt),
            Output::Decide(failure) => {
                let go_on = face.decide(self, &failure);
                self.give(Input::Decided { go_on });
            }
            Output::Open { channel, what } => face.open(self, channel, what),
            Output::Transmit { channel, frame } => face.transmit(channel, &frame),
            Output::Close { channel } => face.close(channel),
            Output::Flush => {
                self.awaits_turn.set(true);
                self.await_end_of_turn();
            }
            Output::RequestPermit => face.request_permit(self),
            Output::ReleasePermit => face.release_permit(),
            Output::StoreHints(hints) => face.store_hints(&hints),
            Output::Step(step) => face.step(&step),
            Output::Event(event) => face.event(self, event),
        }
    }

    fn await_end_of_turn(&self) {
        let end = self.callback(|driver, ()| driver.end_turn());
        queue_microtask(move || end(()));
    }

    /// The turn of the event loop is over.
    fn end_turn(&self) {
        if self.awaits_turn.take() {
            self.give(Input::Flush);
        }
        self.pump(Events::Now);
    }

    /// Nothing is told to the application until `resume` has run, in a later task of the event loop.
    #[cfg(feature = "channels")]
    pub(crate) fn pause(&self, resume: fn(&Self)) {
        self.is_paused.set(true);
        let end = self.callback(move |driver, ()| driver.end_pause(resume));
        queue_task(move || end(()));
    }

    #[cfg(feature = "channels")]
    fn end_pause(&self, resume: fn(&Self)) {
        if self.is_running.replace(true) {
            // As in a task that runs while a handler shows a dialogue.
            self.pause(resume);
            return;
        }
        self.is_paused.set(false);
        resume(self);
        self.is_running.set(false);
        self.pump(Events::Now);
    }

    fn arm_timer(&self) {
        let deadline = self.machine.borrow().poll_timeout();
        let expire = self.callback(|driver, ()| {
            driver.timer.clear();
            driver.handle(Input::Timeout, Events::Now);
        });
        self.timer.arm(&self.clock, deadline, move || expire(()));
    }
}

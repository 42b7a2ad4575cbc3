//! The driver: between a machine of the core, which decides, and the browser, where things happen.
//!
//! A [`Driver`] runs any machine: `pump` does what the machine asks for. What machines differ in, how the application is
//! told and where channels come from, is a [`Face`].

#[cfg(feature = "channels")]
mod channels;
#[cfg(feature = "channels")]
mod hints;
#[cfg(feature = "channels")]
mod permits;
mod pump;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use everwire_core::channel::{ChannelEvent, ChannelId, OpenChannel};
use everwire_core::connect::{Failure, OriginHints, PageSignal, Step};
use everwire_core::machine::{Input, Machine, Output};

#[cfg(feature = "channels")]
pub(crate) use self::channels::{Channels, available};
#[cfg(feature = "channels")]
pub(crate) use self::hints::{recall, store};
#[cfg(feature = "channels")]
pub(crate) use self::permits::{Request, request_permit};
pub(crate) use self::pump::Events;
use crate::browser::{Clock, Page, Timer};
use crate::payload::JsPayload;

/// A machine's outputs.
type Outputs<F> = VecDeque<Output<JsPayload, <<F as Face>::Machine as Machine>::Event>>;

/// What a driver needs to know of its machine and its application. Any of this may run the application's code, which may
/// call back in.
pub(crate) trait Face: Sized + 'static {
    /// What decides.
    type Machine: Machine<Payload = JsPayload>;

    /// Where to connect? Answered by [`Input::Resolved`] or [`Input::Unresolved`], now or later.
    fn resolve(&self, attempt: u32);

    /// Whether to go on after this failure.
    fn decide(&self, driver: &Driver<Self>, failure: &Failure) -> bool;

    /// Opens a channel, which reports to [`Driver::report`].
    fn open(&self, driver: &Driver<Self>, channel: ChannelId, what: OpenChannel<JsPayload>);

    /// Sends a frame.
    fn transmit(&self, channel: ChannelId, frame: &JsPayload);

    /// Ends a channel.
    fn close(&self, channel: ChannelId);

    /// A channel reports something, which is not given to the machine yet. Returns what it is given.
    fn reported(
        &self,
        _channel: ChannelId,
        event: ChannelEvent<JsPayload>,
    ) -> ChannelEvent<JsPayload> {
        event
    }

    /// Tells the application.
    fn event(&self, driver: &Driver<Self>, event: <Self::Machine as Machine>::Event);

    // What not every machine asks for.

    /// Requests a permit to hold a request.
    fn request_permit(&self, _driver: &Driver<Self>) {}

    /// The permit is not needed any more.
    fn release_permit(&self) {}

    /// Keeps this for the next socket to the same origin.
    fn store_hints(&self, _hints: &OriginHints) {}

    /// A link has come a step further, or has ended.
    fn step(&self, _step: &Step) {}
}

/// One socket at work.
///
/// Everything in it is behind cells, and nothing is borrowed while JavaScript runs: so the application may call any of
/// this from within its own code that is called.
pub(crate) struct Driver<F: Face> {
    this: Weak<Self>,
    /// Not to be borrowed while anything is called that may run JavaScript.
    pub(crate) machine: RefCell<F::Machine>,
    pub(crate) face: F,
    pub(crate) clock: Clock,
    timer: Timer,
    page: RefCell<Option<Page>>,
    is_running: Cell<bool>,
    /// Outputs that were taken from the machine too early, in order.
    held: RefCell<Outputs<F>>,
    /// Whether what the application is told has to wait for a later task.
    is_paused: Cell<bool>,
    /// Whether the machine waits for the end of the turn.
    awaits_turn: Cell<bool>,
}

impl<F: Face> Driver<F> {
    /// A socket that has done nothing yet.
    pub(crate) fn new(machine: F::Machine, face: F) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            machine: RefCell::new(machine),
            face,
            clock: Clock::default(),
            timer: Timer::default(),
            page: RefCell::default(),
            is_running: Cell::new(false),
            held: RefCell::default(),
            is_paused: Cell::new(false),
            awaits_turn: Cell::new(false),
        })
    }

    /// Gives one input to the machine, and does what follows.
    pub(crate) fn handle(&self, input: Input<JsPayload>, events: Events) {
        self.give(input);
        self.pump(events);
    }

    /// Gives one input to the machine, and leaves what follows to the pump that runs.
    pub(crate) fn give(&self, input: Input<JsPayload>) {
        let now = self.clock.now();
        self.machine.borrow_mut().handle_input(now, input);
    }

    /// A channel reports.
    pub(crate) fn report(&self, channel: ChannelId, event: ChannelEvent<JsPayload>) {
        let event = self.face.reported(channel, event);
        self.handle(Input::Channel { channel, event }, Events::Now);
    }

    /// Gives the machine the signals of the page and the network from now on.
    pub(crate) fn watch_page(&self) {
        if self.page.borrow().is_some() {
            return;
        }
        let signal = self.callback(|driver, signal: PageSignal| {
            driver.handle(Input::Signal(signal), Events::Now);
        });
        self.page.replace(Some(Page::watch(signal)));
    }

    /// A function for the browser, which may outlive the driver.
    pub(crate) fn callback<T: 'static, C: Fn(&Self, T) + Clone + 'static>(
        &self,
        call: C,
    ) -> impl Fn(T) + Clone + use<F, T, C> {
        let this = self.this.clone();
        move |argument| {
            if let Some(driver) = this.upgrade() {
                call(&driver, argument);
            }
        }
    }

    /// The socket has ended: nothing fires or listens any more.
    pub(crate) fn end(&self) {
        self.page.take();
        self.timer.clear();
    }
}

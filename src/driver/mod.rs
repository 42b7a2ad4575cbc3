//! The driver: between the core, which decides, and the browser, where things happen.
//!
//! It is [`Driver`] that owns the core and everything that is open. `pump` does what the core asks for; the other files
//! are the parts it is made of.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

mod application;
mod body;
mod channels;
mod delivery;
mod entropy;
mod memory;
mod policy;
mod pump;
mod slots;
mod stats;
mod task;
mod timing;
mod turn;

use alloc::rc::{Rc, Weak};
use core::cell::{Cell, RefCell};

use everwire_core::channel::Transport;
use everwire_core::connect::{Step, Target};
use everwire_core::dialect::everwire::client::{Client, ClientConfig};
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use everwire_core::payload::Payload;
use everwire_core::ready_state::ReadyState;
use wasm_bindgen::JsValue;

pub(crate) use self::application::Application;
use self::channels::Channels;
use self::policy::Policy;
use self::pump::{Events, Pump};
use self::slots::Hold;
pub(crate) use self::stats::{Counter, Stats};
use crate::platform::{Clock, JsPayload, Page, Timer};

/// One socket at work.
///
/// Everything in it is behind cells, and nothing is borrowed while JavaScript runs: so the application may call any of
/// this from within anything it is told.
pub(crate) struct Driver {
    this: Weak<Self>,
    core: RefCell<Client<JsPayload>>,
    /// `None` after the end: who listens must be free to go.
    application: RefCell<Option<Rc<dyn Application>>>,
    channels: RefCell<Channels>,
    with_credentials: bool,
    clock: Clock,
    timer: Timer,
    page: RefCell<Option<Page>>,
    policy: RefCell<Option<Policy>>,
    slot: RefCell<Option<Hold>>,
    pump: Pump,
    /// As the application has been told; the core is ahead of it by what is still to be told.
    ready_state: Cell<ReadyState>,
    url: RefCell<String>,
    /// What a provider threw last.
    cause: RefCell<JsValue>,
    /// Bytes that were sent after the socket was closed.
    discarded: Cell<usize>,
    stats: Stats,
}

impl Driver {
    /// A socket that has done nothing yet; `None` where the platform has no source of secrets.
    pub(crate) fn new(
        config: ClientConfig,
        with_credentials: bool,
        application: Rc<dyn Application>,
    ) -> Option<Rc<Self>> {
        let core = Client::new(config, entropy::draw()?);
        Some(Rc::new_cyclic(|this| Self {
            this: this.clone(),
            core: RefCell::new(core),
            application: RefCell::new(Some(application)),
            channels: RefCell::default(),
            with_credentials,
            clock: Clock::default(),
            timer: Timer::default(),
            page: RefCell::default(),
            policy: RefCell::default(),
            slot: RefCell::default(),
            pump: Pump::default(),
            ready_state: Cell::new(ReadyState::Connecting),
            url: RefCell::default(),
            cause: RefCell::default(),
            discarded: Cell::new(0),
            stats: Stats::default(),
        }))
    }

    /// Begins; the application is asked at once where to connect.
    pub(crate) fn start(&self) {
        self.handle(Input::Start, Events::Later);
        // The browser connects meanwhile.
        if self.application.borrow().is_some() {
            self.watch();
        }
    }

    fn watch(&self) {
        let this = self.this.clone();
        let page = Page::watch(move |signal| {
            if let Some(driver) = this.upgrade() {
                driver.handle(Input::Signal(signal), Events::Now);
            }
        });
        self.page.replace(Some(page));
        let this = self.this.clone();
        let policy = Policy::watch(move || {
            if let Some(driver) = this.upgrade() {
                driver.heed_policy();
                driver.pump(Events::Now);
            }
        });
        self.policy.replace(Some(policy));
    }

    /// Where to connect. The URL and the protocols were checked.
    pub(crate) fn resolved(
        &self,
        attempt: u32,
        url: String,
        protocols: Vec<String>,
        auth: Option<String>,
    ) {
        self.url.replace(url.clone());
        let remembered = memory::recall(&url);
        let rtt = match remembered.rtt {
            Some(_) => None,
            None => timing::round_trip(&url),
        };
        let target = Target {
            url,
            protocols,
            auth,
            available: crate::transport::available(),
            memory: remembered,
            rtt,
        };
        self.handle(Input::Resolved { attempt, target }, Events::Later);
    }

    /// A provider failed, with this exception.
    pub(crate) fn unresolved(&self, attempt: u32, cause: JsValue) {
        self.cause.replace(cause);
        self.handle(Input::Unresolved { attempt }, Events::Later);
    }

    /// Sends a message, or discards it once the socket is closing.
    pub(crate) fn send(&self, message: JsPayload) -> Result<(), ErrorCode> {
        let size = message.size();
        if !self.takes_messages() {
            self.discarded
                .set(self.discarded.get().saturating_add(size));
            return Ok(());
        }
        let mut core = self.core.borrow_mut();
        core.send(message)?;
        let is_idle = core.is_idle();
        drop(core);
        self.stats.add(Counter::MessagesSent, 1);
        self.stats.add(Counter::BytesSent, size);
        // A message that waits for the end of the turn changes nothing else.
        if !is_idle {
            self.pump(Events::Later);
        }
        self.relieve();
        Ok(())
    }

    /// Ends the session; the code and reason were checked.
    pub(crate) fn close(&self, code: u16, reason: String) {
        if matches!(
            self.ready_state.get(),
            ReadyState::Connecting | ReadyState::Open
        ) {
            self.ready_state.set(ReadyState::Closing);
            self.handle(Input::Close { code, reason }, Events::Later);
        }
    }

    /// Makes a new link.
    pub(crate) fn reconnect(&self) {
        self.handle(Input::Reconnect, Events::Later);
    }

    /// The state as the application has been told.
    pub(crate) const fn ready_state(&self) -> ReadyState {
        self.ready_state.get()
    }

    /// What carries the session now.
    pub(crate) fn transport(&self) -> Option<Transport> {
        self.core.borrow().transport()
    }

    /// The last round-trip time in ms.
    pub(crate) fn rtt(&self) -> Option<u64> {
        self.core.borrow().rtt()
    }

    /// Bytes that have not left yet.
    pub(crate) fn buffered(&self) -> f64 {
        let mut waiting = (self.core.borrow().buffered() + self.discarded.get()) as f64;
        let sockets = self.channels.borrow().sockets();
        for (_, socket) in sockets {
            waiting += socket.buffered();
        }
        waiting
    }

    /// Bytes that the server has not acknowledged.
    pub(crate) fn unacknowledged(&self) -> usize {
        self.core.borrow().unacknowledged()
    }

    /// The URL of the latest attempt.
    pub(crate) fn url(&self) -> String {
        self.url.borrow().clone()
    }

    /// The sub-protocol that the server chose.
    pub(crate) fn protocol(&self) -> String {
        self.core.borrow().protocol().to_owned()
    }

    /// The public name of the session.
    pub(crate) fn session(&self) -> String {
        self.core.borrow().session().to_owned()
    }

    /// What was tried and what became of it, the oldest first.
    pub(crate) fn history(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for step in self.core.borrow().history() {
            steps.push(*step);
        }
        steps
    }

    /// The counters.
    pub(crate) const fn stats(&self) -> &Stats {
        &self.stats
    }

    // Both, since the core may have ended what the application has not been told of yet.
    fn takes_messages(&self) -> bool {
        let is_live = |state| matches!(state, ReadyState::Connecting | ReadyState::Open);
        is_live(self.ready_state.get()) && is_live(self.core.borrow().ready_state())
    }
}

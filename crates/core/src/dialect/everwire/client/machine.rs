//! The client machine's public face.

use std::collections::VecDeque;

use super::http::BODY_MAX;
use super::link::Link;
use super::slots::Claim;
use super::state::{Carriage, Outage, Phase, Turn, Upgrade};
use super::verdicts::Verdicts;
use super::{ClientConfig, Entropy, Event, Input, Output, ReadyState, Target, Timer};
use crate::channel::Transport;
use crate::connect::Backoff;
use crate::connect::History;
use crate::dialect::everwire::codec::Identity;
use crate::dialect::everwire::session::{Inbox, Outbox, Window};
use crate::error::ErrorCode;
use crate::machine::Machine;
use crate::payload::Payload;
use crate::time::Instant;

/// One session from the client's side: never loses, repeats or reorders a message over its links.
///
/// The owner gives it every [`Input`] with the time, then does every [`Output`] in order, then calls again at
/// [`Client::poll_timeout`].
#[derive(Clone, Debug)]
pub struct Client<P> {
    pub(super) config: ClientConfig,
    pub(super) entropy: Entropy,
    pub(super) target: Target,
    pub(super) phase: Phase,
    pub(super) carriage: Carriage,
    pub(super) turn: Turn,
    pub(super) identity: Identity,
    /// Counts the sessions of this client; a refusal that was meant for an earlier one is told apart by it.
    pub(super) epoch: u32,
    /// What may not have arrived of a session that the server has lost, until the next one begins.
    pub(super) lost: Option<Vec<P>>,
    pub(super) protocol: String,
    pub(super) max_message: usize,
    pub(super) outbox: Outbox<P>,
    pub(super) inbox: Inbox,
    pub(super) links: Vec<Link<P>>,
    /// The link for which the outbox counts what was transmitted.
    pub(super) carrier: Option<u32>,
    pub(super) last_link: u32,
    pub(super) last_claim: u32,
    pub(super) last_channel: u32,
    pub(super) attempt: u32,
    pub(super) backoff: Backoff,
    pub(super) outage: Option<Outage>,
    /// Attempts in a row that the server has refused for good.
    pub(super) refusals: u32,
    /// How large a body may be, in bytes.
    pub(super) body_max: usize,
    /// The transport that carried the session last.
    pub(super) preferred: Option<Transport>,
    pub(super) upgrade: Upgrade,
    /// Whether more was sent than may be under way; the application is told when that is over.
    pub(super) is_choked: bool,
    pub(super) rtt: Option<u64>,
    /// The slot for a request that is held.
    pub(super) claim: Claim,
    /// For how long polls may be held, in ms, where that is less than the server grants.
    pub(super) hold_limit: Option<u64>,
    pub(super) verdicts: Verdicts,
    pub(super) history: History,
    pub(super) outputs: VecDeque<Output<P>>,
}

impl<P: Payload> Client<P> {
    /// A client that has done nothing yet.
    // Apart from its caller it is smaller.
    #[inline(never)]
    #[must_use]
    pub fn new(config: ClientConfig, entropy: Entropy) -> Self {
        Self {
            max_message: config.max_message,
            target: Target::default(),
            phase: Phase::New,
            carriage: Carriage::Idle,
            turn: Turn::Fresh,
            identity: Self::new_identity(entropy, 0),
            epoch: 0,
            lost: None,
            protocol: String::new(),
            outbox: Outbox::new(Window::MAX),
            inbox: Inbox::new(),
            links: Vec::new(),
            carrier: None,
            last_link: 0,
            last_claim: 0,
            last_channel: 0,
            attempt: 0,
            backoff: Backoff::new(entropy.seed),
            outage: None,
            refusals: 0,
            body_max: BODY_MAX,
            preferred: None,
            upgrade: Upgrade::default(),
            is_choked: false,
            rtt: None,
            claim: Claim::None,
            hold_limit: config.poll_hold,
            verdicts: Verdicts::default(),
            history: History::default(),
            outputs: VecDeque::new(),
            config,
            entropy,
        }
    }

    /// Sends a message. Before the first session it waits; after [`Input::Close`] it is dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::MessageTooLarge`] above the largest size, [`ErrorCode::QuotaExceeded`] above the quota.
    pub fn send(&mut self, message: P) -> Result<(), ErrorCode> {
        if !matches!(self.phase, Phase::New | Phase::Open) {
            return Ok(());
        }
        if message.size() > self.max_message {
            return Err(ErrorCode::MessageTooLarge);
        }
        let quota = self.config.quota;
        if self.outbox.unacknowledged() >= quota.messages
            || self
                .outbox
                .unacknowledged_bytes()
                .saturating_add(message.size())
                > quota.bytes
        {
            return Err(ErrorCode::QuotaExceeded);
        }
        self.outbox.push(message);
        self.is_choked |= self.outbox.is_over_window();
        self.transmit_in_turn();
        Ok(())
    }

    /// What is sent from now on leaves together, with the next [`Input::Flush`]. Returns whether somebody has to give that:
    /// otherwise [`Output::Flush`] has asked for it already.
    pub fn gather(&mut self) -> bool {
        std::mem::replace(&mut self.turn, Turn::Gathering) == Turn::Fresh
    }

    /// Handles one input; what is due by then is done before it.
    pub fn handle_input(&mut self, now: Instant, input: Input<P>) {
        self.handle_due(now);
        match input {
            Input::Start => self.start(),
            Input::Resolved { attempt, target } => self.resolved(now, attempt, target),
            Input::Unresolved { attempt } => self.unresolved(now, attempt),
            Input::Decided { go_on } => self.decided(now, go_on),
            Input::Channel { channel, event } => self.channel_reported(now, channel, event),
            Input::Flush => self.end_turn(now),
            Input::Reconnect => self.reconnect(now),
            Input::Close { code, reason } => self.close(now, code, reason),
            Input::Signal(signal) => self.signal(now, signal),
            Input::Permit(slot) => self.slot_answered(now, slot),
            Input::Timeout => {}
        }
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output<P>> {
        self.outputs.pop_front()
    }

    /// Whether [`Client::poll_output`] has nothing to give.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.outputs.is_empty()
    }

    /// When to give [`Input::Timeout`] at the latest, and what for.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Instant, Timer)> {
        self.next_deadline()
    }

    /// The state as an application sees it.
    #[must_use]
    pub const fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::New => ReadyState::Connecting,
            Phase::Open => ReadyState::Open,
            Phase::Flushing { .. } | Phase::CloseSent { .. } | Phase::Answered { .. } => {
                ReadyState::Closing
            }
            Phase::Closed => ReadyState::Closed,
        }
    }

    /// The transport that carries the session now.
    #[must_use]
    pub fn transport(&self) -> Option<Transport> {
        self.live_link().map(|link| link.transport)
    }

    /// The last round-trip time that was measured, in ms.
    #[must_use]
    pub const fn rtt(&self) -> Option<u64> {
        self.rtt
    }

    /// Bytes sent by the application that have not been handed to a transport yet.
    #[must_use]
    pub const fn buffered(&self) -> usize {
        self.outbox.waiting_bytes()
    }

    /// Bytes sent by the application that the server has not acknowledged.
    #[must_use]
    pub const fn unacknowledged(&self) -> usize {
        self.outbox.unacknowledged_bytes()
    }

    /// The sub-protocol that the server has chosen, or nothing.
    #[must_use]
    pub fn protocol(&self) -> &str {
        &self.protocol
    }

    /// The session's public id, once there is one.
    #[must_use]
    pub fn session(&self) -> &str {
        match &self.identity {
            Identity::Known { session, .. } => session,
            Identity::New { .. } => "",
        }
    }

    pub(super) fn emit(&mut self, event: Event<P>) {
        self.outputs.push_back(Output::Event(event));
    }
}

impl<P: Payload> Machine for Client<P> {
    type Payload = P;
    type Event = Event<P>;

    fn handle_input(&mut self, now: Instant, input: Input<P>) {
        Self::handle_input(self, now, input);
    }

    fn poll_output(&mut self) -> Option<Output<P>> {
        Self::poll_output(self)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        Self::poll_timeout(self).map(|(at, _)| at)
    }
}

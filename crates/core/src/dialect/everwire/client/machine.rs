//! The client machine's public face.

use std::collections::VecDeque;

use super::identity::ClientIdentity;
use super::link::Link;
use super::state::{Phase, Turn};
use super::{ClientConfig, Entropy, Event, Output};
use crate::channel::Transport;
use crate::connect::{Connector, Step};
use crate::dialect::everwire::session::{Inbox, Outbox, Window};
use crate::error::ErrorCode;
use crate::link::{BodyLimit, HoldLimit};
use crate::machine::{Input, Machine};
use crate::payload::Payload;
use crate::ready_state::ReadyState;
use crate::time::Instant;

/// One session from the client's side: never loses, repeats or reorders a message over its links.
///
/// The owner gives it every [`Input`] with the time, then does every [`Output`] in order, then calls again at
/// [`Client::poll_timeout`].
#[derive(Clone, Debug)]
pub struct Client<P> {
    pub(super) config: ClientConfig,
    pub(super) connector: Connector<Link<P>>,
    pub(super) phase: Phase,
    pub(super) turn: Turn,
    pub(super) identity: ClientIdentity,
    /// What may not have arrived of a session that the server has lost, until the next one begins.
    pub(super) lost: Option<Vec<P>>,
    pub(super) protocol: String,
    pub(super) frames_received: u64,
    pub(super) max_message: usize,
    pub(super) outbox: Outbox<P>,
    pub(super) inbox: Inbox,
    /// The link for which the outbox counts what was transmitted.
    pub(super) carrier: Option<u32>,
    pub(super) body_limit: BodyLimit,
    /// Whether more was sent than may be under way; the application is told when that is over.
    pub(super) is_choked: bool,
    pub(super) hold_limit: HoldLimit,
    pub(super) outputs: VecDeque<Output<P>>,
}

impl<P: Payload> Client<P> {
    /// A client that has done nothing yet.
    #[must_use]
    pub fn new(config: ClientConfig, entropy: Entropy) -> Self {
        Self {
            max_message: config.max_message,
            connector: Connector::new(config.connect(), entropy.seed),
            phase: Phase::New,
            turn: Turn::Fresh,
            identity: ClientIdentity::new(entropy),
            lost: None,
            protocol: String::new(),
            frames_received: 0,
            outbox: Outbox::new(Window::MAX),
            inbox: Inbox::new(),
            carrier: None,
            body_limit: BodyLimit::new(),
            is_choked: false,
            hold_limit: HoldLimit::new(config.poll_hold),
            outputs: VecDeque::new(),
            config,
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
    pub fn cork(&mut self) -> bool {
        std::mem::replace(&mut self.turn, Turn::Corked) == Turn::Fresh
    }

    /// Handles one input; what is due by then is done before it.
    pub fn handle_input(&mut self, now: Instant, input: Input<P>) {
        self.handle_due(now);
        match input {
            Input::Start => self.connector.start(&mut self.outputs),
            Input::Resolved { attempt, target } => self.resolved(now, attempt, target),
            Input::Unresolved { attempt } => self.unresolved(now, attempt),
            Input::Decided { go_on } => self.decided(now, go_on),
            Input::Channel { channel, event } => self.channel_reported(now, channel, event),
            Input::Flush => self.end_turn(now),
            Input::Reconnect => self.reconnect(now),
            Input::Close { code, reason } => self.close(now, code, reason),
            Input::Signal(signal) => self.signal(now, signal),
            Input::Permit(permit) => self.permit_answered(now, permit),
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

    /// When to give [`Input::Timeout`] at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.next_deadline().map(|(at, _)| at)
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
        self.connector.live().map(|link| link.transport)
    }

    /// The last round-trip time that was measured, in ms.
    #[must_use]
    pub const fn rtt(&self) -> Option<u64> {
        self.connector.rtt()
    }

    /// Whether a link carries the session at this moment.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        self.connector.is_connected()
    }

    /// The latest steps of all links, the oldest first.
    pub fn history(&self) -> impl Iterator<Item = &Step> {
        self.connector.history()
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

    /// How many frames the channels of links have brought in.
    #[must_use]
    pub const fn frames_received(&self) -> u64 {
        self.frames_received
    }

    /// The sub-protocol that the server has chosen, or nothing.
    #[must_use]
    pub fn protocol(&self) -> &str {
        &self.protocol
    }

    /// The session's public id, once there is one.
    #[must_use]
    pub fn session(&self) -> &str {
        self.identity.session()
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
        Self::poll_timeout(self)
    }
}

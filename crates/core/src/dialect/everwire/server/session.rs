//! One session at the server.

use std::collections::VecDeque;

use super::SessionConfig;
use super::answering::Answered;
use super::ending::{End, Phase};
use super::link::Link;
use super::numbers::LinkNumbers;
use crate::dialect::everwire::codec::Control;
use crate::dialect::everwire::session::{Inbox, Outbox};
use crate::link::Liveness;
use crate::payload::Payload;
use crate::time::Instant;

/// The server's end of one session.
#[derive(Clone, Debug)]
pub struct ServerSession<P> {
    pub(super) config: SessionConfig,
    pub(super) session: String,
    pub(super) key: String,
    pub(super) protocol: String,
    pub(super) outbox: Outbox<P>,
    pub(super) inbox: Inbox,
    /// Received, not yet consumed by the application.
    pub(super) queue: VecDeque<P>,
    pub(super) queue_bytes: usize,
    pub(super) links: Vec<Link<P>>,
    pub(super) numbers: LinkNumbers,
    /// The number of the link that carries the session.
    pub(super) active: Option<u32>,
    /// The client's latest claim.
    pub(super) claim: u32,
    pub(super) phase: Phase,
    /// What the latest answer to a POST carried, while it may be lost.
    pub(super) answered: Option<Answered>,
    /// Since when no link is attached.
    pub(super) detached: Option<Instant>,
}

/// Why a message was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotSent<P> {
    /// Too much is unacknowledged; here is the message back.
    Full(P),
    /// The session is closing or has ended.
    Ended,
}

impl<P: Payload> ServerSession<P> {
    /// A session without a link. `session` is public, `key` a secret of at least 128 random bits; `protocol` is the
    /// sub-protocol chosen for it, or empty.
    #[must_use]
    pub const fn new(
        now: Instant,
        config: SessionConfig,
        session: String,
        key: String,
        protocol: String,
    ) -> Self {
        Self {
            outbox: Outbox::new(config.window),
            config,
            session,
            key,
            protocol,
            inbox: Inbox::new(),
            queue: VecDeque::new(),
            queue_bytes: 0,
            links: Vec::new(),
            numbers: LinkNumbers::new(),
            active: None,
            claim: 0,
            phase: Phase::Open,
            answered: None,
            detached: Some(now),
        }
    }

    /// The public id.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The secret; compare it in constant time.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Sends a message to the client.
    ///
    /// # Errors
    ///
    /// [`NotSent::Full`] above the window of unacknowledged messages, [`NotSent::Ended`] once the session closes.
    pub fn send(&mut self, message: P) -> Result<(), NotSent<P>> {
        if !matches!(self.phase, Phase::Open) {
            return Err(NotSent::Ended);
        }
        if !self.has_room() {
            return Err(NotSent::Full(message));
        }
        self.outbox.push(message);
        Ok(())
    }

    /// Whether [`ServerSession::send`] would take a message.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.outbox.unacknowledged() < self.config.window.messages
            && self.outbox.unacknowledged_bytes() < self.config.window.bytes
    }

    /// Whether a message waits to be transmitted, and may be.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.outbox.is_ready()
    }

    /// The next message from the client. Taking it is what acknowledges it, so a slow reader slows the sender.
    pub fn recv(&mut self, now: Instant) -> Option<P> {
        let message = self.queue.pop_front()?;
        self.queue_bytes -= message.size();
        self.inbox.consume(now, message.size());
        Some(message)
    }

    /// Whether no message will come any more once [`ServerSession::recv`] gives none.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        !matches!(self.phase, Phase::Open)
    }

    /// How the session ended, once it has. What [`ServerSession::transmit`] still gives is to be sent nevertheless.
    #[must_use]
    pub const fn end(&self) -> Option<&End> {
        match &self.phase {
            Phase::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Whether a link of this number is attached; it is not once another has fenced it off.
    #[must_use]
    pub fn is_attached(&self, link: u32) -> bool {
        self.links.iter().any(|attached| attached.number == link)
    }

    /// How long a poll of this link is to be held, in ms; `None` if it is not attached.
    #[must_use]
    pub fn hold(&self, link: u32) -> Option<u64> {
        self.links
            .iter()
            .find(|attached| attached.number == link)
            .map(|link| link.hold)
    }

    /// Whether any link is attached.
    #[must_use]
    pub const fn is_linked(&self) -> bool {
        !self.links.is_empty()
    }

    /// How many messages, and how many bytes, wait for the client's acknowledgement.
    #[must_use]
    pub fn unacknowledged(&self) -> (usize, usize) {
        (
            self.outbox.unacknowledged(),
            self.outbox.unacknowledged_bytes(),
        )
    }

    /// When [`ServerSession::handle_timeout`] is to be called next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        if self.end().is_some() {
            return None;
        }
        let links = self
            .links
            .iter()
            .filter_map(|link| link.heartbeat.deadline())
            .min();
        let ack = self.active.and(self.inbox.due());
        let retention = self
            .detached
            .map(|since| since.after(self.config.retention));
        let answer = self.answered.map(|answered| answered.deadline);
        [links, ack, retention, answer, self.phase.deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Does what is due: asks silent links, gives up dead ones, lets go of the session when its time is over.
    pub fn handle_timeout(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Ended(_)) {
            return;
        }
        let pulses: Vec<_> = self
            .links
            .iter_mut()
            .map(|link| (link.number, link.heartbeat.check(now)))
            .collect();
        for (number, pulse) in pulses {
            match pulse {
                Liveness::Alive => {}
                Liveness::Ping => {
                    let ping = Control::Ping(self.acknowledge_on(number));
                    if let Some(link) = self.link_mut(number) {
                        link.push(&ping);
                    }
                }
                Liveness::Dead => self.detach(now, number),
            }
        }
        if self
            .detached
            .is_some_and(|since| now.since(since) >= self.config.retention)
        {
            self.phase = Phase::Ended(End::Expired);
        }
        self.push_due_ack(now);
        self.check_answer(now);
        self.check_closing(now);
    }

    pub(super) fn link_mut(&mut self, number: u32) -> Option<&mut Link<P>> {
        self.links.iter_mut().find(|link| link.number == number)
    }
}

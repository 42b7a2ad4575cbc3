//! One session as its tasks share it: the core's session behind a lock, and signals for the tasks that wait.
//!
//! ```text
//!   link tasks ──receive──►┌──────────────┐──incoming──► Session::recv
//!   (WebSocket, SSE, poll) │ Conversation │
//!   link tasks ◄─outgoing──└──────┬───────┘◄──room────── Session::send
//!                                 └──────── deadlines ──► timer
//! ```

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use everwire_core::dialect::everwire::codec::{Hello, Reject};
use everwire_core::dialect::everwire::server::ServerSession;
use everwire_core::payload::Message;
use everwire_core::time::Instant;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::budget::{Usage, unacknowledged, unread};
use crate::clock::Clock;
use crate::frame;
use crate::polls::Polls;
use crate::posts::Posts;
use crate::refusal::budget_exhausted;
use crate::tickets::Tickets;

/// The response to a POST waits this long for messages that the application sends in reply.
const REPLY_TIMEOUT: Duration = Duration::from_millis(1);

/// The response does not wait for an application that has more unread messages than this.
const MAX_UNREAD: usize = 16;

/// A session and what its tasks share.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) about: About,
    pub(crate) clock: Clock,
    pub(crate) signals: Signals,
    /// Cancelled once the session was removed from the registry.
    pub(crate) removed: CancellationToken,
    state: Mutex<State>,
}

/// What stays the same for the life of a session.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) id: String,
    pub(crate) protocol: String,
    pub(crate) auth: Option<String>,
    pub(crate) origin: Option<String>,
    /// What the limit per address counts it under.
    pub(crate) network: Option<IpAddr>,
}

/// What changes; the lock is never held across an await.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) session: ServerSession<Message>,
    pub(crate) tickets: Tickets,
    pub(crate) polls: Polls,
    pub(crate) posts: Posts,
    /// What the session uses of the endpoint's memory budget.
    pub(crate) usage: Usage,
    /// The deadline that the timer waits for.
    armed: Option<Instant>,
}

/// Wakes tasks. A task takes its `notified()` before it looks at the state, or it misses changes in between.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    /// A link may have something to send, or has to end.
    pub(crate) outgoing: Notify,
    /// A message may have come in.
    pub(crate) incoming: Notify,
    /// A message may be sent.
    pub(crate) room: Notify,
    /// The next deadline is earlier than it was.
    pub(crate) rearm: Notify,
}

/// What the timer is to do next.
pub(crate) enum Timer {
    /// Wait for this deadline; without one for ever.
    Until(Option<Instant>),
    /// The session has ended.
    Ended,
}

impl Conversation {
    pub(crate) fn new(
        clock: Clock,
        session: ServerSession<Message>,
        about: About,
        tickets: Tickets,
        usage: Usage,
    ) -> Self {
        let state = State {
            session,
            tickets,
            polls: Polls::default(),
            posts: Posts::default(),
            usage,
            armed: None,
        };
        Self {
            about,
            clock,
            signals: Signals::default(),
            removed: CancellationToken::new(),
            state: Mutex::new(state),
        }
    }

    /// Acts on the state, handles deadlines that have passed, and wakes the tasks that this concerns.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut State, Instant) -> R) -> R {
        let mut state = self.lock();
        let now = self.clock.now();
        let before = state.stage();
        let result = act(&mut state, now);
        let is_due = state.session.poll_timeout().is_some_and(|due| due <= now);
        if is_due {
            state.session.handle_timeout(now);
        }
        state.update_usage();
        let has_changed_stage = state.stage() != before;
        let is_earlier = state.is_earlier_than_armed();
        drop(state);
        if is_due || has_changed_stage {
            self.signals.wake_all();
        }
        if is_earlier || has_changed_stage {
            self.signals.rearm.notify_one();
        }
        result
    }

    /// Attaches the link of this HELLO.
    pub(crate) fn attach(&self, hello: &Hello, ticket: Option<String>) -> Result<(), Reject> {
        self.with(|state, now| {
            state.session.attach(now, hello, ticket.clone())?;
            if let Some(ticket) = ticket {
                state.tickets.issue(now, hello.link, ticket);
            }
            Ok(())
        })?;
        self.signals.wake_all();
        Ok(())
    }

    /// Takes one frame that came in on a link.
    pub(crate) fn receive(&self, link: u32, frame: Message) -> Result<(), Reject> {
        let result = self.with(|state, now| state.receive(now, link, frame));
        self.signals.wake_all();
        result
    }

    /// Takes the frames of one POST, and returns the frames of its response.
    pub(crate) async fn exchange(
        &self,
        link: u32,
        mut frames: impl Iterator<Item = Message>,
    ) -> Result<VecDeque<Message>, Reject> {
        let replies = self.with(|state, now| {
            frames.try_for_each(|frame| state.receive(now, link, frame))?;
            if state.session.answers_with_messages(link) {
                state.posts.begin_response(link);
                return Ok(None);
            }
            // Under the same lock: after a CLOSE, the session's other tasks detach the link, and its replies with it.
            Ok(Some(state.session.take_replies(now, link)))
        });
        self.signals.wake_all();
        match replies? {
            Some(replies) => Ok(replies),
            None => Ok(self.await_replies(link).await),
        }
    }

    /// Waits for messages that the application sends in reply to those of a POST. Meanwhile polls of the link take no messages, so
    /// that the response does.
    async fn await_replies(&self, link: u32) -> VecDeque<Message> {
        let _pending = PendingResponse {
            conversation: self,
            link,
        };
        // After the time-out the response goes without them.
        let _ = tokio::time::timeout(REPLY_TIMEOUT, self.replied()).await;
        self.with(|state, now| state.session.take_replies(now, link))
    }

    /// Resolves when the application has replied, or is unlikely to reply soon.
    async fn replied(&self) {
        loop {
            let changed = self.signals.outgoing.notified();
            let is_soon = self.with(|state, _| {
                let (unread, _) = state.session.unread();
                !state.session.is_ready() && (1..=MAX_UNREAD).contains(&unread)
            });
            if !is_soon {
                return;
            }
            changed.await;
        }
    }

    /// Detaches a link.
    pub(crate) fn detach(&self, link: u32) {
        self.with(|state, now| state.session.detach(now, link));
        self.signals.outgoing.notify_waiters();
    }

    /// The deadline that the timer is to wait for from now on.
    pub(crate) fn arm(&self) -> Timer {
        let mut state = self.lock();
        if state.session.end().is_some() {
            return Timer::Ended;
        }
        state.armed = state.session.poll_timeout();
        Timer::Until(state.armed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The response to a POST waits for replies; dropped when it waits no longer, or its client has disconnected.
struct PendingResponse<'a> {
    conversation: &'a Conversation,
    link: u32,
}

impl Drop for PendingResponse<'_> {
    fn drop(&mut self) {
        self.conversation
            .with(|state, _| state.posts.end_response(self.link));
        self.conversation.signals.outgoing.notify_waiters();
    }
}

impl State {
    fn receive(&mut self, now: Instant, link: u32, frame: Message) -> Result<(), Reject> {
        frame::check(&frame)?;
        if self.usage.is_denied(unread(&self.session)) && frame::carries_data(&frame) {
            return Err(budget_exhausted());
        }
        self.session.receive(now, link, frame)
    }

    fn stage(&self) -> (bool, bool) {
        (self.session.is_finished(), self.session.end().is_some())
    }

    /// Enters what the session holds into the memory budget.
    fn update_usage(&mut self) {
        let held = unacknowledged(&self.session) + unread(&self.session);
        self.usage.set(held);
    }

    fn is_earlier_than_armed(&self) -> bool {
        match (self.session.poll_timeout(), self.armed) {
            (Some(next), Some(armed)) => next < armed,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

impl Signals {
    pub(crate) fn wake_all(&self) {
        self.outgoing.notify_waiters();
        self.incoming.notify_waiters();
        self.room.notify_waiters();
    }
}

//! One session as the tasks around it share it: the core's host behind a lock, and what wakes those who wait.
//!
//! ```text
//!   link tasks ──receive──►┌──────────────┐──incoming──► Session::recv
//!   (WebSocket, SSE, poll) │ Conversation │
//!   link tasks ◄─outgoing──└──────┬───────┘◄──room────── Session::send
//!                                 └──────── deadlines ──► keeper
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

use crate::clock::Clock;
use crate::frame;
use crate::memory::{Share, unacknowledged, unread};
use crate::polls::Polls;
use crate::posts::Posts;
use crate::registry::reject;
use crate::tickets::Tickets;

/// An answer to a POST waits so long for what the application says to it.
const REPLY_TIME: Duration = Duration::from_millis(1);

/// An application that has more messages to read than this is not waited for.
const FEW: usize = 16;

/// A session and those who wait for it.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) about: About,
    pub(crate) clock: Clock,
    pub(crate) signals: Signals,
    /// Cancelled once nothing of the session is kept any more.
    pub(crate) removed: CancellationToken,
    state: Mutex<State>,
}

/// What stays the same for the life of a session.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) id: String,
    pub(crate) attach: String,
    pub(crate) protocol: String,
    pub(crate) auth: Option<String>,
    pub(crate) origin: Option<String>,
    /// Whom the limit per address counts it with.
    pub(crate) network: Option<IpAddr>,
}

/// What changes; the lock is never held across an await.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) host: ServerSession<Message>,
    pub(crate) tickets: Tickets,
    pub(crate) polls: Polls,
    pub(crate) posts: Posts,
    /// What the host holds of the endpoint's memory.
    pub(crate) share: Share,
    /// The deadline that the keeper waits for.
    armed: Option<Instant>,
}

/// Wakes those who wait. Whoever waits asks for its `notified()` first and looks at the state then.
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

/// What the keeper is to do next.
pub(crate) enum Watch {
    /// Wait for this time, or for ever.
    Until(Option<Instant>),
    /// The session has ended.
    Ended,
}

impl Conversation {
    pub(crate) fn new(
        clock: Clock,
        host: ServerSession<Message>,
        about: About,
        tickets: Tickets,
        share: Share,
    ) -> Self {
        let state = State {
            host,
            tickets,
            polls: Polls::default(),
            posts: Posts::default(),
            share,
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

    /// Acts on the state, then does what is due by now.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut State, Instant) -> R) -> R {
        let mut state = self.lock();
        let now = self.clock.now();
        let before = state.stage();
        let result = act(&mut state, now);
        let is_due = state.host.poll_timeout().is_some_and(|due| due <= now);
        if is_due {
            state.host.handle_timeout(now);
        }
        state.account();
        let has_turned = state.stage() != before;
        let is_earlier = state.is_earlier_than_armed();
        drop(state);
        if is_due || has_turned {
            self.signals.wake_all();
        }
        if is_earlier || has_turned {
            self.signals.rearm.notify_one();
        }
        result
    }

    /// Attaches the link of this HELLO.
    pub(crate) fn attach(&self, hello: &Hello, ticket: Option<String>) -> Result<(), Reject> {
        self.with(|state, now| {
            state.host.attach(now, hello, ticket.clone())?;
            if let Some(ticket) = ticket {
                state.tickets.issue(now, hello.link, ticket);
            }
            Ok(())
        })?;
        self.signals.wake_all();
        Ok(())
    }

    /// Takes one frame that a link brought in.
    pub(crate) fn receive(&self, link: u32, frame: Message) -> Result<(), Reject> {
        let result = self.with(|state, now| state.receive(now, link, frame));
        self.signals.wake_all();
        result
    }

    /// Takes the frames of one request, and gives what answers them.
    pub(crate) async fn exchange(
        &self,
        link: u32,
        mut frames: impl Iterator<Item = Message>,
    ) -> Result<VecDeque<Message>, Reject> {
        let replies = self.with(|state, now| {
            frames.try_for_each(|frame| state.receive(now, link, frame))?;
            if state.host.answers_with_messages(link) {
                state.posts.answer(link);
                return Ok(None);
            }
            // At once: a CLOSE has ended the session, whose other tasks let go of the link and of what it has to answer.
            Ok(Some(state.host.take_replies(now, link)))
        });
        self.signals.wake_all();
        match replies? {
            Some(replies) => Ok(replies),
            None => Ok(self.answer(link).await),
        }
    }

    /// Lets the application read, and takes what it says to that. Meanwhile polls of the link leave it to the answer.
    async fn answer(&self, link: u32) -> VecDeque<Message> {
        let _answering = Answering {
            conversation: self,
            link,
        };
        // Without a reply in time there is none.
        let _ = tokio::time::timeout(REPLY_TIME, self.replied()).await;
        self.with(|state, now| state.host.take_replies(now, link))
    }

    /// Resolves when the application has replied, or cannot be expected to before long.
    async fn replied(&self) {
        loop {
            let changed = self.signals.outgoing.notified();
            let is_soon = self.with(|state, _| {
                let (unread, _) = state.host.unread();
                !state.host.is_ready() && (1..=FEW).contains(&unread)
            });
            if !is_soon {
                return;
            }
            changed.await;
        }
    }

    /// Lets go of a link.
    pub(crate) fn detach(&self, link: u32) {
        self.with(|state, now| state.host.detach(now, link));
        self.signals.outgoing.notify_waiters();
    }

    /// Sets the deadline that the keeper waits for from now on.
    pub(crate) fn arm(&self) -> Watch {
        let mut state = self.lock();
        if state.host.end().is_some() {
            return Watch::Ended;
        }
        state.armed = state.host.poll_timeout();
        Watch::Until(state.armed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A POST is about to be answered; dropped when it is, or when its client has gone.
struct Answering<'a> {
    conversation: &'a Conversation,
    link: u32,
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.conversation
            .with(|state, _| state.posts.answered(self.link));
        self.conversation.signals.outgoing.notify_waiters();
    }
}

impl State {
    fn receive(&mut self, now: Instant, link: u32, frame: Message) -> Result<(), Reject> {
        frame::check(&frame)?;
        if self.share.is_exhausted(unread(&self.host)) && frame::carries_data(&frame) {
            return Err(reject(503, 5_000, "too much is waiting here"));
        }
        self.host.receive(now, link, frame)
    }

    fn stage(&self) -> (bool, bool) {
        (self.host.is_finished(), self.host.end().is_some())
    }

    /// Keeps the share in step with what the host holds.
    fn account(&mut self) {
        let held = unacknowledged(&self.host) + unread(&self.host);
        self.share.resize(held);
    }

    fn is_earlier_than_armed(&self) -> bool {
        match (self.host.poll_timeout(), self.armed) {
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

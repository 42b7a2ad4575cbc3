//! How a session ends.

use super::ServerSession;
use crate::dialect::everwire::codec::{Close, Control};
use crate::payload::Payload;
use crate::time::Instant;

/// How a session ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// The client closed it; all that it had sent is here.
    Client(Close),
    /// The application closed it, and the client has confirmed.
    Server(Close),
    /// The application closed it, and the client did not confirm in time.
    Unconfirmed(Close),
    /// No link came back within the retention time.
    Expired,
}

/// Where the session is in its life.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    Open,
    /// The application has closed; what waits goes first, then CLOSE.
    Flushing {
        close: Close,
        deadline: Instant,
    },
    /// CLOSE was put on the active link.
    CloseSent {
        close: Close,
        deadline: Instant,
    },
    Ended(End),
}

impl Phase {
    pub(super) const fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Flushing { deadline, .. } | Self::CloseSent { deadline, .. } => Some(*deadline),
            Self::Open | Self::Ended(_) => None,
        }
    }
}

impl<P: Payload> ServerSession<P> {
    /// Ends the session from this side: what waits is flushed, then the client is told.
    pub fn close(&mut self, now: Instant, close: Close) {
        if matches!(self.phase, Phase::Open) {
            self.phase = Phase::Flushing {
                close,
                deadline: now.after(self.config.close_timeout),
            };
            // CLOSE must not overtake it.
            self.recall_answer();
        }
    }

    /// Tells every link that the server is about to go, and when to come back (ms). The session itself goes on.
    pub fn go_away(&mut self, delay: u64) {
        for link in &mut self.links {
            link.push(&Control::GoAway(delay));
        }
    }

    /// The client has sent CLOSE on this link.
    pub(super) fn closed_by_client(&mut self, link: u32, close: Close) {
        let end = match std::mem::replace(&mut self.phase, Phase::Open) {
            Phase::Open => End::Client(close.clone()),
            Phase::Flushing { close, .. } => End::Unconfirmed(close),
            Phase::CloseSent { close, .. } => End::Server(close),
            Phase::Ended(end) => end,
        };
        let count = match end {
            // The application still gets what is here.
            End::Client(_) => self.inbox.received(),
            _ => self.inbox.acknowledge(),
        };
        if let Some(link) = self.link_mut(link)
            && matches!(end, End::Client(_) | End::Unconfirmed(_))
        {
            link.reply(&Control::Ack(count));
            link.reply(&Control::Close(close));
        }
        self.phase = Phase::Ended(end);
    }

    /// Puts CLOSE on the active link, once nothing waits before it.
    pub(super) fn send_close(&mut self) {
        let Phase::Flushing { close, deadline } = &self.phase else {
            return;
        };
        let (close, deadline) = (close.clone(), *deadline);
        let Some(active) = self.active else { return };
        if self.outbox.waiting() > 0 {
            return;
        }
        let count = self.inbox.acknowledge();
        if let Some(link) = self.link_mut(active) {
            link.push_ack(count);
            link.push(&Control::Close(close.clone()));
            self.phase = Phase::CloseSent { close, deadline };
        }
    }

    /// The link on which CLOSE was sent is gone: it is sent again on the next one.
    pub(super) fn close_unsent(&mut self) {
        if let Phase::CloseSent { close, deadline } = &self.phase {
            self.phase = Phase::Flushing {
                close: close.clone(),
                deadline: *deadline,
            };
        }
    }

    pub(super) fn check_closing(&mut self, now: Instant) {
        if let Phase::Flushing { close, deadline } | Phase::CloseSent { close, deadline } =
            &self.phase
            && *deadline <= now
        {
            self.phase = Phase::Ended(End::Unconfirmed(close.clone()));
        }
    }
}

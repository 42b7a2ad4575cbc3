//! How the socket ends.

use super::{Client, Close, Event, Outcome, Output};
use crate::payload::Payload;
use crate::time::Instant;

/// Where the socket is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// No link has opened yet.
    New,
    /// A link has opened, and may have dropped since.
    Opened,
    /// The application has closed.
    Closing(Closing),
    /// The end.
    Closed,
}

/// What closing waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Closing {
    /// The end of the link, which the application has closed.
    Link,
    /// Nothing: the application is told at this time.
    At(Instant),
}

impl Closing {
    pub(super) const fn awaits_link(self) -> bool {
        matches!(self, Self::Link)
    }

    pub(super) const fn deadline(self) -> Option<Instant> {
        match self {
            Self::Link => None,
            Self::At(at) => Some(at),
        }
    }
}

impl<P: Payload> Client<P> {
    pub(super) fn close(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Closing(_) | Phase::Closed) {
            return;
        }
        let closing = if self.has_link() {
            Closing::Link
        } else {
            self.connector.end(&mut self.outputs);
            Closing::At(now)
        };
        self.phase = Phase::Closing(closing);
    }

    pub(super) fn end(&mut self, close: Close) {
        self.phase = Phase::Closed;
        self.connector.end(&mut self.outputs);
        self.settle_all(Outcome::Unsent);
        self.emit(Event::Closed(close));
    }

    /// What was queued goes over the open link, or nowhere.
    pub(super) fn settle_all(&mut self, outcome: Outcome) {
        let channel = self.open_link().map(|link| link.channel);
        while let Some(message) = self.queue.pop() {
            if let Some(channel) = channel {
                let frame = message.clone();
                self.outputs.push_back(Output::Transmit { channel, frame });
            }
            self.emit(Event::Settled { message, outcome });
        }
    }
}

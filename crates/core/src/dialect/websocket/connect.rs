//! Attempts: how a link is made, and what follows when it ends.

use super::queue::outcome;
use super::state::{Farewell, State};
use super::{Client, Close, Event, Output, is_final};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn start(&mut self) {
        if self.state == State::Idle {
            self.attempt();
        }
    }

    fn attempt(&mut self) {
        self.attempts = self.attempts.wrapping_add(1);
        let attempt = self.attempts;
        self.state = State::Resolving { attempt };
        self.outputs.push_back(Output::Resolve { attempt });
    }

    pub(super) fn resolved(&mut self, now: Instant, answered: u32) {
        if matches!(self.state, State::Resolving { attempt } if attempt == answered) {
            // The attempts' numbers do for the links: none makes two.
            let link = answered;
            let deadline = now.after(self.config.connect_timeout);
            self.state = State::Connecting { link, deadline };
            self.outputs.push_back(Output::Open { link });
        }
    }

    pub(super) fn unresolved(&mut self, now: Instant, answered: u32) {
        if matches!(self.state, State::Resolving { attempt } if attempt == answered) {
            self.dropped(now, Close::abnormal());
        }
    }

    pub(super) fn opened(&mut self, now: Instant, opened: u32) {
        if !matches!(self.state, State::Connecting { link, .. } if link == opened) {
            return;
        }
        self.has_opened = true;
        self.down_since = None;
        self.state = State::Open {
            link: opened,
            stable_at: Some(now.after(self.config.stable_after)),
            pulse: self.fresh_pulse(now),
        };
        self.emit(Event::Opened);
        self.settle_all();
    }

    pub(super) fn ended(&mut self, now: Instant, ended: u32, close: Close) {
        match self.state {
            State::Connecting { link, .. } | State::Open { link, .. } if link == ended => {
                self.dropped(now, close);
            }
            State::Closing(Farewell::Link { link }) if link == ended => self.end(close),
            _ => {}
        }
    }

    pub(super) fn refused(&mut self, refused: u32, close: Close) {
        let is_current = matches!(
            self.state,
            State::Connecting { link, .. } | State::Closing(Farewell::Link { link }) if link == refused
        );
        if is_current {
            self.end(close);
        }
    }

    /// There is no link, because of this.
    pub(super) fn dropped(&mut self, now: Instant, close: Close) {
        self.down_since.get_or_insert(now);
        if !self.config.reconnect {
            self.end(close);
            return;
        }
        let verdict = !is_final(close.code);
        if self.config.consult {
            self.state = State::AwaitingDecision(close.clone());
            self.outputs.push_back(Output::Decide { close, verdict });
        } else {
            self.decide(now, verdict, close);
        }
    }

    pub(super) fn decided(&mut self, now: Instant, go_on: bool) {
        if let State::AwaitingDecision(close) = &self.state {
            let close = close.clone();
            self.decide(now, go_on, close);
        }
    }

    fn decide(&mut self, now: Instant, go_on: bool, close: Close) {
        if !go_on || self.is_used_up(now) {
            self.end(close);
            return;
        }
        let delay = self
            .backoff
            .fail(self.config.reconnect_delay, self.config.max_reconnect_delay);
        self.state = State::Waiting {
            at: now.after(delay),
        };
        self.emit(Event::Reconnecting {
            attempt: self.backoff.failures(),
            delay,
            close,
        });
    }

    fn is_used_up(&self, now: Instant) -> bool {
        let config = &self.config;
        let down = self.down_since.map_or(0, |since| now.since(since));
        config
            .max_retries
            .is_some_and(|max| self.backoff.failures() >= max)
            || config.max_elapsed.is_some_and(|max| down >= max)
    }

    pub(super) fn connect_due(&mut self, now: Instant, link: u32) {
        self.outputs.push_back(Output::Abandon { link });
        self.dropped(now, Close::abnormal());
    }

    pub(super) fn reconnect_due(&mut self) {
        self.attempt();
    }

    /// The network or the page is back: what waits need not, what is silent is asked.
    pub(super) fn wake(&mut self, now: Instant) {
        match self.state {
            State::Waiting { .. } => self.attempt(),
            State::Open { .. } => self.probe(now),
            _ => {}
        }
    }

    pub(super) fn close(&mut self, now: Instant) {
        let alone = Farewell::Alone { at: now };
        let farewell = match self.state {
            State::Connecting { link, .. } | State::Open { link, .. } if self.has_link() => {
                Farewell::Link { link }
            }
            State::Connecting { link, .. } => {
                self.outputs.push_back(Output::Abandon { link });
                alone
            }
            State::Closing(_) | State::Closed => return,
            _ => alone,
        };
        self.state = State::Closing(farewell);
    }

    pub(super) fn end(&mut self, close: Close) {
        self.state = State::Closed;
        self.settle_all();
        self.emit(Event::Closed(close));
    }

    /// What was queued goes over the link, or nowhere if there is none.
    fn settle_all(&mut self) {
        let is_open = matches!(self.state, State::Open { .. });
        while let Some(message) = self.queue.pop() {
            if is_open {
                self.outputs.push_back(Output::Transmit(message.clone()));
            }
            let outcome = outcome(is_open);
            self.emit(Event::Settled { message, outcome });
        }
    }
}

//! How the session ends from the client's side.

use super::link::Wire;
use super::state::Phase;
use super::{Client, Event};
use crate::dialect::everwire::codec::{Close, Control};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// The application closes: what waits goes first.
    pub(super) fn close(&mut self, now: Instant, code: u16, reason: String) {
        match self.phase {
            Phase::New => self.finish_abnormally(),
            Phase::Open => {
                let deadline = now.after(self.config.close_timeout);
                self.phase = Phase::Flushing {
                    code,
                    reason,
                    deadline,
                };
                self.close_or_connect(now);
            }
            _ => {}
        }
    }

    /// With a link, flushes; without one, connects once more if there is anything to deliver.
    fn close_or_connect(&mut self, now: Instant) {
        if self.connector.is_connected() {
            self.flush(now);
        } else if self.outbox.unacknowledged() == 0 {
            self.finish_abnormally();
        } else {
            self.connector.attempt_now(&mut self.outputs);
        }
    }

    /// Puts CLOSE on the live link, once nothing waits before it.
    pub(super) fn send_close(&mut self, now: Instant) {
        let (
            Phase::Flushing {
                code,
                reason,
                deadline,
            },
            Some(link),
        ) = (&self.phase, self.connector.live())
        else {
            return;
        };
        if self.outbox.waiting() > 0 {
            return;
        }
        let (code, reason, deadline, link) = (*code, reason.clone(), *deadline, link.number);
        self.push_control(
            link,
            &Control::Close(Close {
                code,
                reason: reason.clone(),
            }),
        );
        self.phase = Phase::CloseSent {
            code,
            reason,
            deadline,
        };
        self.post(now, link);
    }

    /// The link on which CLOSE was sent is gone: it is sent again on the next one.
    pub(super) fn close_unsent(&mut self) {
        if let Phase::CloseSent {
            code,
            reason,
            deadline,
        } = &self.phase
        {
            self.phase = Phase::Flushing {
                code: *code,
                reason: reason.clone(),
                deadline: *deadline,
            };
        }
    }

    pub(super) fn closed_by_server(&mut self, now: Instant, number: u32, close: Close) {
        if matches!(self.phase, Phase::CloseSent { .. }) {
            // The answer to ours, or the server's own: what the server has, it has acknowledged before.
            self.finish(close.code, close.reason, true);
            return;
        }
        self.push_control(number, &Control::Close(close.clone()));
        let is_http = self
            .link(number)
            .is_some_and(|link| matches!(link.wire, Wire::Http(_)));
        if is_http {
            let deadline = now.after(self.config.close_timeout);
            self.phase = Phase::Answered {
                code: close.code,
                reason: close.reason,
                deadline,
            };
            self.post(now, number);
        } else {
            self.finish(close.code, close.reason, true);
        }
    }

    /// The answer to the server's CLOSE has arrived there, or never will.
    pub(super) fn finish_answered(&mut self) {
        if let Phase::Answered { code, reason, .. } = &self.phase {
            let (code, reason) = (*code, reason.clone());
            self.finish(code, reason, true);
        }
    }

    /// Closing has taken too long.
    pub(super) fn close_overdue(&mut self) {
        match self.phase {
            Phase::Answered { .. } => self.finish_answered(),
            _ => self.finish_abnormally(),
        }
    }

    /// The end, without the server's word (RFC 6455, section 7.1.5).
    pub(super) fn finish_abnormally(&mut self) {
        self.finish(1006, String::new(), false);
    }

    /// The end: nothing is left, and nothing will happen any more.
    pub(super) fn finish(&mut self, code: u16, reason: String, clean: bool) {
        if matches!(self.phase, Phase::Closed) {
            return;
        }
        self.connector.end(&mut self.outputs);
        self.check_carrier();
        self.phase = Phase::Closed;
        let mut unconfirmed = self.lost.take().unwrap_or_default();
        unconfirmed.extend(self.outbox.reset());
        let clean = clean && unconfirmed.is_empty();
        self.emit(Event::Closed {
            code,
            reason,
            clean,
            unconfirmed,
        });
    }
}

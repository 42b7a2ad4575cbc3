//! What makes a link the one that carries the session.

use super::link::Stage;
use super::state::Phase;
use super::{Client, Event};
use crate::channel::Transport;
use crate::dialect::everwire::codec::Control;
use crate::link::Heartbeat;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// A round trip over this link has succeeded: it carries the session, unless a better one does already.
    pub(super) fn prove(&mut self, now: Instant, number: u32) {
        let config = &self.config;
        let (interval, timeout) = (config.heartbeat_interval, config.heartbeat_timeout);
        let Some(link) = self.link_mut(number) else {
            return;
        };
        let Stage::Accepted { is_active, .. } = link.stage else {
            return;
        };
        link.stage = Stage::Proven;
        // The time limit of a poll is its heartbeat.
        let interval = if matches!(link.transport, Transport::LongPoll) {
            0
        } else {
            interval
        };
        link.heartbeat = Heartbeat::new(now, interval, timeout);
        self.take_over(now, number, is_active);
        self.connector.store_round_trip(now, &mut self.outputs);
    }

    /// A link may carry the session from now on, unless it does already or a better one does.
    pub(super) fn take_over(&mut self, now: Instant, number: u32, is_active: bool) {
        let Some(transport) = self.link(number).map(|link| link.transport) else {
            return;
        };
        if self.is_live(number) {
            return;
        }
        // Nor does a session move that is closing: CLOSE may have reached the server already.
        let is_closing = !matches!(self.phase, Phase::New | Phase::Open);
        let is_superfluous = self
            .connector
            .live()
            .is_some_and(|live| is_closing || !self.connector.is_better(transport, live.transport));
        if is_superfluous {
            self.release_link(now, number);
        } else {
            self.activate(now, number, is_active);
        }
    }

    /// A link carries the session from now on. `is_active`: the server uses it already.
    pub(super) fn activate(&mut self, now: Instant, number: u32, is_active: bool) {
        let Some(link) = self.link(number) else {
            return;
        };
        let transport = link.transport;
        // Another link may have claimed the session since the HELLO of this one.
        let is_known = is_active && self.identity.is_latest_claim(link.claim);
        self.connector.activate(now, number, &mut self.outputs);
        self.check_carrier();
        if let Some(lost) = &mut self.lost {
            // The server must first be told who speaks: what was sent meanwhile is the application's to send again.
            lost.extend(self.outbox.reset());
        }
        if self.carrier != Some(number) {
            self.carrier = Some(number);
            self.outbox.rewind_all();
        }
        if !is_known {
            let (claim, received) = (self.identity.next_claim(), self.inbox.received());
            self.push_control(number, &Control::Use { claim, received });
        }
        self.poll(now, number);
        self.flush(now);
        self.announce(now, transport);
    }

    /// Tells the application what the new link means.
    fn announce(&mut self, now: Instant, transport: Transport) {
        let lost_at = self.connector.recovered();
        // At the end, `close` tells what may not have arrived.
        let lost = match self.phase {
            Phase::Open => self.lost.take(),
            _ => None,
        };
        match (&self.phase, lost, lost_at) {
            (Phase::New, ..) => {
                self.phase = Phase::Open;
                self.emit(Event::Opened {
                    unconfirmed: Vec::new(),
                });
            }
            (Phase::Open, Some(unconfirmed), _) => self.emit(Event::Opened { unconfirmed }),
            (Phase::Open, None, Some(lost_at)) => {
                self.emit(Event::Reconnected {
                    transport,
                    downtime: now.since(lost_at),
                });
            }
            (Phase::Open, None, None) => self.emit(Event::Switched { transport }),
            _ => {}
        }
    }
}

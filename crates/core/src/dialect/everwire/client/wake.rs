//! Changes of page and network: look at once, then decide.

use super::Client;
use super::state::Phase;
use crate::connect::{PageSignal, Wake};
use crate::dialect::everwire::codec::Control;
use crate::error::ErrorCode;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn signal(&mut self, now: Instant, signal: PageSignal) {
        match self.connector.signal(signal, &mut self.outputs) {
            Wake::None => {}
            Wake::Probe(link) => self.probe(now, link),
            Wake::Restart => self.restart(now, ErrorCode::Suspended),
            Wake::Suspend => self.suspend(now),
        }
    }

    /// The application wants a new link.
    pub(super) fn reconnect(&mut self, now: Instant) {
        if let Some(link) = self.connector.reconnect_requested(&mut self.outputs)
            && !matches!(self.phase, Phase::Answered { .. })
        {
            self.release_link(now, link);
            self.restart(now, ErrorCode::ReconnectRequested);
        }
    }

    /// Asks the live link for a sign of life, with a short time-out.
    fn probe(&mut self, now: Instant, number: u32) {
        let timeout = self.config.probe_timeout;
        let ping = Control::Ping(self.inbox.acknowledge());
        let Some(link) = self.link_mut(number) else {
            return;
        };
        link.heartbeat.probe(now, timeout);
        self.push_control(number, &ping);
        self.post(now, number);
    }

    /// The page goes to the back/forward cache.
    fn suspend(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Answered { .. }) {
            self.finish_answered();
            return;
        }
        self.connector.suspend(now, &mut self.outputs);
        self.check_carrier();
        self.close_unsent();
        if !matches!(self.phase, Phase::New) {
            self.connector.lost(now);
        }
    }
}

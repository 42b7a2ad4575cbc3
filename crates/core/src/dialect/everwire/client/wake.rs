//! Changes of page and network: look at once, then decide.

use super::state::{Carriage, Outage, Phase};
use super::{Client, PageSignal};
use crate::dialect::everwire::codec::Control;
use crate::error::ErrorCode;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn signal(&mut self, now: Instant, signal: PageSignal) {
        match (signal, &self.carriage) {
            (PageSignal::Suspend, Carriage::Idle | Carriage::Suspended) => {}
            (PageSignal::Suspend, _) => self.suspend(now),
            (PageSignal::Wake | PageSignal::Resume, Carriage::Suspended) => {
                self.restart(now, ErrorCode::Suspended)
            }
            (
                PageSignal::Wake | PageSignal::Resume | PageSignal::Offline,
                Carriage::Live { link, .. },
            ) => {
                self.probe(now, *link);
            }
            (PageSignal::Wake | PageSignal::Resume, Carriage::Waiting { .. }) => {
                self.begin_attempt()
            }
            _ => {}
        }
    }

    /// Asks the live link for a sign of life, with a short time-out.
    fn probe(&mut self, now: Instant, number: u32) {
        let timeout = self.config.probe_timeout;
        let ping = Control::Ping(self.inbox.acknowledge());
        let Some(link) = self.link_mut(number) else {
            return;
        };
        link.heartbeat.ask(now, timeout);
        self.push_control(number, &ping);
        self.post(now, number);
    }

    /// The page goes to the back/forward cache, which no connection survives.
    fn suspend(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Answered { .. }) {
            self.finish_answered();
            return;
        }
        self.remove_all_links(now);
        self.forget_telling();
        if !matches!(self.phase, Phase::New) {
            self.outage.get_or_insert(Outage {
                since: now,
                reason: ErrorCode::Suspended,
            });
        }
        self.upgrade.at = None;
        self.carriage = Carriage::Suspended;
    }
}

//! Whether the link is alive, where the application wants that watched.

use super::{Client, Event};
use crate::channel::ChannelId;
use crate::link::{Heartbeat, Liveness};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// Something has arrived over this channel.
    pub(super) fn heard(&mut self, now: Instant, channel: ChannelId) {
        if self.open_link().is_some_and(|link| link.channel == channel)
            && let Some(heartbeat) = self.watched()
        {
            heartbeat.alive(now);
        }
    }

    /// The network or the page is back: a silent link is asked at once.
    pub(super) fn probe(&mut self, now: Instant) {
        let timeout = self
            .config
            .heartbeat
            .map_or(0, |heartbeat| heartbeat.timeout);
        if let Some(heartbeat) = self.watched() {
            let liveness = heartbeat.probe(now, timeout);
            self.act(now, liveness);
        }
    }

    pub(super) fn check_heartbeat(&mut self, now: Instant) {
        if let Some(heartbeat) = self.watched() {
            let liveness = heartbeat.check(now);
            self.act(now, liveness);
        }
    }

    fn act(&mut self, now: Instant, liveness: Liveness) {
        let asks = self
            .config
            .heartbeat
            .is_some_and(|heartbeat| heartbeat.asks);
        match liveness {
            Liveness::Ping if asks => self.emit(Event::Ping),
            Liveness::Ping | Liveness::Alive => {}
            Liveness::Dead => self.give_up_link(now),
        }
    }

    /// The heartbeat of the open link, if the application wants one.
    fn watched(&mut self) -> Option<&mut Heartbeat> {
        self.config.heartbeat?;
        let number = self.open_link().map(crate::connect::Candidate::number)?;
        self.connector
            .link_mut(number)
            .map(|link| &mut link.heartbeat)
    }
}

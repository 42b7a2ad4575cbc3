//! Whether the link is alive, where the application wants that watched.

use super::state::State;
use super::{Client, Close, Heartbeat, Output};
use crate::payload::Payload;
use crate::time::Instant;

/// The watch over an open link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pulse {
    /// There is none.
    Unwatched,
    /// Something was heard; the silence may last until then.
    Heard { until: Instant },
    /// A sign of life is awaited until then.
    Awaited { until: Instant },
}

impl Pulse {
    pub(super) const fn deadline(self) -> Option<Instant> {
        match self {
            Self::Unwatched => None,
            Self::Heard { until } | Self::Awaited { until } => Some(until),
        }
    }
}

impl<P: Payload> Client<P> {
    /// The pulse of a link from which something was heard now.
    pub(super) fn fresh_pulse(&self, now: Instant) -> Pulse {
        match self.config.heartbeat {
            None => Pulse::Unwatched,
            Some(Heartbeat { interval, .. }) => Pulse::Heard {
                until: now.after(interval),
            },
        }
    }

    pub(super) fn heard(&mut self, now: Instant) {
        let fresh = self.fresh_pulse(now);
        if let State::Open { pulse, .. } = &mut self.state {
            *pulse = fresh;
        }
    }

    /// Asks for a sign of life.
    pub(super) fn probe(&mut self, now: Instant) {
        let Some(Heartbeat { timeout, asks, .. }) = self.config.heartbeat else {
            return;
        };
        if let State::Open { pulse, .. } = &mut self.state {
            *pulse = Pulse::Awaited {
                until: now.after(timeout),
            };
            if asks {
                self.outputs.push_back(Output::Beat);
            }
        }
    }

    pub(super) fn pulse_due(&mut self, now: Instant, link: u32, pulse: Pulse) {
        match pulse {
            // Long after its time: nothing could be heard meanwhile, as when the machine sleeps.
            Pulse::Awaited { until } if now.since(until) <= self.patience() => {
                self.outputs.push_back(Output::Abandon { link });
                self.dropped(now, Close::abnormal());
            }
            _ => self.probe(now),
        }
    }

    fn patience(&self) -> u64 {
        self.config
            .heartbeat
            .map_or(0, |heartbeat| heartbeat.timeout)
    }
}

//! Life signs of one link. Any frame counts as life; only a silent link is asked.

use crate::time::Instant;

/// Watches one link. Both sides run one.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    interval: u64,
    timeout: u64,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Heard from at this time; is asked after the interval.
    Alive { heard: Instant },
    /// Asked; must be heard from before the deadline.
    Asked { sent: Instant, deadline: Instant },
}

/// What is to be done about a link at its deadline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Liveness {
    /// Nothing yet.
    Alive,
    /// Send a ping.
    Ping,
    /// Give the link up.
    Dead,
}

impl Heartbeat {
    /// A timer this late says that the page or machine was asleep; the link is asked once more before it is judged. In ms.
    const OVERSLEPT: u64 = 2_000;

    /// Watches a link that was heard from just now. Both times in ms; an interval of 0 never asks by itself.
    #[must_use]
    pub const fn new(now: Instant, interval: u64, timeout: u64) -> Self {
        Self {
            interval,
            timeout,
            state: State::Alive { heard: now },
        }
    }

    /// Something came in.
    pub const fn hear(&mut self, now: Instant) {
        self.state = State::Alive { heard: now };
    }

    /// A pong came in: the round-trip time in ms, if it was asked for.
    #[must_use]
    pub const fn round_trip(&self, now: Instant) -> Option<u64> {
        match self.state {
            State::Asked { sent, .. } => Some(now.since(sent)),
            State::Alive { .. } => None,
        }
    }

    /// When to look again.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Alive { .. } if self.interval == 0 => None,
            State::Alive { heard } => Some(heard.after(self.interval)),
            State::Asked { deadline, .. } => Some(deadline),
        }
    }

    /// Judges by the clock. On [`Liveness::Ping`] the caller sends a ping.
    pub fn check(&mut self, now: Instant) -> Liveness {
        match self.deadline() {
            Some(deadline) if deadline <= now => match self.state {
                State::Asked { .. } if now.since(deadline) < Self::OVERSLEPT => Liveness::Dead,
                State::Asked { .. } | State::Alive { .. } => self.await_answer(now, self.timeout),
            },
            _ => Liveness::Alive,
        }
    }

    /// Asks at once, with a time-out of its own in ms; for wake-ups. It never gives the link more time than it had.
    pub fn ask(&mut self, now: Instant, timeout: u64) -> Liveness {
        let timeout = timeout.min(self.timeout);
        match self.state {
            State::Asked { deadline, .. } if deadline <= now.after(timeout) => Liveness::Ping,
            State::Asked { .. } | State::Alive { .. } => self.await_answer(now, timeout),
        }
    }

    const fn await_answer(&mut self, now: Instant, timeout: u64) -> Liveness {
        self.state = State::Asked {
            sent: now,
            deadline: now.after(timeout),
        };
        Liveness::Ping
    }
}

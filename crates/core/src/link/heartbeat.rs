//! The heartbeat of a link: whatever arrives shows that it is alive; a silent link gets a ping.

use crate::time::Instant;

/// Watches one link. Both ends have one.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    interval: u64,
    timeout: u64,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Something arrived at this time; a ping follows after the interval.
    Alive { since: Instant },
    /// A ping was sent; something must arrive before the deadline.
    Probed { sent: Instant, deadline: Instant },
}

/// What is to be done about a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Liveness {
    /// Nothing.
    Alive,
    /// Send a ping.
    Ping,
    /// Give the link up.
    Dead,
}

impl Heartbeat {
    /// A timer that is this late shows that the page or the machine was asleep: the link gets another ping. In ms.
    const OVERSLEPT: u64 = 2_000;

    /// Watches a link over which something has arrived now. A ping follows after `interval` ms of silence, 0: none; the link
    /// is dead `timeout` ms after it.
    #[must_use]
    pub const fn new(now: Instant, interval: u64, timeout: u64) -> Self {
        Self {
            interval,
            timeout,
            state: State::Alive { since: now },
        }
    }

    /// Something has arrived.
    pub const fn alive(&mut self, now: Instant) {
        self.state = State::Alive { since: now };
    }

    /// The round-trip time in ms, if what arrives now answers a ping.
    #[must_use]
    pub const fn round_trip(&self, now: Instant) -> Option<u64> {
        match self.state {
            State::Probed { sent, .. } => Some(now.since(sent)),
            State::Alive { .. } => None,
        }
    }

    /// When [`Heartbeat::check`] is due.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Alive { .. } if self.interval == 0 => None,
            State::Alive { since } => Some(since.after(self.interval)),
            State::Probed { deadline, .. } => Some(deadline),
        }
    }

    /// Judges by the clock. On [`Liveness::Ping`] the caller sends a ping.
    pub fn check(&mut self, now: Instant) -> Liveness {
        match self.deadline() {
            Some(deadline) if deadline <= now => match self.state {
                State::Probed { .. } if now.since(deadline) < Self::OVERSLEPT => Liveness::Dead,
                State::Probed { .. } | State::Alive { .. } => self.await_answer(now, self.timeout),
            },
            _ => Liveness::Alive,
        }
    }

    /// A ping follows at once, as after a wake-up, with a time-out of its own in ms. A link that was pinged before gets no
    /// more time.
    pub fn probe(&mut self, now: Instant, timeout: u64) -> Liveness {
        let timeout = timeout.min(self.timeout);
        match self.state {
            State::Probed { deadline, .. } if deadline <= now.after(timeout) => Liveness::Ping,
            State::Probed { .. } | State::Alive { .. } => self.await_answer(now, timeout),
        }
    }

    const fn await_answer(&mut self, now: Instant, timeout: u64) -> Liveness {
        self.state = State::Probed {
            sent: now,
            deadline: now.after(timeout),
        };
        Liveness::Ping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_millis(10_000);

    fn heartbeat() -> Heartbeat {
        Heartbeat::new(START, 1_000, 300)
    }

    #[test]
    fn a_silent_link_gets_a_ping_and_then_is_dead() {
        let mut heartbeat = heartbeat();
        assert_eq!(heartbeat.check(START.after(999)), Liveness::Alive);
        assert_eq!(heartbeat.check(START.after(1_000)), Liveness::Ping);
        assert_eq!(heartbeat.check(START.after(1_299)), Liveness::Alive);
        assert_eq!(heartbeat.check(START.after(1_300)), Liveness::Dead);
    }

    #[test]
    fn whatever_arrives_answers_the_ping() {
        let mut heartbeat = heartbeat();
        heartbeat.check(START.after(1_000));
        assert_eq!(heartbeat.round_trip(START.after(1_040)), Some(40));
        heartbeat.alive(START.after(1_040));
        assert_eq!(heartbeat.round_trip(START.after(1_050)), None);
        assert_eq!(heartbeat.deadline(), Some(START.after(2_040)));
    }

    #[test]
    fn after_a_sleep_the_link_gets_another_ping() {
        let mut heartbeat = heartbeat();
        heartbeat.check(START.after(1_000));
        assert_eq!(heartbeat.check(START.after(3_600_000)), Liveness::Ping);
        assert_eq!(heartbeat.check(START.after(3_600_300)), Liveness::Dead);
    }

    #[test]
    fn a_probe_never_gives_more_time() {
        let mut heartbeat = heartbeat();
        assert_eq!(heartbeat.probe(START, 100), Liveness::Ping);
        assert_eq!(heartbeat.probe(START.after(50), 200), Liveness::Ping);
        assert_eq!(heartbeat.deadline(), Some(START.after(100)));
        assert_eq!(heartbeat.probe(START.after(60), 10), Liveness::Ping);
        assert_eq!(heartbeat.deadline(), Some(START.after(70)));
    }

    #[test]
    fn without_an_interval_only_a_probe_sends_a_ping() {
        let mut heartbeat = Heartbeat::new(START, 0, 300);
        assert_eq!(heartbeat.deadline(), None);
        assert_eq!(heartbeat.check(START.after(1 << 40)), Liveness::Alive);
        assert_eq!(heartbeat.probe(START, 1_000), Liveness::Ping);
        assert_eq!(heartbeat.deadline(), Some(START.after(300)));
    }
}

//! Deadlines: each derives from the state it belongs to, so none can be forgotten or outlive its reason.

use super::Client;
use super::link::Link;
use super::state::Phase;
use crate::connect::{ConnectTimer, Failure};
use crate::dialect::everwire::codec::Control;
use crate::error::ErrorCode;
use crate::link::Liveness;
use crate::payload::Payload;
use crate::time::Instant;

/// What a deadline is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Timer {
    /// The connector's.
    Connect(ConnectTimer),
    /// A link, or a request of it, must have answered.
    Link,
    /// A life sign is due.
    Heartbeat,
    /// An acknowledgement is due.
    Ack,
    /// The next poll that is not held.
    Poll,
    /// A POST seems to wait for a connection.
    Stall,
    /// Closing must have ended.
    Close,
}

impl<P: Payload> Client<P> {
    /// Of deadlines at the same time, the first of this list.
    pub(super) fn next_deadline(&self) -> Option<(Instant, Timer)> {
        let [state, upgrade, elapsed] = self.connector.deadlines();
        let connect = |due: Option<(Instant, ConnectTimer)>| {
            due.map(|(at, timer)| (at, Timer::Connect(timer)))
        };
        let due = |at: Option<Instant>, timer| at.map(|at| (at, timer));
        let links = self.connector.links().iter();
        let proven = links.clone().filter(|link| link.is_proven());
        let deadlines = [
            connect(state),
            due(links.filter_map(Link::deadline).min(), Timer::Link),
            due(
                proven.filter_map(|link| link.heartbeat.deadline()).min(),
                Timer::Heartbeat,
            ),
            due(self.ack_deadline(), Timer::Ack),
            due(self.poll_deadline(), Timer::Poll),
            due(self.stall_deadline(), Timer::Stall),
            connect(upgrade),
            due(self.phase.deadline(), Timer::Close),
            connect(elapsed),
        ];
        deadlines
            .iter()
            .flatten()
            .min_by_key(|(at, _)| *at)
            .copied()
    }

    /// Does all that is due.
    pub(super) fn handle_due(&mut self, now: Instant) {
        while let Some((at, timer)) = self.next_deadline() {
            if at > now {
                break;
            }
            self.expire(now, timer);
        }
    }

    fn expire(&mut self, now: Instant, timer: Timer) {
        match timer {
            Timer::Connect(ConnectTimer::Retry) => self.connector.begin_attempt(&mut self.outputs),
            Timer::Connect(ConnectTimer::Race) => self.race_due(now),
            Timer::Connect(ConnectTimer::Stable) => self.connector.settle(now, &mut self.outputs),
            Timer::Connect(ConnectTimer::Upgrade) => self.upgrade_due(now),
            Timer::Connect(ConnectTimer::Elapsed) => {
                self.give_up(Failure::new(ErrorCode::RetriesExhausted));
            }
            Timer::Link => self.links_overdue(now),
            Timer::Heartbeat => self.check_heartbeats(now),
            Timer::Ack => self.acknowledge_due(now),
            Timer::Poll => self.resume_polling(now),
            Timer::Stall => self.end_stalled_poll(now),
            Timer::Close => self.close_overdue(),
        }
    }

    pub(super) fn ack_deadline(&self) -> Option<Instant> {
        self.connector
            .is_connected()
            .then(|| self.inbox.due())
            .flatten()
    }

    fn links_overdue(&mut self, now: Instant) {
        let is_overdue = |link: &&Link<P>| link.deadline().is_some_and(|at| at <= now);
        let Some(link) = self.connector.links().iter().find(is_overdue) else {
            return;
        };
        let code = if link.is_proven() {
            ErrorCode::HeartbeatTimeout
        } else {
            ErrorCode::Timeout
        };
        self.link_failed(now, link.number, Failure::new(code));
    }

    fn check_heartbeats(&mut self, now: Instant) {
        // Links are in the order of their numbers, which begin at 1; one that is dead may take others along.
        let mut last = 0;
        let next = |link: &&mut Link<P>, last| link.number > last && link.is_proven();
        while let Some(link) = self
            .connector
            .links_mut()
            .iter_mut()
            .find(|link| next(link, last))
        {
            let number = link.number;
            last = number;
            match link.heartbeat.check(now) {
                Liveness::Alive => {}
                Liveness::Ping => {
                    let ping = Control::Ping(self.inbox.acknowledge());
                    self.push_control(number, &ping);
                    self.post(now, number);
                }
                Liveness::Dead => {
                    self.link_failed(now, number, Failure::new(ErrorCode::HeartbeatTimeout))
                }
            }
        }
    }

    pub(super) fn acknowledge_due(&mut self, now: Instant) {
        let count = self.inbox.acknowledge();
        if let Some(link) = self.connector.live().map(|link| link.number) {
            self.push_control(link, &Control::Ack(count));
            self.post(now, link);
        }
    }
}

impl Phase {
    const fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Flushing { deadline, .. }
            | Self::CloseSent { deadline, .. }
            | Self::Answered { deadline, .. } => Some(*deadline),
            Self::New | Self::Open | Self::Closed => None,
        }
    }
}

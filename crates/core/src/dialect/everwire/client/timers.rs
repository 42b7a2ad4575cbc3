//! Deadlines: each derives from the state it belongs to, so none can be forgotten or outlive its reason.

use super::link::Link;
use super::state::{Carriage, Phase};
use super::{Client, Failure, Timer};
use crate::dialect::everwire::codec::Control;
use crate::error::ErrorCode;
use crate::link::Liveness;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn next_deadline(&self) -> Option<(Instant, Timer)> {
        let mut next = self.carriage_deadline();
        let mut heed = |timer, deadline: Option<Instant>| {
            if let Some(at) = deadline
                && next.is_none_or(|(earliest, _)| at < earliest)
            {
                next = Some((at, timer));
            }
        };
        for link in &self.links {
            heed(Timer::Link, link.deadline());
        }
        for link in self.links.iter().filter(|link| link.is_proven()) {
            heed(Timer::Heartbeat, link.heartbeat.deadline());
        }
        heed(Timer::Ack, self.ack_deadline());
        heed(Timer::Poll, self.poll_deadline());
        heed(Timer::Stall, self.stall_deadline());
        heed(Timer::Upgrade, self.upgrade.at);
        heed(Timer::Close, self.phase.deadline());
        heed(Timer::Elapsed, self.elapsed_deadline());
        next
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
            Timer::Retry => self.begin_attempt(),
            Timer::Race => self.start_next(now),
            Timer::Link => self.links_overdue(now),
            Timer::Heartbeat => self.check_heartbeats(now),
            Timer::Ack => self.acknowledge_due(now),
            Timer::Stable => self.settle(now),
            Timer::Poll => self.resume_polling(now),
            Timer::Stall => self.relieve_stall(now),
            Timer::Upgrade => self.try_upgrade(now),
            Timer::Close => self.close_overdue(),
            Timer::Elapsed => self.give_up(Failure::new(ErrorCode::RetriesExhausted)),
        }
    }

    fn carriage_deadline(&self) -> Option<(Instant, Timer)> {
        match &self.carriage {
            Carriage::Waiting { at } => Some((*at, Timer::Retry)),
            Carriage::Racing(race) if !race.is_over() => Some((race.next, Timer::Race)),
            Carriage::Live { link, stable_at } => {
                let is_proven = self.link(*link).is_some_and(super::link::Link::is_proven);
                stable_at
                    .filter(|_| is_proven)
                    .map(|at| (at, Timer::Stable))
            }
            _ => None,
        }
    }

    pub(super) fn ack_deadline(&self) -> Option<Instant> {
        self.is_connected().then(|| self.inbox.due()).flatten()
    }

    fn elapsed_deadline(&self) -> Option<Instant> {
        let max = self.config.max_elapsed?;
        let is_out = !matches!(self.carriage, Carriage::Suspended | Carriage::Idle);
        self.outage
            .filter(|_| is_out)
            .map(|outage| outage.since.after(max))
    }

    fn links_overdue(&mut self, now: Instant) {
        let is_overdue = |link: &&Link<P>| link.deadline().is_some_and(|at| at <= now);
        let Some(link) = self.links.iter().find(is_overdue) else {
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
        while let Some(link) = self.links.iter_mut().find(|link| next(link, last)) {
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
        if let Carriage::Live { link, .. } = self.carriage {
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

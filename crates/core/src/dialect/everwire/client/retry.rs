//! What follows a failure: another transport, another attempt, or the end.

use super::link::Link;
use super::state::{Carriage, Outage, Phase, Race};
use super::{Client, ClientConfig, Event, Failure, LinkStage, Output};
use crate::channel::Transport;
use crate::error::ErrorCode;
use crate::payload::Payload;
use crate::time::Instant;

/// Attempts in a row that may be refused for good: credentials are asked for once more, a deployment may be under way.
const REFUSALS: u32 = 2;

/// The delay of background upgrades doubles this often.
const UPGRADE_DOUBLINGS: u32 = 4;

impl<P: Payload> Client<P> {
    /// A link has failed or ended, or is given up.
    pub(super) fn link_failed(&mut self, now: Instant, number: u32, failure: Failure) {
        let Some(link) = self.take_link(number) else {
            return;
        };
        self.trace(now, number, link.transport, LinkStage::Failed(failure));
        let was_live = self.is_live(number);
        if was_live {
            self.judge_death(now, link.transport, failure);
        }
        if !link.is_proven() {
            self.verdicts.suspect(link.transport);
        }
        match &mut self.carriage {
            Carriage::Live { .. } if was_live => self.dropped(now, failure),
            Carriage::Live { .. } => self.upgrade_failed(now),
            Carriage::Racing(race) => {
                race.failure = Some(more_telling(race.failure, failure));
                let worst = race.failure.unwrap_or(failure);
                if !race.is_over() {
                    self.start_next(now);
                } else if self.links.is_empty() {
                    self.forget_preference(link.transport);
                    self.attempt_failed(now, worst);
                }
            }
            _ => {}
        }
    }

    /// Lets a link go that is not needed any more.
    pub(super) fn remove_link(&mut self, now: Instant, number: u32) {
        if let Some(link) = self.take_link(number) {
            self.trace(now, number, link.transport, LinkStage::Released);
        }
    }

    /// Takes a link away and ends its channels.
    pub(super) fn take_link(&mut self, number: u32) -> Option<Link<P>> {
        let place = self.links.iter().position(|link| link.number == number)?;
        let link = self.links.remove(place);
        link.close_channels(&mut self.outputs);
        if self.carrier == Some(number) {
            self.carrier = None;
            self.outbox.rewind_all();
        }
        self.free_unneeded_slot();
        Some(link)
    }

    /// Leaves only this link, and those under way that would be better.
    pub(super) fn keep_better_than(&mut self, now: Instant, number: u32) {
        let Some(kept) = self.link(number).map(|link| link.transport) else {
            return;
        };
        while let Some(superfluous) = self.links.iter().find(|link| {
            link.number != number && (link.is_proven() || !self.is_better(link.transport, kept))
        }) {
            self.remove_link(now, superfluous.number);
        }
    }

    /// That the live link has ended says something of its transport, if it was young.
    fn judge_death(&mut self, now: Instant, transport: Transport, failure: Failure) {
        let Carriage::Live {
            stable_at: Some(stable_at),
            ..
        } = self.carriage
        else {
            return;
        };
        let is_its_own = matches!(
            failure.code,
            ErrorCode::LinkLost | ErrorCode::HeartbeatTimeout | ErrorCode::Protocol
        );
        self.verdicts.forget_suspicions();
        if is_its_own && now < stable_at {
            self.verdicts.died_young(transport);
        }
    }

    /// The link that carried the session is gone.
    fn dropped(&mut self, now: Instant, failure: Failure) {
        self.outage = Some(Outage {
            since: now,
            reason: failure.code,
        });
        self.forget_telling();
        if matches!(self.phase, Phase::Answered { .. }) {
            self.finish_answered();
            return;
        }
        if !self.links.is_empty() {
            // A better transport is under way already.
            self.carriage = Carriage::Racing(Race {
                pending: Vec::new().into_iter(),
                next: now,
                failure: Some(failure),
            });
            self.announce_attempt(failure.code);
            return;
        }
        let is_final = !failure.is_retryable() && self.is_refused_for_good(failure);
        match self.phase {
            Phase::Open if is_final => self.give_up(failure),
            Phase::Open => self.ask_to_go_on(failure),
            Phase::Flushing { .. } if self.outbox.unacknowledged() > 0 => self.begin_attempt(),
            _ => self.finish(1006, String::new(), false),
        }
    }

    /// Tells an application that is not closing of an attempt that follows at once.
    fn announce_attempt(&mut self, reason: ErrorCode) {
        if matches!(self.phase, Phase::Open) {
            let attempt = self.backoff.failures() + 1;
            self.emit(Event::Reconnecting {
                attempt,
                delay: 0,
                reason,
            });
        }
    }

    /// No transport got through.
    pub(super) fn attempt_failed(&mut self, now: Instant, failure: Failure) {
        self.verdicts.forget_suspicions();
        if !matches!(self.phase, Phase::New | Phase::Open) {
            self.retry_closing(now);
            return;
        }
        if self.is_refused_for_good(failure) {
            self.give_up(failure);
            return;
        }
        self.outage.get_or_insert(Outage {
            since: now,
            reason: failure.code,
        });
        self.emit(Event::Failed(failure));
        self.ask_to_go_on(failure);
    }

    /// Counts refusals in a row; true once there were enough.
    fn is_refused_for_good(&mut self, failure: Failure) -> bool {
        self.refusals = if failure.is_retryable() {
            0
        } else {
            self.refusals + 1
        };
        self.refusals >= REFUSALS
    }

    fn ask_to_go_on(&mut self, failure: Failure) {
        self.carriage = Carriage::AwaitingDecision(failure);
        self.outputs.push_back(Output::Decide(failure));
    }

    pub(super) fn decided(&mut self, now: Instant, go_on: bool) {
        let Carriage::AwaitingDecision(failure) = self.carriage else {
            return;
        };
        let is_used_up = self
            .config
            .max_retries
            .is_some_and(|max| self.backoff.failures() >= max);
        if !go_on || is_used_up {
            self.give_up(Failure {
                code: ErrorCode::RetriesExhausted,
                ..failure
            });
            return;
        }
        // What the server asks for comes before the jitter, lest all its clients come back together.
        let asked = failure.retry_after.unwrap_or(0);
        let delay = asked.saturating_add(self.draw_delay());
        self.carriage = Carriage::Waiting {
            at: now.after(delay),
        };
        let attempt = self.backoff.failures();
        self.emit(Event::Reconnecting {
            attempt,
            delay,
            reason: failure.code,
        });
    }

    /// The application wants a new link.
    pub(super) fn reconnect(&mut self, now: Instant) {
        self.preferred = None;
        match self.carriage {
            Carriage::Live { .. } if matches!(self.phase, Phase::Answered { .. }) => {}
            Carriage::Live { link, .. } => {
                self.remove_link(now, link);
                self.restart(now, ErrorCode::ReconnectRequested);
            }
            Carriage::Waiting { .. } => self.begin_attempt(),
            _ => {}
        }
    }

    /// Ends whatever is under way and begins an attempt at once.
    pub(super) fn restart(&mut self, now: Instant, reason: ErrorCode) {
        self.remove_all_links(now);
        self.forget_telling();
        self.outage.get_or_insert(Outage { since: now, reason });
        self.announce_attempt(reason);
        self.begin_attempt();
    }

    /// The end, because of this failure.
    pub(super) fn give_up(&mut self, failure: Failure) {
        self.emit(Event::Failed(failure));
        self.finish(1006, String::new(), false);
    }

    pub(super) fn remove_all_links(&mut self, now: Instant) {
        while let Some(number) = self.links.first().map(|link| link.number) {
            self.remove_link(now, number);
        }
    }

    /// Plans to try a better transport than this one, unless one is under way.
    pub(super) fn schedule_upgrade(&mut self, now: Instant, current: Transport) {
        let is_best = self.best_transport() == Some(current);
        if is_best {
            self.upgrade.failures = 0;
        }
        let is_under_way = self.links.len() > 1;
        let delay = self.config.upgrade_delay << self.upgrade.failures.min(UPGRADE_DOUBLINGS);
        self.upgrade.at = (!is_best && !is_under_way).then(|| now.after(delay));
    }

    /// Tries the best transport beside the live one.
    pub(super) fn try_upgrade(&mut self, now: Instant) {
        self.upgrade.at = None;
        if let (Carriage::Live { .. }, Some(best)) = (&self.carriage, self.best_transport()) {
            self.open_link(now, best);
        }
    }

    pub(super) fn upgrade_failed(&mut self, now: Instant) {
        self.upgrade.failures = self.upgrade.failures.saturating_add(1);
        if let Some(current) = self.transport() {
            self.schedule_upgrade(now, current);
        }
    }

    /// Counts a failure, and draws the delay after it in ms.
    pub(super) fn draw_delay(&mut self) -> u64 {
        let ClientConfig {
            reconnect_delay,
            max_reconnect_delay,
            ..
        } = self.config;
        self.backoff.fail(reconnect_delay, max_reconnect_delay)
    }

    /// A transport with which a whole attempt has ended is not the first choice any more.
    fn forget_preference(&mut self, transport: Transport) {
        if self.preferred == Some(transport) {
            self.preferred = None;
        }
    }
}

/// Of two failures, the one that says more: a refusal that is final, then any answer, then the later one.
fn more_telling(earlier: Option<Failure>, later: Failure) -> Failure {
    let Some(earlier) = earlier else { return later };
    let weight = |failure: &Failure| (failure.status > 0, !failure.is_retryable());
    if weight(&earlier) > weight(&later) {
        earlier
    } else {
        later
    }
}

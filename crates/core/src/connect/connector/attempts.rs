//! Attempts: the providers are asked, the transports race, and the application decides whether there is another attempt.

use super::{Candidate, Connector, Decision, Outputs, Resolved, State};
use crate::channel::Transport;
use crate::connect::race::{Race, race_delay};
use crate::connect::reconnect::exhausted;
use crate::connect::{Failure, Target};
use crate::machine::Output;
use crate::time::Instant;

impl<L: Candidate> Connector<L> {
    /// Begins the first attempt, unless something has begun.
    pub(crate) fn start<P, E>(&mut self, outputs: &mut Outputs<P, E>) {
        if matches!(self.state, State::Idle) {
            self.begin_attempt(outputs);
        }
    }

    /// Asks the providers where to connect; nothing may be under way.
    pub(crate) fn begin_attempt<P, E>(&mut self, outputs: &mut Outputs<P, E>) {
        self.attempt = self.attempt.wrapping_add(1);
        let attempt = self.attempt;
        self.state = State::Resolving { attempt };
        outputs.push_back(Output::Resolve { attempt });
    }

    /// Begins an attempt now, if one is planned or the application is being asked.
    pub(crate) fn attempt_now<P, E>(&mut self, outputs: &mut Outputs<P, E>) {
        if matches!(
            self.state,
            State::Waiting { .. } | State::AwaitingDecision(_)
        ) {
            self.begin_attempt(outputs);
        }
    }

    /// The providers have answered.
    pub(crate) fn resolved(&mut self, now: Instant, attempt: u32, target: Target) -> Resolved {
        if !self.is_resolving(attempt) {
            return Resolved::Stale;
        }
        self.target = target;
        if attempt == 1 {
            self.reputation.recall(now, &self.target.hints.demotions);
        }
        let order = self.reputation.order(now, self.existing());
        self.state = State::Racing(Race::new(now, order));
        match self.start_next(now) {
            Some(transport) => Resolved::Start(transport),
            None => Resolved::NoTransport,
        }
    }

    /// Whether the providers are being asked for this attempt.
    pub(crate) const fn is_resolving(&self, wanted: u32) -> bool {
        matches!(self.state, State::Resolving { attempt } if attempt == wanted)
    }

    /// The race's next transport, which starts now beside those that are under way.
    pub(crate) fn start_next(&mut self, now: Instant) -> Option<Transport> {
        let delay = self.race_delay();
        match &mut self.state {
            State::Racing(race) => race.start_next(now, delay),
            _ => None,
        }
    }

    /// The application is to decide whether to go on after this failure.
    pub(crate) fn await_decision<P, E>(&mut self, failure: Failure, outputs: &mut Outputs<P, E>) {
        self.state = State::AwaitingDecision(failure);
        outputs.push_back(Output::Decide(failure));
    }

    /// The application has decided; `None` if it was not asked.
    pub(crate) fn decided(&mut self, now: Instant, go_on: bool) -> Option<Decision> {
        let State::AwaitingDecision(failure) = self.state else {
            return None;
        };
        Some(self.decide(now, go_on, failure))
    }

    /// Whether and when another attempt follows this failure; `go_on` is what the application, or its options, say.
    pub(crate) fn decide(&mut self, now: Instant, go_on: bool, failure: Failure) -> Decision {
        let retry = if go_on {
            self.reconnect.retry(failure)
        } else {
            None
        };
        let Some(retry) = retry else {
            return Decision::GiveUp(exhausted(failure));
        };
        self.wait(now.after(retry.delay));
        Decision::Retry(retry, failure.code)
    }

    /// An attempt follows at the pace of the backoff, without asking.
    pub(crate) fn retry_unasked(&mut self, now: Instant) {
        let delay = self.reconnect.next_delay();
        self.wait(now.after(delay));
    }

    /// The number of an attempt that follows at once.
    pub(crate) const fn next_attempt(&self) -> u32 {
        self.reconnect.next_attempt()
    }

    /// There is no link since now.
    pub(crate) fn lost(&mut self, now: Instant) {
        self.reconnect.lost(now);
    }

    /// There is a link again. Returns when the outage began, if there was one.
    pub(crate) const fn recovered(&mut self) -> Option<Instant> {
        self.reconnect.recovered()
    }

    /// Counts refusals in a row; true once there are enough to give up.
    pub(crate) const fn is_refused_for_good(&mut self, failure: Failure) -> bool {
        self.reconnect.is_refused_for_good(failure)
    }

    /// No transport got through, which says nothing of any of them.
    pub(crate) fn attempt_failed(&mut self) {
        self.reputation.forget_suspicions();
    }

    fn wait(&mut self, at: Instant) {
        self.state = State::Waiting { at };
    }

    fn race_delay(&self) -> u64 {
        let known = self.rtt.or(self.target.hints.rtt).or(self.target.rtt);
        self.config.race_delay.unwrap_or_else(|| race_delay(known))
    }

    /// The chosen transports that exist here, the best first.
    pub(super) fn existing(&self) -> impl Iterator<Item = Transport> + Clone {
        let exists = |transport: &Transport| self.target.available.contains(transport);
        self.config.transports.iter().copied().filter(exists)
    }
}

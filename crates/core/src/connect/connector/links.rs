//! The links of a client: which there are, which carries, and what follows when one fails.

use super::{Candidate, Connector, Fallout, Outputs, State};
use crate::channel::{ChannelId, Transport};
use crate::connect::race::Race;
use crate::connect::{Failure, LinkStage, Step};
use crate::error::ErrorCode;
use crate::machine::Output;
use crate::time::Instant;

impl<L: Candidate> Connector<L> {
    /// A number for the next link.
    pub(crate) const fn next_link(&mut self) -> u32 {
        self.last_link = self.last_link.wrapping_add(1);
        self.last_link
    }

    /// An id for the next channel.
    pub(crate) const fn next_channel(&mut self) -> ChannelId {
        self.last_channel = self.last_channel.wrapping_add(1);
        ChannelId(self.last_channel)
    }

    /// A link is under way from now on.
    pub(crate) fn add<P, E>(&mut self, now: Instant, link: L, outputs: &mut Outputs<P, E>) {
        let (number, transport) = (link.number(), link.transport());
        self.links.push(link);
        self.trace(now, number, transport, LinkStage::Connecting, outputs);
    }

    pub(crate) fn links(&self) -> &[L] {
        &self.links
    }

    pub(crate) fn links_mut(&mut self) -> &mut [L] {
        &mut self.links
    }

    pub(crate) fn link(&self, number: u32) -> Option<&L> {
        self.links.iter().find(|link| link.number() == number)
    }

    pub(crate) fn link_mut(&mut self, number: u32) -> Option<&mut L> {
        self.links.iter_mut().find(|link| link.number() == number)
    }

    /// Whether a link carries at this moment.
    pub(crate) const fn is_connected(&self) -> bool {
        matches!(self.state, State::Live { .. })
    }

    /// Whether this link carries.
    pub(crate) const fn is_live(&self, number: u32) -> bool {
        matches!(self.state, State::Live { link, .. } if link == number)
    }

    /// The link that carries.
    pub(crate) fn live(&self) -> Option<&L> {
        match self.state {
            State::Live { link, .. } => self.link(link),
            _ => None,
        }
    }

    /// Whether the application prefers `a` to `b`.
    pub(crate) fn is_better(&self, a: Transport, b: Transport) -> bool {
        let rank = |wanted| {
            self.config
                .transports
                .iter()
                .position(|one| *one == wanted)
                .unwrap_or(usize::MAX)
        };
        rank(a) < rank(b)
    }

    /// This link carries from now on. Only those under way that would be better are left beside it.
    pub(crate) fn activate<P, E>(
        &mut self,
        now: Instant,
        number: u32,
        outputs: &mut Outputs<P, E>,
    ) {
        let Some(transport) = self.link(number).map(Candidate::transport) else {
            return;
        };
        while let Some(superfluous) = self.superfluous_beside(number, transport) {
            self.release(now, superfluous, outputs);
        }
        let stable_at = Some(now.after(self.config.stable_after));
        self.state = State::Live {
            link: number,
            stable_at,
        };
        self.trace(now, number, transport, LinkStage::Active, outputs);
        self.works(now, transport, outputs);
        self.reputation.prefer(transport);
        self.schedule_upgrade(now, transport);
    }

    /// A link that is not needed beside one of this transport that carries.
    fn superfluous_beside(&self, number: u32, transport: Transport) -> Option<u32> {
        let is_superfluous = |link: &&L| {
            link.number() != number
                && (link.is_proven() || !self.is_better(link.transport(), transport))
        };
        self.links
            .iter()
            .find(is_superfluous)
            .map(Candidate::number)
    }

    /// A link is not needed any more.
    pub(crate) fn release<P, E>(&mut self, now: Instant, number: u32, outputs: &mut Outputs<P, E>) {
        if let Some(link) = self.take(number, outputs) {
            self.trace(now, number, link.transport(), LinkStage::Released, outputs);
        }
    }

    /// No link is needed any more.
    pub(crate) fn release_all<P, E>(&mut self, now: Instant, outputs: &mut Outputs<P, E>) {
        while let Some(number) = self.links.first().map(Candidate::number) {
            self.release(now, number, outputs);
        }
    }

    /// A link has failed or ended, or is given up.
    pub(crate) fn fail<P, E>(
        &mut self,
        now: Instant,
        number: u32,
        failure: Failure,
        outputs: &mut Outputs<P, E>,
    ) -> Fallout {
        let Some(link) = self.take(number, outputs) else {
            return Fallout::None;
        };
        let transport = link.transport();
        self.trace(now, number, transport, LinkStage::Failed(failure), outputs);
        let was_live = self.is_live(number);
        if was_live {
            self.judge_death(now, transport, failure);
        }
        if !link.is_proven() {
            self.reputation.suspect(transport);
        }
        match &mut self.state {
            State::Live { .. } if was_live => Fallout::Lost,
            State::Live { .. } => {
                self.upgrade_failed(now);
                Fallout::None
            }
            State::Racing(race) => {
                let telling = race.failed(failure);
                self.race_on(now, transport, telling)
            }
            _ => Fallout::None,
        }
    }

    /// The race goes on with those that are left, after the failure of one.
    fn race_on(&mut self, now: Instant, failed: Transport, telling: Failure) -> Fallout {
        if let Some(next) = self.start_next(now) {
            return Fallout::Next(next);
        }
        if !self.links.is_empty() {
            return Fallout::None;
        }
        self.reputation.forget_preference_for(failed);
        Fallout::AttemptFailed(telling)
    }

    /// The link that carried has failed; a better one that is under way may take its place. Returns whether there is one.
    pub(crate) fn race_with_upgrade(&mut self, now: Instant, failure: Failure) -> bool {
        let is_under_way = !self.links.is_empty();
        if is_under_way {
            self.state = State::Racing(Race::under_way(now, failure));
        }
        is_under_way
    }

    /// Ends everything. No trace is left: the client has ended.
    pub(crate) fn end<P, E>(&mut self, outputs: &mut Outputs<P, E>) {
        while let Some(number) = self.links.first().map(Candidate::number) {
            self.take(number, outputs);
        }
        self.state = State::Ended;
        self.reconnect.recovered();
        self.upgrade.cancel();
    }

    /// Records what happens to a link.
    pub(crate) fn trace<P, E>(
        &mut self,
        now: Instant,
        link: u32,
        transport: Transport,
        stage: LinkStage,
        outputs: &mut Outputs<P, E>,
    ) {
        let step = Step {
            at: now,
            link,
            transport,
            stage,
        };
        self.history.record(step);
        outputs.push_back(Output::Step(step));
    }

    /// The latest steps of all links, the oldest first.
    pub(crate) fn history(&self) -> impl Iterator<Item = &Step> {
        self.history.steps()
    }

    fn take<P, E>(&mut self, number: u32, outputs: &mut Outputs<P, E>) -> Option<L> {
        let place = self.links.iter().position(|link| link.number() == number)?;
        let link = self.links.remove(place);
        for channel in link.channels() {
            outputs.push_back(Output::Close { channel });
        }
        let needs_permit = self
            .links
            .iter()
            .any(|link| link.transport() != Transport::WebSocket);
        if !needs_permit && self.permits.release() {
            outputs.push_back(Output::ReleasePermit);
        }
        Some(link)
    }

    /// That the live link has ended says something of its transport, if it was young.
    fn judge_death(&mut self, now: Instant, transport: Transport, failure: Failure) {
        let State::Live {
            stable_at: Some(stable_at),
            ..
        } = self.state
        else {
            return;
        };
        let is_its_own = matches!(
            failure.code,
            ErrorCode::LinkLost | ErrorCode::HeartbeatTimeout | ErrorCode::Protocol
        );
        self.reputation.forget_suspicions();
        if is_its_own && now < stable_at {
            self.reputation.died_young(transport);
        }
    }
}

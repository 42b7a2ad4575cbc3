//! How there comes to be a link: attempts, races, what follows a failure, upgrades.

use std::collections::VecDeque;

mod attempts;
mod findings;
mod links;
mod page;

use super::permits::Permits;
use super::race::Race;
use super::reconnect::{Reconnect, ReconnectConfig, Retry};
use super::reputation::Reputation;
use super::upgrade::Upgrade;
use super::{Failure, History, Target};
use crate::channel::{ChannelId, Transport};
use crate::error::ErrorCode;
use crate::machine::Output;
use crate::time::Instant;

/// What an application may choose of connecting. Times in ms.
#[derive(Clone, Debug)]
pub(crate) struct ConnectConfig {
    /// The transports to use, the best first.
    pub(crate) transports: Vec<Transport>,
    /// How long a transport may stay unproven before the next one starts beside it; by default it follows the network.
    pub(crate) race_delay: Option<u64>,
    /// A link that has lived this long is stable.
    pub(crate) stable_after: u64,
    /// A better transport is tried after this time.
    pub(crate) upgrade_delay: u64,
    pub(crate) reconnect: ReconnectConfig,
}

/// What a dialect's link is to the connector.
pub(crate) trait Candidate {
    /// Its number; grows with each link.
    fn number(&self) -> u32;
    fn transport(&self) -> Transport;
    /// Whether a round trip over it has succeeded.
    fn is_proven(&self) -> bool;
    /// The channels it is made of.
    fn channels(&self) -> impl Iterator<Item = ChannelId>;
}

/// Outputs of a machine, in order.
pub(crate) type Outputs<P, E> = VecDeque<Output<P, E>>;

/// Owns the links of a client, and decides when they are made, which of them carries, and what follows when they fail.
///
/// A dialect opens the channels of a link and says when it is proven; the connector knows nothing of frames.
#[derive(Clone, Debug)]
pub(crate) struct Connector<L> {
    config: ConnectConfig,
    state: State,
    attempt: u32,
    target: Target,
    links: Vec<L>,
    last_link: u32,
    last_channel: u32,
    reconnect: Reconnect,
    reputation: Reputation,
    upgrade: Upgrade,
    permits: Permits,
    rtt: Option<u64>,
    history: History,
}

/// Whether and how there is a link.
#[derive(Clone, Debug)]
enum State {
    /// Nothing was started yet.
    Idle,
    /// The providers are asked for this attempt.
    Resolving { attempt: u32 },
    /// Links are under way, none carries.
    Racing(Race),
    /// This link carries.
    Live {
        link: u32,
        /// When it is stable; none once it is.
        stable_at: Option<Instant>,
    },
    /// The application is asked whether to go on after this failure.
    AwaitingDecision(Failure),
    /// The next attempt is at this time.
    Waiting { at: Instant },
    /// The page is in the back/forward cache.
    Suspended,
    /// All has ended.
    Ended,
}

/// What the answer of the providers leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Resolved {
    /// It was given for another attempt.
    Stale,
    /// None of the chosen transports exists here.
    NoTransport,
    /// A link of this transport begins the race.
    Start(Transport),
}

/// What the failure of a link leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fallout {
    /// Others are under way, or none is needed.
    None,
    /// The link that carried is gone.
    Lost,
    /// A link of this transport starts next.
    Next(Transport),
    /// The attempt has failed, most tellingly of this.
    AttemptFailed(Failure),
}

/// What the application's decision leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// Another attempt follows, because of this.
    Retry(Retry, ErrorCode),
    /// There is no further attempt after this failure.
    GiveUp(Failure),
}

/// What a signal of the page asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wake {
    /// Nothing, or it is done.
    None,
    /// This link is to show a sign of life.
    Probe(u32),
    /// All links end, and an attempt begins at once.
    Restart,
    /// All links end, and nothing follows until the page is back.
    Suspend,
}

/// What a deadline is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ConnectTimer {
    /// The next attempt.
    Retry,
    /// The next transport of a race.
    Race,
    /// The link has lived long enough to be stable.
    Stable,
    /// A better transport is to be tried.
    Upgrade,
    /// The outage has lasted too long.
    Elapsed,
}

impl<L: Candidate> Connector<L> {
    pub(crate) fn new(config: ConnectConfig, seed: u64) -> Self {
        Self {
            state: State::Idle,
            attempt: 0,
            target: Target::default(),
            links: Vec::new(),
            last_link: 0,
            last_channel: 0,
            reconnect: Reconnect::new(config.reconnect, seed),
            reputation: Reputation::default(),
            upgrade: Upgrade::new(config.upgrade_delay),
            permits: Permits::default(),
            rtt: None,
            history: History::default(),
            config,
        }
    }

    /// Where to connect in this attempt.
    pub(crate) const fn target(&self) -> &Target {
        &self.target
    }

    /// When something is due: by the state, for an upgrade, because the outage has lasted too long.
    pub(crate) fn deadlines(&self) -> [Option<(Instant, ConnectTimer)>; 3] {
        let is_out = !matches!(self.state, State::Suspended | State::Idle | State::Ended);
        let elapsed = self.reconnect.deadline().filter(|_| is_out);
        let upgrade = self.upgrade.deadline();
        [
            self.state_deadline(),
            upgrade.map(|at| (at, ConnectTimer::Upgrade)),
            elapsed.map(|at| (at, ConnectTimer::Elapsed)),
        ]
    }

    /// The state by name, for the simulation, which counts which state follows which.
    pub(crate) const fn state_name(&self) -> &'static str {
        match self.state {
            State::Idle => "idle",
            State::Ended => "ended",
            State::Resolving { .. } => "resolving",
            State::Racing(_) => "racing",
            State::Live { .. } => "live",
            State::AwaitingDecision(_) => "awaiting decision",
            State::Waiting { .. } => "waiting",
            State::Suspended => "suspended",
        }
    }

    fn state_deadline(&self) -> Option<(Instant, ConnectTimer)> {
        match &self.state {
            State::Waiting { at } => Some((*at, ConnectTimer::Retry)),
            State::Racing(race) => race.deadline().map(|at| (at, ConnectTimer::Race)),
            State::Live { stable_at, .. } => {
                let is_proven = self.live().is_some_and(Candidate::is_proven);
                stable_at
                    .filter(|_| is_proven)
                    .map(|at| (at, ConnectTimer::Stable))
            }
            _ => None,
        }
    }
}

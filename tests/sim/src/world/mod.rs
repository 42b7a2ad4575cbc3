//! One world: its clock, its seasons, and the rules that must hold at every step.

mod applications;
mod clock;
mod events;
mod mishap;
mod permits;
mod rules;

use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::time::Instant;

use crate::backend::Backend;
use crate::coverage::{Coverage, Sight};
use crate::dice::Dice;
use crate::frontend::Frontend;
use crate::history::History;
use crate::model::Model;
use crate::network::{Climate, Network};

/// How hostile a world is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weather {
    /// Nothing goes wrong.
    Calm,
    /// Everything goes wrong, sooner or later.
    Stormy,
}

/// What a world came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Steps taken.
    pub steps: u64,
    /// Messages that came out, up and down.
    pub messages: u64,
    /// Sessions that the clients have opened.
    pub sessions: u64,
    /// How long it took until all were served, once the network was good, per mille of the time that is allowed.
    pub recovery: u64,
    /// What was drawn and seen.
    pub coverage: Coverage,
}

/// A rule was broken.
#[derive(Clone, PartialEq, Eq)]
pub struct Broken {
    /// The world.
    pub seed: u64,
    /// Which rule, and when.
    pub what: String,
    /// What happened before.
    pub history: Vec<String>,
}

/// More steps than this is a livelock.
const MAX_STEPS: u64 = 300_000;
/// More steps than this without time passing is one, too.
const MAX_STEPS_AT_ONCE: u64 = 5_000;

pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) now: Instant,
    pub(crate) coverage: Coverage,
    pub(crate) history: History,
    pub(crate) net: Network,
    pub(crate) fronts: Vec<Frontend>,
    pub(crate) models: Vec<Model>,
    pub(crate) back: Backend,
    /// A rule that was broken where nobody could say so.
    pub(crate) breach: Option<&'static str>,
    weather: Weather,
    season: Season,
    steps: u64,
    steps_at_once: u64,
    messages: u64,
    recovery: u64,
}

/// The course of a world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Season {
    /// Things go wrong and messages are sent, until then.
    Trouble {
        until: Instant,
        next_mishap: Instant,
        next_send: Instant,
    },
    /// The network is good; all must have come out by the deadline.
    Recovery { since: Instant, deadline: Instant },
    /// The clients close; all must have ended by the deadline.
    Closing { deadline: Instant },
    /// It is over.
    Over,
}

/// Plays the world of this seed to its end.
///
/// # Errors
///
/// Which rule was broken, and when.
pub fn run(seed: u64, weather: Weather) -> Result<Report, Broken> {
    let mut world = World::new(seed, weather, false);
    if world.play().is_ok() {
        return Ok(world.report());
    }
    let mut again = World::new(seed, weather, true);
    let what = again.play().err().unwrap_or_default();
    let (at, step) = (again.now.as_millis(), again.steps);
    Err(Broken {
        seed,
        what: format!("seed {seed}, {at} ms, step {step}: {what}"),
        history: again.history.into_lines(),
    })
}

impl World {
    fn new(seed: u64, weather: Weather, keeps_history: bool) -> Self {
        let mut dice = Dice::new(seed);
        let mut coverage = Coverage::default();
        let now = Instant::from_millis(1_000);
        let clients = match dice.between(0, 9) {
            0 => 3,
            1 | 2 => 2,
            _ => 1,
        };
        if clients > 1 {
            coverage.see(Sight::ManyClients);
        }
        let fronts = (0..clients).map(|index| Frontend::new(&mut dice, index, now));
        let fronts: Vec<Frontend> = fronts.collect();
        let mut models: Vec<Model> = fronts.iter().map(|_| Model::new()).collect();
        for (model, front) in models.iter_mut().zip(&fronts) {
            let config = &front.config;
            model.may_give_up = config.max_retries.is_some() || config.max_elapsed.is_some();
        }
        let (length, first) = match weather {
            Weather::Calm => (3_000, u64::MAX),
            Weather::Stormy => (dice.between(2_000, 15_000), dice.between(0, 1_000)),
        };
        Self {
            back: Backend::new(&mut dice),
            dice,
            now,
            coverage,
            history: History::new(keeps_history),
            net: Network::new(),
            fronts,
            models,
            breach: None,
            weather,
            season: Season::Trouble {
                until: now.after(length),
                next_mishap: now.after(first),
                next_send: now,
            },
            steps: 0,
            steps_at_once: 0,
            messages: 0,
            recovery: 0,
        }
    }

    fn play(&mut self) -> Result<(), String> {
        for client in 0..self.fronts.len() {
            self.input(client, Input::Start);
        }
        while self.season != Season::Over {
            self.step()?;
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), String> {
        let before = self.now;
        self.settle()?;
        self.check_rules()?;
        match self.season {
            Season::Trouble {
                until,
                next_mishap,
                next_send,
            } => {
                if self.now >= until || self.fronts.iter().all(Frontend::is_closed) {
                    self.calm_down();
                } else if self.now >= next_mishap {
                    self.mishap();
                    let next_mishap = self.now.after(self.dice.between(1, 1_200));
                    self.season = Season::Trouble {
                        until,
                        next_mishap,
                        next_send,
                    };
                } else if self.now >= next_send {
                    self.applications_act()?;
                    let next_send = self.now.after(self.dice.between(1, 300));
                    self.season = Season::Trouble {
                        until,
                        next_mishap,
                        next_send,
                    };
                } else {
                    self.advance(until.min(next_mishap).min(next_send))?;
                }
            }
            Season::Recovery { since, deadline } => self.recover(since, deadline)?,
            Season::Closing { deadline } => self.finish(deadline)?,
            Season::Over => {}
        }
        self.count_step(before)
    }

    /// From now on the network is good, and a page that wakes up stays awake.
    fn calm_down(&mut self) {
        self.net.climate = Climate::CALM;
        let awake = self.all_awake();
        for seat in self.back.seats.values_mut() {
            seat.reads_at_once = true;
        }
        let bounds = self.fronts.iter().map(|front| self.recovery_bound(front));
        let bound = bounds.max().unwrap_or(0);
        self.season = Season::Recovery {
            since: awake,
            deadline: awake.after(bound),
        };
        self.history.note(self.now, || {
            format!("== the network is good; all within {bound} ms")
        });
    }

    /// When all who sleep now will be awake.
    fn all_awake(&self) -> Instant {
        let sleeps = self.fronts.iter().filter_map(|front| front.asleep);
        sleeps.map(|sleep| sleep.until).fold(self.now, Instant::max)
    }

    fn recover(&mut self, since: Instant, deadline: Instant) -> Result<(), String> {
        for session in self.back.seats.keys().copied().collect::<Vec<_>>() {
            self.server_reads(session)?;
        }
        if (0..self.fronts.len()).all(|client| self.is_served(client)) {
            self.recovery = self.now.since(since) * 1_000 / deadline.since(since).max(1);
            for client in 0..self.fronts.len() {
                self.close(client);
            }
            self.season = Season::Closing {
                deadline: self.all_awake().after(30_000),
            };
            return Ok(());
        }
        if self.now > deadline {
            return Err(format!("not served in time: {}", self.describe()));
        }
        self.advance(deadline.after(1))
    }

    fn finish(&mut self, deadline: Instant) -> Result<(), String> {
        if !self.fronts.iter().all(Frontend::is_closed) {
            if self.now > deadline {
                return Err(format!("not closed in time: {}", self.describe()));
            }
            return self.advance(deadline.after(1));
        }
        for client in 0..self.fronts.len() {
            self.check_nothing_left(client)?;
        }
        self.season = Season::Over;
        Ok(())
    }

    fn count_step(&mut self, before: Instant) -> Result<(), String> {
        self.steps += 1;
        self.steps_at_once = if before == self.now {
            self.steps_at_once + 1
        } else {
            0
        };
        if self.steps > MAX_STEPS || self.steps_at_once > MAX_STEPS_AT_ONCE {
            return Err(format!("livelock: {}", self.describe()));
        }
        Ok(())
    }

    pub(crate) fn is_calm(&self) -> bool {
        self.weather == Weather::Calm
    }

    pub(crate) fn front(&self, client: usize) -> Result<&Frontend, String> {
        self.fronts
            .get(client)
            .ok_or_else(|| String::from("no such client"))
    }

    /// Gives a client an input.
    pub(crate) fn input(&mut self, client: usize, input: Input<Message>) {
        if let Some(front) = self.fronts.get_mut(client) {
            front.client.handle_input(self.now, input);
            self.note_states(client);
        }
    }

    fn report(self) -> Report {
        Report {
            steps: self.steps,
            messages: self.messages,
            sessions: self.models.iter().map(|model| model.opened).sum(),
            recovery: self.recovery,
            coverage: self.coverage,
        }
    }

    pub(crate) fn describe(&self) -> String {
        let each = self.fronts.iter().zip(&self.models).map(|(front, model)| {
            let (phase, connector) = front.client.states();
            let (transport, timer) = (front.client.transport(), front.client.poll_timeout());
            let what = model.describe();
            format!("{phase}, {connector}, {transport:?}, {timer:?}, {what}")
        });
        each.collect::<Vec<_>>().join("; ")
    }
}

impl core::fmt::Debug for Broken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for line in &self.history {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "{}", self.what)?;
        write!(f, "replay it with: make sim SEED={}", self.seed)
    }
}

//! Something goes wrong at a moment.

use everwire_core::connect::PageSignal;
use everwire_core::machine::Input;

use super::World;
use crate::coverage::Fault;
use crate::frontend::Sleep;
use crate::network::{Climate, Health, Told};

/// Mishaps and their weights.
const WEIGHTS: &[(u64, Mishap)] = &[
    (22, Mishap::Climate),
    (24, Mishap::Connection),
    (4, Mishap::Network),
    (3, Mishap::Restart),
    (8, Mishap::Page),
    (10, Mishap::Signal),
    (3, Mishap::GoAway),
    (5, Mishap::Reader),
    (2, Mishap::Close),
];

/// Something that befalls the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mishap {
    Climate,
    Connection,
    Network,
    Restart,
    Page,
    Signal,
    GoAway,
    Reader,
    Close,
}

impl World {
    /// Draws what goes wrong, the worse the rarer.
    pub(super) fn mishap(&mut self) {
        let total: u64 = WEIGHTS.iter().map(|(weight, _)| weight).sum();
        let mut drawn = self.dice.between(1, total);
        for (weight, mishap) in WEIGHTS {
            if drawn <= *weight {
                self.history.note(self.now, || format!("== {mishap:?}"));
                return self.befall(*mishap);
            }
            drawn -= weight;
        }
    }

    fn befall(&mut self, mishap: Mishap) {
        let last = self.fronts.len().saturating_sub(1) as u64;
        let client = self.dice.size(0, last);
        match mishap {
            Mishap::Climate => self.change_climate(),
            Mishap::Connection => self.break_connection(),
            Mishap::Network => self.go_offline(),
            Mishap::Restart => {
                let keeps_sessions = self.dice.chance(600);
                self.restart_server(keeps_sessions);
            }
            Mishap::Page => self.put_to_sleep(client),
            Mishap::Signal => self.signal(client),
            Mishap::GoAway => self.go_away(),
            Mishap::Reader => self.slow_down(),
            Mishap::Close => self.somebody_closes(client),
        }
    }

    fn change_climate(&mut self) {
        let was_offline = self.net.climate.is_offline;
        self.net.climate = Climate::draw(&mut self.dice, &mut self.coverage);
        if was_offline {
            self.coverage.draw(Fault::Online);
            for client in 0..self.fronts.len() {
                self.signal_if_awake(client, PageSignal::Wake);
            }
        }
    }

    fn break_connection(&mut self) {
        let Some(victim) = self.dice.pick(&self.victims()) else {
            return;
        };
        let now = self.now;
        let fault = match self.dice.between(0, 8) {
            0..=2 => Fault::CutBoth,
            3 => Fault::CutClientOnly,
            4 => Fault::CutServerOnly,
            5 | 6 => Fault::HalfOpenBoth,
            7 => Fault::HalfOpenDown,
            _ => Fault::HalfOpenUp,
        };
        self.coverage.draw(fault);
        self.history
            .note(now, || format!("{} ({victim:?})", fault.name()));
        match fault {
            Fault::CutBoth => self.cut(victim, Told::Both),
            Fault::CutClientOnly => self.cut(victim, Told::Client),
            Fault::CutServerOnly => self.cut(victim, Told::Server),
            Fault::HalfOpenBoth => self.set_health(victim, Health::Frozen(now)),
            Fault::HalfOpenDown => self.set_health(victim, Health::Deaf(now)),
            _ => self.set_health(victim, Health::Mute(now)),
        }
    }

    /// Everything that is open goes silent, and nothing can be opened.
    fn go_offline(&mut self) {
        self.coverage.draw(Fault::Offline);
        self.net.climate.is_offline = true;
        for victim in self.victims() {
            if self.dice.chance(300) {
                self.cut(victim, Told::Client);
            } else {
                self.set_health(victim, Health::Frozen(self.now));
            }
        }
        for client in 0..self.fronts.len() {
            self.coverage.draw(Fault::OfflineSignal);
            self.signal_if_awake(client, PageSignal::Offline);
        }
    }

    fn put_to_sleep(&mut self, client: usize) {
        let is_alone = self.fronts.len() == 1;
        let length = if is_alone && self.dice.chance(30) {
            self.coverage.draw(Fault::LongSleep);
            self.dice.between(600_000, 1_300_000)
        } else if self.dice.chance(200) {
            self.dice.between(2_000, 12_000)
        } else {
            self.dice.between(10, 2_000)
        };
        let until = self.now.after(length);
        let is_cached = self.dice.chance(400);
        let Some(front) = self.fronts.get_mut(client) else {
            return;
        };
        if front.asleep.is_some() {
            return;
        }
        front.asleep = Some(Sleep { until, is_cached });
        self.coverage.draw(if is_cached {
            Fault::Cached
        } else {
            Fault::Sleep
        });
        if is_cached {
            self.input(client, Input::Signal(PageSignal::Suspend));
        }
    }

    fn signal(&mut self, client: usize) {
        let (fault, signal) = match self.dice.between(0, 2) {
            0 => (Fault::Wake, Some(PageSignal::Wake)),
            1 => (Fault::OfflineSignal, Some(PageSignal::Offline)),
            _ => (Fault::Reconnect, None),
        };
        self.coverage.draw(fault);
        match signal {
            Some(signal) => self.signal_if_awake(client, signal),
            None if self.is_awake(client) => self.input(client, Input::Reconnect),
            None => {}
        }
    }

    fn go_away(&mut self) {
        self.coverage.draw(Fault::GoAway);
        let delay = self.dice.between(0, 300);
        for seat in self.back.seats.values_mut() {
            seat.host.go_away(delay);
        }
        self.transmit_all();
    }

    /// The readers of the server become slow, or quick again.
    fn slow_down(&mut self) {
        let is_slow = self.dice.chance(500);
        if is_slow {
            self.coverage.draw(Fault::SlowReader);
        }
        for seat in self.back.seats.values_mut() {
            seat.reads_at_once = !is_slow;
        }
    }

    fn somebody_closes(&mut self, client: usize) {
        let sessions: Vec<u64> = self.back.seats.keys().copied().collect();
        let drawn = self.dice.pick(&sessions);
        match drawn {
            Some(session) if self.dice.chance(500) => {
                self.coverage.draw(Fault::ServerCloses);
                self.server_closes(session);
            }
            _ if self.is_awake(client) => {
                self.coverage.draw(Fault::ClientCloses);
                self.close(client);
            }
            _ => {}
        }
    }

    fn signal_if_awake(&mut self, client: usize, signal: PageSignal) {
        if self.is_awake(client) {
            self.input(client, Input::Signal(signal));
        }
    }

    fn is_awake(&self, client: usize) -> bool {
        self.fronts
            .get(client)
            .is_some_and(|front| front.asleep.is_none())
    }
}

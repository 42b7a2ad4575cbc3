//! Time, and what must come to pass once the network is good.

use everwire_core::connect::PageSignal;
use everwire_core::dialect::everwire::server::ServerSession;
use everwire_core::machine::Input;
use everwire_core::time::Instant;

use super::channel::FarEnd;
use super::world::World;

/// Rounds of deliveries that follow from one event; more are a livelock.
const ROUNDS: usize = 300;
/// With a good network, all must have come out after this time, in ms.
const RECOVERY: u64 = 60_000;
/// In that time no more deadlines than this are met, or something spins.
const DEADLINES: usize = 5_000;

impl World {
    /// So many ms pass.
    pub(super) fn pass(&mut self, ms: u64) {
        self.sleep(ms);
        let is_due = |world: &Self| {
            let deadline = world.client.poll_timeout();
            deadline.is_some_and(|at| at <= world.now)
        };
        for _ in 0..ROUNDS {
            if !is_due(self) {
                return;
            }
            self.tell_client(Input::Timeout);
        }
        panic!("overdue: {:?}", self.client.poll_timeout());
    }

    /// The same, while the client's machine sleeps: its timers come late.
    pub(super) fn sleep(&mut self, ms: u64) {
        self.now = self.now.after(ms);
        let now = self.now;
        for host in self.server.hosts.values_mut() {
            if host.poll_timeout().is_some_and(|at| at <= now) {
                host.handle_timeout(now);
            }
            let deadline = host.poll_timeout();
            assert!(
                deadline.is_none_or(|at| at > now),
                "the host's deadline is overdue: {deadline:?}"
            );
        }
        self.release_polls();
        self.let_go();
    }

    /// Sessions that have ended go, once their last frames had the time to leave.
    fn let_go(&mut self) {
        let is_over = |host: &ServerSession<_>| host.end().is_some() && !host.is_linked();
        if self.server.hosts.values().any(is_over) {
            self.server_reads(usize::MAX);
            self.server.hosts.retain(|_, host| !is_over(host));
        }
    }

    /// Everything that is under way arrives, and whatever follows from it.
    pub(super) fn settle(&mut self) {
        for _ in 0..ROUNDS {
            let mut any = false;
            for place in 0..self.channels.len() {
                while self.deliver_up(place) {
                    any = true;
                }
            }
            self.server_reads(usize::MAX);
            for place in 0..self.channels.len() {
                any |= self.pull(place, usize::MAX);
                while self.deliver_down(place) {
                    any = true;
                }
            }
            any |= self.owes_flush;
            self.flush();
            self.channels.retain(|channel| !channel.is_over());
            if !any {
                return;
            }
        }
        panic!("livelock");
    }

    /// The network is good from now on: all that was sent must come out.
    pub(super) fn recover(&mut self) {
        self.tell_client(Input::Signal(PageSignal::Resume));
        self.run_until(|world| world.ledger.is_complete() && world.client.is_connected());
        // The link may be half-open, and nobody know.
        self.client_sends(8);
        self.run_until(|world| world.ledger.is_complete() && world.client.unacknowledged() == 0);
    }

    /// The client closes: it must come to its end, and leave nothing behind.
    pub(super) fn close(&mut self) {
        let was_open = !self.is_closing && self.ledger.end().is_none();
        self.client_closes();
        self.run_until(|_| false);
        let end = self.ledger.end().expect("an end");
        assert!(end.clean || !was_open, "not clean");
        assert_eq!(self.client.poll_timeout(), None, "a deadline after the end");
        let is_heard = self.channels.iter().any(|channel| channel.is_heard);
        assert!(!is_heard, "a channel is left open");
    }

    /// Plays on until this holds, or the client has come to its end.
    fn run_until(&mut self, holds: impl Fn(&Self) -> bool) {
        let start = self.now;
        for _ in 0..DEADLINES {
            self.settle();
            if self.ledger.end().is_some() || holds(self) {
                return;
            }
            assert!(self.now.since(start) < RECOVERY, "{}", self.describe());
            let next = self.next_deadline().max(self.now.after(1));
            self.pass(next.since(self.now).min(500));
        }
        panic!("spinning: {}", self.describe());
    }

    fn next_deadline(&self) -> Instant {
        let client = self.client.poll_timeout();
        let hosts = self
            .server
            .hosts
            .values()
            .filter_map(ServerSession::poll_timeout);
        let polls = self.channels.iter().filter_map(|channel| {
            let FarEnd::Held(_, until) = &channel.far_end else {
                return None;
            };
            Some(*until)
        });
        let deadlines = hosts.chain(polls).chain(client);
        deadlines.min().unwrap_or(self.now)
    }

    fn describe(&self) -> String {
        format!(
            "not recovered: {:?} {:?}, deadline {:?}, complete {}",
            self.client.ready_state(),
            self.client.transport(),
            self.client.poll_timeout(),
            self.ledger.is_complete(),
        )
    }
}

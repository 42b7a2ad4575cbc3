//! Time: who is woken up when, and who sleeps through it.

use everwire_core::connect::PageSignal;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::server::ServerSession;
use everwire_core::machine::Input;
use everwire_core::time::Instant;

use super::World;
use crate::frontend::{Frontend, Question, Request};
use crate::network::Port;

impl World {
    /// Moves to whatever happens next, at most until then.
    pub(super) fn advance(&mut self, until: Instant) -> Result<(), String> {
        let clients = self.fronts.iter().filter_map(Frontend::deadline).min();
        let seats = self.back.seats.values();
        let hosts = seats
            .filter_map(|seat| ServerSession::poll_timeout(&seat.host))
            .min();
        let network = self.net.deadline(self.now);
        let next = [clients, hosts, network].into_iter().flatten().min();
        self.now = self.now.max(next.unwrap_or(until).min(until));
        if let Some((arrival, port, parcel)) = self.net.take_arrived(self.now) {
            let sleep = self.fronts.get(port.client).and_then(|front| front.asleep);
            match sleep {
                // What arrives while the machine sleeps is there when it wakes up.
                Some(sleep) if !parcel.is_up() && sleep.until > self.now => {
                    self.net.postpone(arrival, sleep.until, port, parcel);
                }
                _ => return self.deliver(arrival, port, parcel),
            }
            return Ok(());
        }
        for client in 0..self.fronts.len() {
            self.tick_client(client);
        }
        self.tick_server()
    }

    fn tick_client(&mut self, client: usize) {
        let now = self.now;
        let Some(front) = self.fronts.get_mut(client) else {
            return;
        };
        match front.asleep {
            Some(sleep) if sleep.until > now => return,
            Some(_) => return self.wake_up(client),
            None => {}
        }
        let due = front.answers.iter().position(|(at, _)| *at <= now);
        let answer = due.map(|place| front.answers.swap_remove(place).1);
        let is_due = front.client.poll_timeout().is_some_and(|at| at <= now);
        if let Some(answer) = answer {
            if let Input::Permit(permit) = answer {
                front.permit = Some(permit);
            }
            self.input(client, answer);
        } else if is_due {
            self.input(client, Input::Timeout);
        }
    }

    /// A client's machine is awake again, its page is back from the cache.
    pub(super) fn wake_up(&mut self, client: usize) {
        let now = self.now;
        let Some(front) = self.fronts.get_mut(client) else {
            return;
        };
        let Some(sleep) = front.asleep.take() else {
            return;
        };
        front.woke = now;
        self.history.note(now, || format!("{client} wakes up"));
        let signal = if sleep.is_cached {
            Some(PageSignal::Resume)
        } else {
            self.dice.chance(500).then_some(PageSignal::Wake)
        };
        match signal {
            Some(signal) => self.input(client, Input::Signal(signal)),
            None => self.input(client, Input::Timeout),
        }
    }

    /// Lets every client finish what follows at once from what has happened.
    pub(crate) fn settle(&mut self) -> Result<(), String> {
        for client in 0..self.fronts.len() {
            while let Some(front) = self.fronts.get_mut(client) {
                if let Some(request) = front.poll() {
                    self.serve(client, request)?;
                } else if core::mem::take(&mut front.flush) {
                    self.input(client, Input::Flush);
                } else {
                    break;
                }
            }
        }
        Ok(())
    }

    fn serve(&mut self, client: usize, request: Request) -> Result<(), String> {
        match request {
            Request::Open { channel, what } => {
                let purpose = Purpose::read(&what);
                let purpose = purpose.ok_or_else(|| format!("not understood: {what:?}"))?;
                self.check_permit(client, &purpose)?;
                self.open(Port { client, channel }, purpose);
            }
            Request::Transmit { channel, frame } => self.send_up(Port { client, channel }, frame),
            Request::Close { channel } => self.hang_up(Port { client, channel }),
            Request::Answer(question) => self.ask_page(client, question),
            Request::ReleasePermit => self.free_permit(client),
            Request::Keep(hints) => return self.keep(client, &hints),
            Request::Record(step) => return self.record(client, &step),
            Request::Tell(event) => return self.learn(client, event),
        }
        Ok(())
    }

    /// The page will answer in a while.
    fn ask_page(&mut self, client: usize, question: Question) {
        let delay = if self.is_calm() || self.dice.chance(700) {
            0
        } else {
            self.dice.between(0, 200)
        };
        let at = self.now.after(delay);
        if let (Question::Where { .. }, Some(front)) = (question, self.fronts.get_mut(client)) {
            front.attempts += 1;
        }
        let answer = self.page_answer(client, question);
        if let Some(front) = self.fronts.get_mut(client) {
            front.answers.push((at, answer));
        }
    }
}

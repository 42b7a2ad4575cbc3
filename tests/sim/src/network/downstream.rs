//! What the server sends, as fast as its writers take it.

use everwire_core::dialect::everwire::server::Next;
use everwire_core::payload::Message;

use super::{Connection, Health, Kind, Parcel, Port};
use crate::backend::{LinkId, Seat, SessionId};
use crate::coverage::{Fault, Sight};
use crate::world::World;

/// What a session that has ended still has to say is sent for this long at most, in ms.
const LINGER: u64 = 1_000;

impl World {
    /// Sends whatever the sessions have for connections that can take it.
    pub(crate) fn transmit_all(&mut self) {
        let now = self.now;
        let can_take = |one: &&Connection| one.kind != Kind::Post && one.ready <= now;
        let links: Vec<(Port, Kind, LinkId)> = self
            .net
            .connections
            .iter()
            .filter(can_take)
            .filter_map(|one| Some((one.port, one.kind, one.link?)))
            .collect();
        for (port, kind, link) in links {
            self.transmit(port, kind, link);
        }
    }

    fn transmit(&mut self, port: Port, kind: Kind, (session, number): LinkId) {
        let pace = self.net.climate.pace;
        let most = match (pace, kind) {
            (0, _) => usize::MAX,
            (_, Kind::Poll) => self.dice.size(1, 3),
            _ => 1,
        };
        let mut frames = Vec::new();
        let mut has_ended = !self.back.seats.contains_key(&session);
        while let Some(host) = self.back.host(session) {
            match host.transmit(self.now, number) {
                Next::Frame(frame) => frames.push(frame),
                Next::Wait => break,
                Next::End => {
                    has_ended = true;
                    break;
                }
            }
            if frames.len() >= most {
                break;
            }
        }
        if kind == Kind::Poll {
            if !frames.is_empty() {
                self.answer_poll(port, 200, frames);
            } else if has_ended {
                let status = if self.has_ended(session) { 410 } else { 409 };
                self.answer_poll(port, status, frames);
            }
            return;
        }
        if !frames.is_empty()
            && let Some(connection) = self.net.connection_mut(port)
        {
            connection.ready = self.now.after(pace);
        }
        for frame in frames {
            self.dispatch(port, Parcel::FrameDown(frame));
        }
        if has_ended {
            if let Some(connection) = self.net.connection_mut(port) {
                connection.link = None;
            }
            self.dispatch(port, Parcel::Lost);
        }
    }

    fn has_ended(&mut self, session: SessionId) -> bool {
        let host = self.back.host(session);
        host.is_none_or(|host| host.end().is_some())
    }

    pub(super) fn answer_poll(&mut self, port: Port, status: u16, frames: Vec<Message>) {
        if let Some(connection) = self.net.connection_mut(port) {
            connection.hold = None;
            connection.link = None;
        }
        self.dispatch(port, Parcel::answer(status, frames));
    }

    /// The server's timers.
    pub(crate) fn tick_server(&mut self) -> Result<(), String> {
        let now = self.now;
        let is_over = |one: &&Connection| one.hold.is_some_and(|at| at <= now);
        let held = self.net.connections.iter().filter(is_over);
        for port in held.map(|one| one.port).collect::<Vec<_>>() {
            self.answer_poll(port, 200, Vec::new());
        }
        for seat in self.back.seats.values_mut() {
            if seat.host.poll_timeout().is_some_and(|at| at <= now) {
                seat.host.handle_timeout(now);
            }
        }
        self.transmit_all();
        self.bury_sessions()
    }

    /// A restart takes effect on all sessions.
    pub(crate) fn restart_server(&mut self, keeps_sessions: bool) {
        self.cut_all();
        if !keeps_sessions {
            self.coverage.draw(Fault::ServerForgets);
            self.back.forget();
            return;
        }
        self.coverage.draw(Fault::ServerRemembers);
        for seat in self.back.seats.values_mut() {
            // Either the links were let go of in good order, or their heartbeats will tell.
            if self.dice.chance(500) {
                for link in core::mem::take(&mut seat.links) {
                    seat.host.detach(self.now, link);
                }
            }
        }
    }

    /// Sessions that have ended are looked at; once nobody listens to them any more they are let go.
    fn bury_sessions(&mut self) -> Result<(), String> {
        let now = self.now;
        let has_ended = |seat: &Seat| seat.host.end().is_some();
        let ended = self.back.seats.iter().filter(|(_, seat)| has_ended(seat));
        for session in ended.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.check_end(session)?;
            let mut links = self.net.connections.iter().filter_map(|one| one.link);
            let is_heard = links.any(|(other, _)| other == session);
            let Some(seat) = self.back.seats.get_mut(&session) else {
                continue;
            };
            let ended = *seat.ended.get_or_insert(now);
            if is_heard && now.since(ended) < LINGER {
                continue;
            }
            if seat.state == "expired" {
                self.coverage.see(Sight::Expired);
            }
            self.back.remove(session);
        }
        self.prune_connections();
        Ok(())
    }

    /// Lets go of broken connections that neither side believes in.
    fn prune_connections(&mut self) {
        let fronts = &self.fronts;
        self.net.connections.retain(|one| {
            let front = fronts.get(one.port.client);
            let is_known = front.is_some_and(|front| front.channels.contains(&one.port.channel));
            is_known || one.link.is_some() || matches!(one.health, Health::Good | Health::Sealed)
        });
    }
}

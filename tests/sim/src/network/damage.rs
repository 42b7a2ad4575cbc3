//! Connections break.

use super::{Connection, Health, Kind, Parcel, Port};
use crate::backend::LinkId;
use crate::world::World;

/// Who learns that a connection was cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Told {
    Both,
    Client,
    Server,
}

impl World {
    /// Cuts a connection; what is under way is lost.
    pub(crate) fn cut(&mut self, port: Port, told: Told) {
        if told != Told::Client {
            self.detach(port);
        }
        if told == Told::Server {
            self.set_health(port, Health::Frozen(self.now));
        } else {
            self.set_health(port, Health::Dead);
            self.dispatch(port, Parcel::Lost);
        }
    }

    /// Cuts a connection behind what is under way.
    pub(super) fn seal(&mut self, port: Port) {
        let Some(connection) = self.net.connection_mut(port) else {
            return;
        };
        connection.health = Health::Sealed;
        let (up, down) = (connection.last_up, connection.last_down);
        self.net.put(up, port, Parcel::HangUp);
        self.net.put(down, port, Parcel::Lost);
    }

    /// Ends all connections of the server; it has lost what it knew of them.
    pub(crate) fn cut_all(&mut self) {
        let ports: Vec<Port> = self.net.connections.iter().map(|one| one.port).collect();
        for port in ports {
            if let Some(connection) = self.net.connection_mut(port) {
                connection.link = None;
                connection.hold = None;
            }
            self.cut(port, Told::Client);
        }
    }

    /// The connections that still work, for a fault to choose from.
    pub(crate) fn victims(&self) -> Vec<Port> {
        let is_good = |one: &&Connection| one.health == Health::Good;
        let good = self.net.connections.iter().filter(is_good);
        good.map(|one| one.port).collect()
    }

    pub(crate) fn set_health(&mut self, port: Port, health: Health) {
        if let Some(connection) = self.net.connection_mut(port)
            && connection.health != Health::Sealed
        {
            connection.health = health;
        }
    }

    pub(super) fn set_link(&mut self, port: Port, link: LinkId) {
        if let Some(connection) = self.net.connection_mut(port) {
            connection.link = Some(link);
        }
    }

    /// The server learns that a connection has ended.
    pub(super) fn detach(&mut self, port: Port) {
        let Some(connection) = self.net.connection_mut(port) else {
            return;
        };
        connection.hold = None;
        let is_link = matches!(connection.kind, Kind::Socket | Kind::Stream);
        if let (Some((session, number)), true) = (connection.link.take(), is_link)
            && let Some(host) = self.back.host(session)
        {
            host.detach(self.now, number);
        }
    }
}

//! The network, and what the server does with what comes over it.

mod climate;
mod connection;
mod damage;
mod delivery;
mod dispatch;
mod downstream;
mod http;
mod socket;

pub(crate) use self::climate::Climate;
pub(crate) use self::connection::{Connection, Health, Kind, Parcel, Port};
pub(crate) use self::damage::Told;

use std::collections::BTreeMap;

use everwire_core::time::Instant;

/// When a parcel arrives, and the number that orders those which arrive together.
pub(crate) type Arrival = (Instant, u64);

/// Connections, and what is on its way over them.
pub(crate) struct Network {
    pub(crate) climate: Climate,
    pub(crate) connections: Vec<Connection>,
    parcels: BTreeMap<Arrival, (Port, Parcel)>,
    /// Parcels put on their way so far.
    serial: u64,
    /// The serial of the last request that each client's server has seen, for counting what overtakes what.
    latest: BTreeMap<usize, u64>,
}

impl Network {
    pub(crate) const fn new() -> Self {
        Self {
            climate: Climate::CALM,
            connections: Vec::new(),
            parcels: BTreeMap::new(),
            serial: 0,
            latest: BTreeMap::new(),
        }
    }

    pub(crate) fn connection(&self, port: Port) -> Option<&Connection> {
        self.connections
            .iter()
            .find(|connection| connection.port == port)
    }

    pub(crate) fn connection_mut(&mut self, port: Port) -> Option<&mut Connection> {
        self.connections
            .iter_mut()
            .find(|connection| connection.port == port)
    }

    pub(crate) fn forget(&mut self, port: Port) {
        self.connections
            .retain(|connection| connection.port != port);
    }

    /// When something arrives, a poll has been held long enough, or a slow writer can go on.
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        let parcel = self.parcels.keys().next().map(|(at, _)| *at);
        let holds = self.connections.iter().filter_map(|other| other.hold).min();
        let writers = self
            .connections
            .iter()
            .map(|other| other.ready)
            .filter(|at| *at > now)
            .min();
        [parcel, holds, writers].into_iter().flatten().min()
    }

    /// The next parcel that has arrived by now.
    pub(crate) fn take_arrived(&mut self, now: Instant) -> Option<(Arrival, Port, Parcel)> {
        let entry = self.parcels.first_entry()?;
        let arrival = *entry.key();
        if arrival.0 > now {
            return None;
        }
        let (port, parcel) = entry.remove();
        Some((arrival, port, parcel))
    }

    /// Lets a parcel arrive at this time instead.
    pub(crate) fn postpone(
        &mut self,
        (_, serial): Arrival,
        to: Instant,
        port: Port,
        parcel: Parcel,
    ) {
        self.parcels.insert((to, serial), (port, parcel));
    }

    /// Puts a parcel on its way, outside of any order.
    fn put(&mut self, at: Instant, port: Port, parcel: Parcel) {
        self.serial += 1;
        self.parcels.insert((at, self.serial), (port, parcel));
    }

    /// Whether a request that was sent later has arrived before this one.
    fn is_overtaken(&mut self, port: Port, serial: u64) -> bool {
        let latest = self.latest.entry(port.client).or_default();
        let is_overtaken = *latest > serial;
        *latest = serial.max(*latest);
        is_overtaken
    }
}

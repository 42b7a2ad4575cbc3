//! What has passed through a proxy.

use serde::Serialize;

use crate::http::{Kind, PerKind};

/// Counts that only grow.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    connections: u64,
    requests: PerKind<u64>,
    faulted: PerKind<u64>,
    bytes: Bytes,
}

/// Bytes that were forwarded, heads included.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Bytes {
    up: u64,
    down: u64,
}

/// Where bytes go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Direction {
    /// To the server.
    Up,
    /// To the client.
    Down,
}

/// The counts so far, and what is under way.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Traffic {
    connections: Connections,
    requests: PerKind<u64>,
    faulted: PerKind<u64>,
    under_way: PerKind<usize>,
    bytes: Bytes,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Connections {
    ever: u64,
    now: usize,
}

impl Tally {
    /// A client has connected.
    pub(super) fn connected(&mut self) {
        self.connections += 1;
    }

    /// A request has come.
    pub(super) fn requested(&mut self, kind: Kind) {
        *self.requests.of(kind) += 1;
    }

    /// A fault was applied to a request.
    pub(super) fn faulted(&mut self, kind: Kind) {
        *self.faulted.of(kind) += 1;
    }

    /// This many bytes were forwarded.
    pub(super) fn forwarded(&mut self, direction: Direction, bytes: usize) {
        match direction {
            Direction::Up => self.bytes.up += bytes as u64,
            Direction::Down => self.bytes.down += bytes as u64,
        }
    }

    /// The counts, and the current numbers of connections and exchanges.
    pub(super) fn with_current(self, connections: usize, under_way: PerKind<usize>) -> Traffic {
        let Self {
            connections: ever,
            requests,
            faulted,
            bytes,
        } = self;
        Traffic {
            connections: Connections {
                ever,
                now: connections,
            },
            requests,
            faulted,
            under_way,
            bytes,
        }
    }
}

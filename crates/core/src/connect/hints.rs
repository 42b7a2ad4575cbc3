//! What is kept of an origin from one client to the next.

use crate::channel::Transport;

/// What a client has learnt of an origin, to be kept for the next one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OriginHints {
    /// The transports that do not get through.
    pub demotions: Vec<Demotion>,
    /// The round-trip time in ms.
    pub rtt: Option<u64>,
}

/// A transport that is tried last for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Demotion {
    /// Which.
    pub transport: Transport,
    /// How often in a row it did not get through.
    pub strikes: u32,
    /// How much longer this holds, in ms.
    pub remaining: u64,
}

//! What an application may choose.

use crate::channel::Transport;
use crate::connect::{ConnectConfig, ReconnectConfig};
use crate::dialect::everwire::session::Window;

/// Options of a client. Times in ms, sizes in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientConfig {
    /// The transports to use, the best first. Default: all three.
    pub transports: Vec<Transport>,
    /// How long a transport may stay unproven before the next one is started beside it. Default: a few round trips where
    /// the round-trip time is known, else 300.
    pub race_delay: Option<u64>,
    /// A link that is not proven by then is given up. Default 10,000.
    pub connect_timeout: u64,
    /// The first delay between attempts is drawn from 0 to this; the bound doubles with each failure. Default 500.
    pub reconnect_delay: u64,
    /// The bound grows up to this. Default 30,000.
    pub max_reconnect_delay: u64,
    /// Give up after so many failures in a row. Default: never.
    pub max_retries: Option<u32>,
    /// Give up after being disconnected for so long. Default: never.
    pub max_elapsed: Option<u64>,
    /// A link that has lived this long makes the backoff start over. Default 5,000.
    pub stable_after: u64,
    /// A silent link is asked for a sign of life after this time. Default 15,000.
    pub heartbeat_interval: u64,
    /// A link that does not answer in this time is given up. Default 5,000.
    pub heartbeat_timeout: u64,
    /// The same after a wake-up or a change of network. Default 2,000.
    pub probe_timeout: u64,
    /// How long closing may take before the socket is closed without the server's word. Default 5,000.
    pub close_timeout: u64,
    /// A poll is held for this time at most; 0 polls at an interval. Default: what the server grants, and less where the
    /// network cuts requests that are held.
    pub poll_hold: Option<u64>,
    /// The interval of polls that are not held. Default 1,000.
    pub poll_interval: u64,
    /// A better transport is tried again in the background after this time, which doubles up to 16 times. Default 30,000.
    pub upgrade_delay: u64,
    /// The largest message, in either direction. Default 16 MiB.
    pub max_message: usize,
    /// Above this much unacknowledged, sending is refused. Default 1,000,000 messages, 64 MiB.
    pub quota: Window,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            transports: vec![Transport::WebSocket, Transport::Sse, Transport::LongPoll],
            race_delay: None,
            connect_timeout: 10_000,
            reconnect_delay: 500,
            max_reconnect_delay: 30_000,
            max_retries: None,
            max_elapsed: None,
            stable_after: 5_000,
            heartbeat_interval: 15_000,
            heartbeat_timeout: 5_000,
            probe_timeout: 2_000,
            close_timeout: 5_000,
            poll_hold: None,
            poll_interval: 1_000,
            upgrade_delay: 30_000,
            max_message: 16 * 1024 * 1024,
            quota: Window {
                messages: 1_000_000,
                bytes: 64 * 1024 * 1024,
            },
        }
    }
}

impl ClientConfig {
    pub(super) fn connect(&self) -> ConnectConfig {
        ConnectConfig {
            transports: self.transports.clone(),
            race_delay: self.race_delay,
            stable_after: self.stable_after,
            upgrade_delay: self.upgrade_delay,
            reconnect: ReconnectConfig {
                delay: self.reconnect_delay,
                max_delay: self.max_reconnect_delay,
                max_retries: self.max_retries,
                max_elapsed: self.max_elapsed,
            },
        }
    }
}

/// Random numbers that the core cannot make itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entropy {
    /// Seeds the jitter.
    pub seed: u64,
    /// A secret that names the client while it has no session. Must come from a cryptographic source.
    pub attach: u128,
}

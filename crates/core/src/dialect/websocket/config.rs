//! What an application may choose.

use crate::channel::Transport;
use crate::connect::{ConnectConfig, ReconnectConfig};

/// Options of a client. Times in ms, sizes in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientConfig {
    /// Whether links are made again. Default: yes.
    pub reconnect: bool,
    /// Whether the application decides on each new attempt ([`super::Output::Decide`]). Default: no.
    pub asks_application: bool,
    /// An attempt that takes longer has failed. Default 10,000.
    pub connect_timeout: u64,
    /// The first delay between attempts is drawn from 0 to this; the bound doubles with each failure. Default 500.
    pub reconnect_delay: u64,
    /// The bound grows up to this. Default 30,000.
    pub max_reconnect_delay: u64,
    /// Give up after so many failures in a row. Default: never.
    pub max_retries: Option<u32>,
    /// Give up after being down for so long. Default: never.
    pub max_elapsed: Option<u64>,
    /// A link that has lived this long makes the backoff start over. Default 5,000.
    pub stable_after: u64,
    /// What is sent while the link is down. `None`: it is refused.
    pub queue: Option<QueueLimits>,
    /// How a dead link is found. Default: not at all, as by a browser's own `WebSocket`.
    pub heartbeat: Option<HeartbeatConfig>,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            reconnect: true,
            asks_application: false,
            connect_timeout: 10_000,
            reconnect_delay: 500,
            max_reconnect_delay: 30_000,
            max_retries: None,
            max_elapsed: None,
            stable_after: 5_000,
            queue: Some(QueueLimits::default()),
            heartbeat: None,
        }
    }
}

impl ClientConfig {
    pub(super) fn connect(&self) -> ConnectConfig {
        ConnectConfig {
            transports: vec![Transport::WebSocket],
            race_delay: None,
            stable_after: self.stable_after,
            upgrade_delay: 0,
            reconnect: ReconnectConfig {
                delay: self.reconnect_delay,
                max_delay: self.max_reconnect_delay,
                max_retries: self.max_retries,
                max_elapsed: self.max_elapsed,
            },
        }
    }
}

/// How much may wait for the next link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueueLimits {
    /// Messages. Default 1,000.
    pub messages: usize,
    /// Bytes. Default 16 MiB.
    pub bytes: usize,
    /// The longest time that a message waits, in ms. Default: for ever.
    pub age: Option<u64>,
    /// What gives way when there is no room. Default: [`Overflow::Reject`].
    pub overflow: Overflow,
}

impl Default for QueueLimits {
    fn default() -> Self {
        Self {
            messages: 1_000,
            bytes: 16 * 1024 * 1024,
            age: None,
            overflow: Overflow::Reject,
        }
    }
}

/// What gives way when the queue has no room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overflow {
    /// Sending fails.
    Reject,
    /// The messages that have waited longest are dropped.
    DropOldest,
    /// The new message is dropped.
    DropNewest,
}

/// How a dead link is found. Times in ms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeartbeatConfig {
    /// After so long a silence the server is asked for a sign of life. Default 15,000.
    pub interval: u64,
    /// The link is given up if none comes in this time. Default 5,000.
    pub timeout: u64,
    /// Whether the application has a message to ask with ([`super::Event::Ping`]). Otherwise the silence just lasts longer.
    /// Default: no.
    pub asks: bool,
}

impl Default for HeartbeatConfig {
    fn default() -> Self {
        Self {
            interval: 15_000,
            timeout: 5_000,
            asks: false,
        }
    }
}

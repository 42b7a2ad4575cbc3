//! What a server grants its sessions.

use crate::dialect::everwire::session::Window;

/// Limits and times of a session. Times in ms, sizes in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionConfig {
    /// An idle link is asked for a sign of life this often. Default 15,000.
    pub heartbeat_interval: u64,
    /// A link that does not answer in this time is given up. Default 5,000.
    pub heartbeat_timeout: u64,
    /// A poll is answered after this time even if there is nothing to say. Default 15,000.
    pub hold: u64,
    /// A session without a link is kept for this time. Default 60,000.
    pub retention: u64,
    /// The other side has this time to answer a CLOSE. Default 5,000.
    pub close_timeout: u64,
    /// The largest message that is taken. Default 16 MiB.
    pub max_message: usize,
    /// What may be sent without an acknowledgement; the sender waits above it. Default and
    /// upper bound: [`Window::MAX`].
    pub window: Window,
    /// How many links a session may have at a time. Default 4.
    pub max_links: usize,
}

impl SessionConfig {
    /// The shortest heartbeat interval or hold that a client is granted, in ms.
    pub const MIN_INTERVAL: u64 = 50;
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            heartbeat_interval: 15_000,
            heartbeat_timeout: 5_000,
            hold: 15_000,
            retention: 60_000,
            close_timeout: 5_000,
            max_message: 16 * 1024 * 1024,
            window: Window::MAX,
            max_links: 4,
        }
    }
}

//! Where to connect.

use super::OriginHints;
use crate::channel::Transport;

/// Where to connect, as the application's providers gave it for one attempt.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// `ws:` or `wss:`, without a fragment.
    pub url: String,
    /// Sub-protocols of the application, in order of preference.
    pub protocols: Vec<String>,
    /// Credentials for the server's application.
    pub auth: Option<String>,
    /// The transports that exist in this environment; others are left out.
    pub available: Vec<Transport>,
    /// What is known of the origin from before; used at the first attempt.
    pub hints: OriginHints,
    /// The round-trip time in ms, or an upper bound of it, where none is remembered.
    pub rtt: Option<u64>,
}

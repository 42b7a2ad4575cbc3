//! The client machine: one session over links that race, break and are replaced.

mod closing;
mod config;
mod connect;
mod early;
mod handshake;
mod http;
mod identity;
mod inspect;
mod io;
mod link;
mod machine;
mod permits;
mod polling;

mod state;
mod takeover;
mod timers;
mod traffic;
mod wake;

pub use self::config::{ClientConfig, Entropy};
pub use self::io::{Event, Input, Output};
pub use self::machine::Client;

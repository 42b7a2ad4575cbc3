//! The client machine: one session over links that race, break and are replaced.

mod channels;
mod closing;
mod config;
mod connect;
mod early;
mod event;
mod handshake;
mod http;
mod identity;
mod inspect;
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
pub use self::event::Event;
pub use self::machine::Client;

/// What a [`Client`] asks for.
pub type Output<P> = crate::machine::Output<P, Event<P>>;

//! The sans-IO core of Everwire: client machines for every dialect, and the server's end of `everwire/1`.
//!
//! No browser, no sockets, no clock, no randomness, no async: everything that happens comes in as a value with the time
//! at which it happens, and everything to be done goes out as a value.
//!
//! ```text
//!               dialect/everwire        dialect/websocket      one room for each protocol;
//!        codec ◄─ session ◄─ client, server     client         none knows another
//!                               │                 │
//!                   ┌───────────┴────────┬────────┘
//!                   ▼                    ▼
//!                connect ────────────► link                    how there comes to be a link; what carries frames
//!                   │                    │
//!                   ▼                    ▼
//!                machine, channel, payload                     the boundary to the world
//! ```
//!
//! - [`machine`]: the face of a client machine to its driver: [`machine::Input`] in, [`machine::Output`] out, one timer.
//! - [`channel`]: what a browser object is asked for, and what it reports.
//! - [`payload`]: a message or frame as an opaque handle.
//! - [`link`]: heartbeat, and the requests of an HTTP link.
//! - [`connect`]: attempts, races, reconnecting, the reputation of transports, upgrades, permits.
//! - [`dialect`]: what frames mean.
#![forbid(unsafe_code)]

pub mod channel;
pub mod connect;
pub mod dialect;
pub mod error;
pub mod link;
pub mod machine;
pub mod payload;
pub mod ready_state;
pub mod rng;
pub mod time;

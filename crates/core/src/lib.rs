//! The sans-IO core of Everwire: the state machines of all dialects, and of both ends of the session protocol `everwire/1`.
//!
//! No browser, no sockets, no clock, no randomness, no async: everything that happens comes in as a value with the time
//! at which it happens, and everything to be done goes out as a value.
//!
//! ```text
//!                   Input ──► ┌──────────────────────────────┐ ──► Output
//!     (now, what happened)    │ a dialect's client           │     (open, transmit, close, events)
//!                             │   composed of connect, link  │
//!                             └──────────────────────────────┘ ──► poll_timeout: the next deadline
//! ```
//!
//! - [`machine`]: what every client machine has for its driver.
//! - [`channel`]: what a browser object is asked for, and what it reports.
//! - [`payload`]: messages and frames, held wherever it is cheapest.
//! - [`connect`]: how there comes to be a link: race, reconnect, reputation, upgrade, permits.
//! - [`link`]: what carries frames: HTTP requests, heartbeat.
//! - [`dialect`]: one room for each protocol: `everwire` with its codec, session, client and server; `websocket`.
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

//! The sans-IO core of Everwire: the session protocol `everwire/1` and the state machines of both of its ends.
//!
//! No browser, no sockets, no clock, no randomness, no async: everything that happens comes in as a value with the time
//! at which it happens, and everything to be done goes out as a value.
//!
//! ```text
//!            Input ──►┌──────────────────────────────────────┐──► Output
//!   (now, what came)  │ client::Client      server::ServerSession     │   (open, transmit, close, events)
//!                     │     │    │             │    │        │
//!                     │ dialect  session    session dialect  │
//!                     │     └──── io, framing ────┘          │
//!                     └──────────────────────────────────────┘──► poll_timeout: the next deadline
//! ```
//!
//! - [`io`]: payloads, channels, and what crosses the boundary.
//! - [`framing`]: how frames lie in HTTP.
//! - [`dialect`]: what frames mean.
//! - [`session`]: outbox, inbox, heartbeat; the same on both sides.
//! - [`client`]: the client machine: racing links, reconnect, fallback.
//! - [`plain`]: the machine over a WebSocket that has no session: reconnect, queue, heartbeat.
//! - [`server`]: one session at the server: attaching links, retention.
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

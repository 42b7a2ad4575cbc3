//! The plain machine: a WebSocket to any server, made again whenever it drops. There is no session: what was under way when
//! a link dropped may be lost, and the server begins anew with every link.
//!
//! ```text
//! Resolving ──► Connecting ──► Open ──► (AwaitingDecision) ──► Waiting ──► Resolving …
//!                                 └────────┴──► Closed ◄── Closing
//! ```

mod codes;
mod config;
mod connect;
mod io;
mod machine;
mod ports;
mod pulse;
mod queue;
mod state;

pub use self::codes::{is_bound, is_final};
pub use self::config::{ClientConfig, Heartbeat, Overflow, QueueLimits};
pub use self::io::{Close, Event, Input, Outcome, Output, Refusal, Timer};
pub use self::machine::Client;
pub use self::ports::is_blocked;

//! A WebSocket to any server, made again whenever it drops. There is no session: what was under way when a link dropped may
//! be lost, and the server begins anew with every link.

mod blocked_ports;
mod closing;
mod codes;
mod config;
mod event;
mod heartbeat;
mod links;
mod machine;
mod queue;

pub use self::blocked_ports::is_blocked;
pub use self::codes::{is_bound, is_final};
pub use self::config::{ClientConfig, HeartbeatConfig, Overflow, QueueLimits};
pub use self::event::{Close, Event, Outcome, Output, Refusal};
pub use self::machine::Client;

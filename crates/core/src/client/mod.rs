//! The client machine: one session over links that race, break and are replaced.

mod closing;
mod config;
mod connect;
mod early;
mod failure;
mod handshake;
mod history;
mod http;
mod inspect;
mod io;
mod link;
mod machine;
mod memory;
mod polling;
mod retry;
mod slots;
mod state;
mod timers;
mod traffic;
mod verdicts;
mod wake;

pub use self::config::{ClientConfig, Entropy};
pub use self::failure::Failure;
pub use self::history::{LinkStage, Step};
pub use self::io::{Event, Input, Output, Signal, Slot, Target, Timer};
pub use self::machine::Client;
pub use self::memory::{Memory, Verdict};
pub use self::state::ReadyState;

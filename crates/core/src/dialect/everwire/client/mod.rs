//! The client machine: one session over links that race, break and are replaced.

mod closing;
mod config;
mod connect;
mod early;
mod handshake;
mod http;
mod inspect;
mod io;
mod link;
mod machine;
mod polling;
mod retry;
mod slots;
mod state;
mod timers;
mod trace;
mod traffic;
mod verdicts;
mod wake;

pub use self::config::{ClientConfig, Entropy};
pub use self::io::{Event, Input, Output, Timer};
pub use self::machine::Client;
use crate::connect::{Failure, LinkStage, PageSignal, Permit, Target};
use crate::ready_state::ReadyState;

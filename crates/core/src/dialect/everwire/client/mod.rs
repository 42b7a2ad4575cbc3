//! The client machine: one session over links that race, break and are replaced.

mod channels;
mod closing;
mod config;
mod connect;
mod early;
mod event;
mod handshake;
mod http;
mod inspect;
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
pub use self::event::{Event, Timer};
pub use self::machine::Client;
use crate::connect::{Failure, LinkStage, PageSignal, Permit, Target};
pub use crate::machine::Input;
use crate::ready_state::ReadyState;

/// What a [`Client`] asks for.
pub type Output<P> = crate::machine::Output<P, Event<P>>;

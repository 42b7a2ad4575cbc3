//! What carries frames, for every dialect.

mod heartbeat;

pub use self::heartbeat::{Heartbeat, Liveness};

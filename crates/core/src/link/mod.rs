//! What carries frames, for every dialect.

mod body_limit;
mod heartbeat;
mod http;
mod poll;

pub(crate) use self::body_limit::BodyLimit;
pub use self::heartbeat::{Heartbeat, Liveness};
pub(crate) use self::http::{AfterPoll, HttpLink, Repeat};
pub(crate) use self::poll::HoldLimit;

//! The server's end of one session, sans-IO: links attach to it and leave, messages stay until they are acknowledged.
//!
//! A [`ServerSession`] is one session; a [`Directory`] finds the session that a HELLO means, and checks its key. Ids and
//! keys come from the caller, since they take randomness.

mod answering;
mod attach;
mod config;
mod directory;
mod ending;
mod inspect;
mod link;
mod numbers;
mod receive;
mod session;
mod transmit;

pub use self::attach::decode_hello;
pub use self::config::SessionConfig;
pub use self::directory::{Directory, SessionIds};
pub use self::ending::End;
pub use self::session::{NotSent, ServerSession};
pub use self::transmit::Next;

//! The server's end of one session, sans-IO: links attach to it and leave, messages stay until they are acknowledged.
//!
//! A [`ServerSession`] belongs to one session. Finding the session that a HELLO means, checking its key, and handing out ids and
//! keys is for whoever owns the hosts: that takes randomness and a map.

mod answering;
mod attach;
mod config;
mod ending;
mod inspect;
mod link;
mod numbers;
mod receive;
mod session;
mod transmit;

pub use self::attach::greeting;
pub use self::config::SessionConfig;
pub use self::ending::End;
pub use self::session::{NotSent, ServerSession};
pub use self::transmit::Next;

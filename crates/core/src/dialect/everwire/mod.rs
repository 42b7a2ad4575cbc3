//! `everwire/1`: the session protocol. `docs/protocol.md` describes it for implementers.

pub mod client;
pub mod codec;
pub mod server;
pub mod session;

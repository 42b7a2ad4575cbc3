//! The engine of `everwire/websocket`: a WebSocket to any server that is made again when it drops.
//!
//! JavaScript makes the links and hears them, since the messages of an open link need no decision: they go from the browser
//! to the application without passing through here.

mod driver;
mod host;
mod options;
mod socket;

pub use self::host::Host;
pub use self::socket::{Reconnector, is_bound};

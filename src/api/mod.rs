//! What JavaScript calls. Everything is decided here or below: the classes over it only give it the shape of a `WebSocket`.

mod history;
mod host;
mod options;
mod socket;
mod url;

pub use self::host::Host;
pub use self::socket::Socket;
pub use self::url::{check_protocols, normalize_url};

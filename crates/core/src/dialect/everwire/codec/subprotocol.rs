//! HELLO within a WebSocket's opening handshake: one of the sub-protocols that the client offers carries it, and a server
//! that chooses that one has read it. It saves the round trip that HELLO takes as the first frame.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::{Control, Hello, SUBPROTOCOL};
use crate::error::Violation;

impl Hello {
    /// The longest sub-protocol that carries a HELLO, in bytes: proxies and servers bound the head of a request.
    pub const EARLY_MAX: usize = 2_048;

    /// The sub-protocol that carries the HELLO of this frame; `None` if it would be too long.
    #[must_use]
    pub fn to_subprotocol(frame: &str) -> Option<String> {
        let frame = Base64UrlUnpadded::encode_string(frame.as_bytes());
        let protocol = format!("{SUBPROTOCOL}.{frame}");
        (protocol.len() <= Self::EARLY_MAX).then_some(protocol)
    }

    /// The HELLO that a sub-protocol carries; `None` if it is another one, or too long to be looked at.
    #[must_use]
    pub fn from_subprotocol(protocol: &str) -> Option<Result<Self, Violation>> {
        let digits = protocol.strip_prefix(SUBPROTOCOL)?.strip_prefix('.')?;
        (protocol.len() <= Self::EARLY_MAX).then(|| read(digits))
    }
}

fn read(digits: &str) -> Result<Hello, Violation> {
    let bytes = Base64UrlUnpadded::decode_vec(digits).map_err(|_| Violation::Malformed)?;
    let frame = String::from_utf8(bytes).map_err(|_| Violation::Malformed)?;
    match Control::decode(&frame, Control::of_either)? {
        Control::Hello(hello) => Ok(hello),
        _ => Err(Violation::Unexpected),
    }
}

//! HELLO within a WebSocket's opening handshake: one of the sub-protocols that the client offers carries it, and a server
//! that chooses that one has read it. It saves the round trip that HELLO takes as the first frame.

use alloc::string::String;

use super::base64url::{parse_base64url, push_base64url};
use super::{Control, Hello, SUBPROTOCOL};
use crate::error::Violation;

impl Hello {
    /// The longest sub-protocol that carries a HELLO, in bytes: proxies and servers bound the head of a request.
    pub const EARLY_MAX: usize = 2_048;

    /// The sub-protocol that carries the HELLO of this frame; `None` if it would be too long.
    #[must_use]
    pub fn to_subprotocol(frame: &str) -> Option<String> {
        let mut protocol = String::with_capacity(256);
        protocol.push_str(SUBPROTOCOL);
        protocol.push('.');
        push_base64url(&mut protocol, frame.as_bytes());
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
    let frame = parse_base64url(digits).and_then(|bytes| String::from_utf8(bytes).ok());
    match Control::decode(&frame.ok_or(Violation::Malformed)?, Control::of_either)? {
        Control::Hello(hello) => Ok(hello),
        _ => Err(Violation::Unexpected),
    }
}

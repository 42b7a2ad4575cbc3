//! What close codes and sub-protocols mean for reconnecting.

/// Whether a link that ended with this close code is not to be made again: the server would refuse again, or all is done.
///
/// RFC 6455, section 7.4.1, and IANA's registry of close codes. Of the private codes those that repeat HTTP's 4xx
/// (4400 to 4499) are final, but for 4408 (timeout), 4425 (too early) and 4429 (too many requests).
#[must_use]
pub const fn is_final(code: u16) -> bool {
    match code {
        // Done: normal closure, and a closing handshake without a code.
        1000 | 1005 => true,
        // Refused: protocol error, data of a wrong kind or malformed, policy, size, missing extension.
        1002 | 1003 | 1007..=1010 => true,
        // Registered: unauthorized, forbidden.
        3000 | 3003 => true,
        4408 | 4425 | 4429 => false,
        4400..=4499 => true,
        _ => false,
    }
}

/// Sub-protocols whose conversation is bound to one connection: it begins with a handshake of its own, and a library speaks
/// it that makes a new `WebSocket` when it is told of the end of one. A trailing `*` stands for any rest.
const BOUND: [&str; 13] = [
    "graphql-transport-ws",
    "graphql-ws",
    "mqtt*",
    "v10.stomp",
    "v11.stomp",
    "v12.stomp",
    "wamp*",
    "amqp*",
    "xmpp*",
    "sip*",
    "ocpp*",
    "actioncable-*",
    "vnc*",
];

/// Whether a link with this sub-protocol must not be replaced by another link: the library that speaks it makes its own.
#[must_use]
pub fn is_bound(protocol: &str) -> bool {
    BOUND.iter().any(|bound| match bound.strip_suffix('*') {
        Some(start) => protocol.starts_with(start),
        None => protocol == *bound,
    })
}

//! What a request is for, by its head.

use serde::{Deserialize, Serialize};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A WebSocket handshake: `Upgrade: websocket`, whatever its address.
    WebSocket,
    /// An event stream: query `everwire=sse`.
    Sse,
    /// A long poll: query `everwire=poll`.
    Poll,
    /// Upstream frames: query `everwire=post`.
    Post,
    /// A CORS preflight: `OPTIONS`, whatever its query.
    Preflight,
    /// Anything else, such as the demo page.
    Other,
}

impl Kind {
    /// The kind of a request with this head.
    pub(super) fn of(method: &str, target: &str, upgrades_to_websocket: bool) -> Self {
        if method == "OPTIONS" {
            return Self::Preflight;
        }
        if upgrades_to_websocket {
            return Self::WebSocket;
        }
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let transport = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("everwire="));
        match transport {
            Some("sse") => Self::Sse,
            Some("poll") => Self::Poll,
            Some("post") => Self::Post,
            _ => Self::Other,
        }
    }
}

/// One value for each kind of request.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct PerKind<T> {
    websocket: T,
    sse: T,
    poll: T,
    post: T,
    preflight: T,
    other: T,
}

impl<T> PerKind<T> {
    /// The value of a kind.
    pub(crate) fn of(&mut self, kind: Kind) -> &mut T {
        match kind {
            Kind::WebSocket => &mut self.websocket,
            Kind::Sse => &mut self.sse,
            Kind::Poll => &mut self.poll,
            Kind::Post => &mut self.post,
            Kind::Preflight => &mut self.preflight,
            Kind::Other => &mut self.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn the_query_names_the_transport() {
        assert_eq!(Kind::of("GET", "/echo?everwire=sse", false), Kind::Sse);
        assert_eq!(
            Kind::of("GET", "/echo?a=b&everwire=poll&c", false),
            Kind::Poll
        );
        assert_eq!(Kind::of("POST", "/echo?everwire=post", false), Kind::Post);
        assert_eq!(
            Kind::of("GET", "/echo?noteverwire=post", false),
            Kind::Other
        );
        assert_eq!(Kind::of("GET", "/everwire=sse", false), Kind::Other);
    }

    #[test]
    fn an_upgrade_is_a_websocket_and_options_a_preflight() {
        assert_eq!(Kind::of("GET", "/plain/echo", true), Kind::WebSocket);
        assert_eq!(
            Kind::of("OPTIONS", "/echo?everwire=post", false),
            Kind::Preflight
        );
    }
}

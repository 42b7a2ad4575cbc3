//! The heads of requests and responses.

use super::{Body, Kind};

const MAX_HEADERS: usize = 100;

/// Why a head is refused.
#[derive(Debug)]
pub(crate) enum Malformed {
    /// It is not HTTP/1.1.
    NotHttp,
    /// A request whose body is chunked: the proxy does not read these.
    ChunkedRequest,
}

/// What the proxy needs to know of a request.
#[derive(Debug)]
pub(crate) struct RequestHead {
    /// Length of the head in bytes, with its empty line.
    pub(crate) len: usize,
    /// What it is for.
    pub(crate) kind: Kind,
    /// The body that follows.
    pub(crate) body: Body,
    /// Whether the connection ends with this exchange.
    pub(crate) closes: bool,
    /// Whether the method is `HEAD`, whose response has no body.
    pub(crate) is_head: bool,
    /// The `Origin` header, which the proxy's own responses must allow.
    pub(crate) origin: Option<String>,
}

impl RequestHead {
    /// Reads a head from the start of `bytes`; `None` while it is incomplete.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Option<Self>, Malformed> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let len = match request.parse(bytes) {
            Ok(httparse::Status::Complete(len)) => len,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(Malformed::NotHttp),
        };
        let method = request.method.unwrap_or_default();
        let target = request.path.unwrap_or_default();
        let fields = Fields(request.headers);
        if fields.contains("transfer-encoding", "chunked") {
            return Err(Malformed::ChunkedRequest);
        }
        Ok(Some(Self {
            len,
            kind: Kind::of(method, target, fields.contains("upgrade", "websocket")),
            body: Body::of_length(fields.content_length()?.unwrap_or(0)),
            closes: fields.contains("connection", "close"),
            is_head: method == "HEAD",
            origin: fields.first("origin").map(str::to_owned),
        }))
    }
}

/// What the proxy needs to know of a response.
#[derive(Debug)]
pub(crate) struct ResponseHead {
    /// Length of the head in bytes, with its empty line.
    pub(crate) len: usize,
    /// The status code.
    pub(crate) status: u16,
    /// The body that follows.
    pub(crate) body: Body,
    /// Whether the connection ends with this exchange.
    pub(crate) closes: bool,
}

impl ResponseHead {
    /// Reads a head from the start of `bytes`; `None` while it is incomplete. `to_head`: whether the request was `HEAD`.
    pub(crate) fn parse(bytes: &[u8], to_head: bool) -> Result<Option<Self>, Malformed> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let len = match response.parse(bytes) {
            Ok(httparse::Status::Complete(len)) => len,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(Malformed::NotHttp),
        };
        let status = response.code.unwrap_or_default();
        let fields = Fields(response.headers);
        let body = if to_head || matches!(status, 100..=199 | 204 | 304) {
            Body::of_length(0)
        } else if fields.contains("transfer-encoding", "chunked") {
            Body::chunked()
        } else {
            fields
                .content_length()?
                .map_or(Body::until_close(), Body::of_length)
        };
        let closes = fields.contains("connection", "close") || body.lasts_until_close();
        Ok(Some(Self {
            len,
            status,
            body,
            closes,
        }))
    }

    /// Whether another head follows this one: `100 Continue` and its like.
    pub(crate) fn is_interim(&self) -> bool {
        matches!(self.status, 100..=199) && !self.switches_protocol()
    }

    /// Whether what follows is no longer HTTP.
    pub(crate) fn switches_protocol(&self) -> bool {
        self.status == 101
    }
}

struct Fields<'a>(&'a [httparse::Header<'a>]);

impl<'a> Fields<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name))
            .filter_map(|field| std::str::from_utf8(field.value).ok())
    }

    fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Whether the comma-separated list under `name` has the element `token`.
    fn contains(&self, name: &str, token: &str) -> bool {
        self.all(name)
            .flat_map(|value| value.split(','))
            .any(|element| element.trim().eq_ignore_ascii_case(token))
    }

    fn content_length(&self) -> Result<Option<u64>, Malformed> {
        self.first("content-length")
            .map(|value| value.trim().parse().map_err(|_| Malformed::NotHttp))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Malformed, RequestHead, ResponseHead};

    #[test]
    fn a_request_is_read_when_it_is_complete() {
        let whole = b"POST /echo?everwire=post HTTP/1.1\r\nContent-Length: 3\r\nOrigin: http://a\r\n\r\nabc";
        assert!(RequestHead::parse(&whole[..40]).unwrap().is_none());
        let head = RequestHead::parse(whole).unwrap().unwrap();
        assert_eq!(head.len, whole.len() - 3);
        assert_eq!(head.kind, Kind::Post);
        assert_eq!(head.origin.as_deref(), Some("http://a"));
        assert!(!head.closes && !head.body.is_finished());
    }

    #[test]
    fn an_upgrade_is_found_in_a_list() {
        let head = RequestHead::parse(
            b"GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: h2c, WebSocket\r\n\r\n",
        );
        assert_eq!(head.unwrap().unwrap().kind, Kind::WebSocket);
    }

    #[test]
    fn what_cannot_be_framed_is_refused() {
        let chunked = RequestHead::parse(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        assert!(matches!(chunked, Err(Malformed::ChunkedRequest)));
        let length = RequestHead::parse(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n");
        assert!(matches!(length, Err(Malformed::NotHttp)));
        assert!(matches!(
            RequestHead::parse(b"\x16\x03\x01\x02\x00"),
            Err(Malformed::NotHttp)
        ));
    }

    #[test]
    fn a_response_says_what_follows() {
        let parse = |bytes: &[u8]| ResponseHead::parse(bytes, false).unwrap().unwrap();
        assert!(parse(b"HTTP/1.1 204 No Content\r\n\r\n").body.is_finished());
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n").closes);
        assert!(parse(b"HTTP/1.1 100 Continue\r\n\r\n").is_interim());
        let switched = parse(b"HTTP/1.1 101 Switching Protocols\r\n\r\n");
        assert!(switched.switches_protocol() && !switched.is_interim());
        assert!(!parse(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").is_interim());
        let to_head = ResponseHead::parse(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true);
        assert!(to_head.unwrap().unwrap().body.is_finished());
    }
}

//! A client that shows what really comes over the socket.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::harness::PATIENCE;

/// One connection.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A response with a Content-Length.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// How a connection has ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Closed,
    Reset,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Sends a request; `fields` are whole header lines.
    pub(crate) fn request(&mut self, method: &str, target: &str, fields: &str, body: &[u8]) {
        let length = body.len();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: x\r\nOrigin: http://page\r\n{fields}Content-Length: {length}\r\n\r\n"
        );
        self.send(head.as_bytes());
        self.send(body);
    }

    /// Sends a request of a transport and reads its response.
    pub(crate) fn exchange(&mut self, transport: &str, body: &[u8]) -> Response {
        let method = if transport == "post" { "POST" } else { "GET" };
        self.request(method, &format!("/echo?everwire={transport}"), "", body);
        self.response()
    }

    pub(crate) fn response(&mut self) -> Response {
        let head = self.until("\r\n\r\n");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let lower = head.to_lowercase();
        let length = lower
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let body = self.exactly(length.map_or(0, |length| length.trim().parse().unwrap()));
        Response { status, head, body }
    }

    /// Asks for a WebSocket and reads the head of the response.
    pub(crate) fn upgrade(&mut self) -> String {
        self.send(
            b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
              Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        );
        self.until("\r\n\r\n")
    }

    /// Opens a WebSocket.
    pub(crate) fn websocket(address: SocketAddr) -> Self {
        let mut client = Self::connect(address);
        assert!(client.upgrade().starts_with("HTTP/1.1 101 "));
        client
    }

    /// Opens an event stream and reads its first event.
    pub(crate) fn event_stream(address: SocketAddr) -> Self {
        let mut client = Self::connect(address);
        client.request("GET", "/echo?everwire=sse", "", b"");
        client.until("data: hello\n\n");
        client
    }

    /// Sends a short text in a WebSocket frame, masked with zeros.
    pub(crate) fn send_text(&mut self, text: &str) {
        let length = u8::try_from(text.len()).unwrap();
        assert!(length < 126);
        self.send(&[&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat());
    }

    /// Reads a short text from a WebSocket frame.
    pub(crate) fn text(&mut self) -> String {
        let head = self.exactly(2);
        assert_eq!(head[0], 0x81);
        String::from_utf8(self.exactly(head[1].into())).unwrap()
    }

    /// A round trip over a WebSocket.
    pub(crate) fn echo(&mut self, text: &str) {
        self.send_text(text);
        assert_eq!(self.text(), text);
    }

    /// Reads up to and with a text.
    pub(crate) fn until(&mut self, end: &str) -> String {
        loop {
            let found = self
                .buffer
                .windows(end.len())
                .position(|window| window == end.as_bytes());
            if let Some(at) = found {
                return String::from_utf8(self.exactly(at + end.len())).unwrap();
            }
            assert!(self.fill(), "the end came before {end:?}");
        }
    }

    /// Whether nothing has come that was not read.
    pub(crate) fn has_nothing(&mut self) -> bool {
        self.stream.set_nonblocking(true).unwrap();
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false).unwrap();
        self.buffer.is_empty() && peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Reads to the end; returns what came before it.
    pub(crate) fn end(mut self) -> (Vec<u8>, Ended) {
        let ended = match self.stream.read_to_end(&mut self.buffer) {
            Ok(_) => Ended::Closed,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Ended::Reset,
            Err(error) => panic!("neither closed nor reset: {error}"),
        };
        (self.buffer, ended)
    }

    fn exactly(&mut self, len: usize) -> Vec<u8> {
        while self.buffer.len() < len {
            assert!(self.fill(), "the end came too early");
        }
        self.buffer.drain(..len).collect()
    }

    fn fill(&mut self) -> bool {
        let mut bytes = [0; 16 * 1024];
        let read = self.stream.read(&mut bytes).unwrap();
        self.buffer.extend_from_slice(&bytes[..read]);
        read > 0
    }
}

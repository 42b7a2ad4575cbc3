//! An HTTP client, one connection a request, so that each can be cut by itself.

use std::net::SocketAddr;

use bytes::{Bytes, BytesMut};
use everwire_core::dialect::everwire::codec::body::MEDIA_TYPE;
use everwire_core::dialect::everwire::codec::{Control, Decoder, Hello, Incoming, Welcome};
use everwire_core::payload::Message;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming as Received;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::{credentials, decode, encode, within};

/// Header names and values of a request.
pub type Headers<'a> = &'a [(&'static str, String)];

/// Speaks to the endpoint at `path`.
pub struct Client {
    address: SocketAddr,
    path: &'static str,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// A session's HTTP link.
pub struct Link<'a> {
    client: &'a Client,
    /// What the server answered to HELLO.
    pub welcome: Welcome,
    headers: Vec<(&'static str, String)>,
    decoder: Decoder,
}

impl Client {
    /// A client of the endpoint at `/live`.
    pub const fn new(address: SocketAddr) -> Self {
        Self {
            address,
            path: "/live",
        }
    }

    /// A client of the endpoint at `path`.
    pub const fn at(address: SocketAddr, path: &'static str) -> Self {
        Self { address, path }
    }

    /// Sends one request and reads its answer.
    pub async fn request(
        &self,
        method: &str,
        query: &str,
        headers: Headers<'_>,
        body: Bytes,
    ) -> Reply {
        let (parts, body) = self.open(method, query, headers, body).await.into_parts();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: within(body.collect()).await.unwrap().to_bytes(),
        }
    }

    /// Posts frames with these headers.
    pub async fn post(&self, headers: Headers<'_>, frames: &[Message]) -> Reply {
        self.post_body(headers, encode(frames)).await
    }

    /// Posts a body as it is.
    pub async fn post_body(&self, headers: Headers<'_>, body: Bytes) -> Reply {
        let mut headers = headers.to_vec();
        headers.push(("content-type", MEDIA_TYPE.to_owned()));
        self.request("POST", "?everwire=post", &headers, body).await
    }

    /// Polls, having received this many messages.
    pub async fn poll(&self, headers: Headers<'_>, received: u64) -> Reply {
        let mut headers = headers.to_vec();
        headers.push(("everwire-received", received.to_string()));
        self.request("GET", "?everwire=poll", &headers, Bytes::new())
            .await
    }

    /// Sends a HELLO, which must be accepted, with messages behind it.
    pub async fn attach(&self, hello: Hello, frames: &[Message]) -> Link<'_> {
        let link = hello.link;
        let mut all = vec![Control::Hello(hello).encode()];
        all.extend_from_slice(frames);
        let reply = self.post(&[], &all).await;
        let frames = reply.frames();
        let mut decoder = Decoder::default();
        let Incoming::Control(Control::Welcome(welcome)) =
            decoder.decode(frames[0].clone()).unwrap()
        else {
            panic!("no WELCOME but {frames:?}");
        };
        Link {
            client: self,
            headers: credentials(&welcome, link),
            welcome,
            decoder,
        }
    }

    /// Opens the event stream of a link; an error is the HTTP status of the refusal.
    pub async fn events(&self, query: &str) -> Result<EventStream, u16> {
        let response = self.open("GET", query, &[], Bytes::new()).await;
        if response.status() != 200 {
            return Err(response.status().as_u16());
        }
        Ok(EventStream {
            headers: response.headers().clone(),
            body: response.into_body(),
            buffer: BytesMut::new(),
            decoder: Decoder::default(),
        })
    }

    async fn open(
        &self,
        method: &str,
        query: &str,
        headers: Headers<'_>,
        body: Bytes,
    ) -> hyper::Response<Received> {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(tcp))
            .await
            .unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{query}", self.path))
            .header("host", self.address.to_string());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body)).unwrap();
        within(sender.send_request(request)).await.unwrap()
    }
}

impl Reply {
    /// The frames of the body; the status must be 200.
    pub fn frames(&self) -> Vec<Message> {
        assert_eq!(self.status, 200, "{:?}", self.body);
        decode(&self.body)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Link<'_> {
    /// The credentials of the link.
    pub fn headers(&self) -> Headers<'_> {
        &self.headers
    }

    /// Posts frames on the link.
    pub async fn post(&self, frames: &[Message]) -> Reply {
        self.client.post(&self.headers, frames).await
    }

    /// Polls until `count` messages have come, having received `received` before.
    pub async fn messages(&mut self, received: u64, count: usize) -> Vec<Message> {
        let mut messages = Vec::new();
        while messages.len() < count {
            let received = received + messages.len() as u64;
            let reply = self.client.poll(&self.headers, received).await;
            for frame in reply.frames() {
                take(&mut self.decoder, frame, &mut messages);
            }
        }
        messages
    }

    /// The query of the link's event stream.
    pub fn events(&self, link: u32) -> String {
        let ticket = self.welcome.ticket.as_deref().unwrap();
        let session = &self.welcome.session;
        format!("?everwire=sse&session={session}&link={link}&ticket={ticket}")
    }
}

/// An event stream under way; dropping it cuts the connection.
pub struct EventStream {
    /// The headers of the response.
    pub headers: HeaderMap,
    body: Received,
    buffer: BytesMut,
    decoder: Decoder,
}

impl EventStream {
    /// The next block, up to its empty line; `None` at the end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            let end = self.buffer.windows(2).position(|pair| pair == b"\n\n");
            if let Some(end) = end {
                let block = self.buffer.split_to(end + 2);
                return Some(String::from_utf8(block[..end].to_vec()).unwrap());
            }
            let frame = within(self.body.frame()).await?.unwrap();
            self.buffer.extend_from_slice(frame.data_ref()?);
        }
    }

    /// The next frame; comments are skipped.
    pub async fn frame(&mut self) -> Option<Message> {
        loop {
            let block = self.block().await?;
            if !block.starts_with(':') {
                return Some(event(&block));
            }
        }
    }

    /// The next `count` messages; control frames between them are skipped.
    pub async fn messages(&mut self, count: usize) -> Vec<Message> {
        let mut messages = Vec::new();
        while messages.len() < count {
            let frame = self.frame().await.expect("the stream has ended");
            take(&mut self.decoder, frame, &mut messages);
        }
        messages
    }
}

fn take(decoder: &mut Decoder, frame: Message, messages: &mut Vec<Message>) {
    match decoder.decode(frame).unwrap() {
        Incoming::Message(message) => messages.push(message),
        Incoming::Batch(batch) => messages.extend(batch),
        Incoming::Control(_) | Incoming::Announced => {}
    }
}

/// What a block of an event stream carries.
fn event(block: &str) -> Message {
    use everwire_core::dialect::everwire::codec::sse;
    let lines = block.split('\n');
    let data: Vec<_> = lines
        .filter_map(|line| line.strip_prefix("data: "))
        .collect();
    let data = data.join("\n");
    match block
        .split('\n')
        .find_map(|line| line.strip_prefix("event: "))
    {
        None => Message::text(data),
        Some(sse::ESCAPED) => Message::text(sse::unescape(&data)),
        Some(sse::BINARY) => {
            Message::binary(data_encoding::BASE64.decode(data.as_bytes()).unwrap())
        }
        Some(other) => panic!("unknown event {other}"),
    }
}

//! Sessions over event streams and polls.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use everwire_core::dialect::everwire::codec::body;
use everwire_core::dialect::everwire::codec::{Control, Decoder, Downstream, Reject, Welcome};
use everwire_core::payload::Message;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use crate::Problem;
use crate::handshake::{self, Refusal, hello, welcome};
use crate::session::{Work, spawn};

type Sender = SendRequest<Full<Bytes>>;

/// Connections that the POSTs of all sessions share, as they do behind a proxy.
#[derive(Clone)]
pub(crate) struct Posts(Arc<Vec<Mutex<Sender>>>);

impl Posts {
    /// Opens this many connections.
    pub(crate) async fn connect(address: SocketAddr, count: usize) -> Result<Self, Problem> {
        let mut senders = Vec::new();
        for _ in 0..count {
            senders.push(Mutex::new(connect(address).await?));
        }
        Ok(Self(Arc::new(senders)))
    }

    /// Posts frames over the connection of this client.
    async fn post(
        &self,
        client: usize,
        headers: &[(&str, String)],
        frames: &[Message],
    ) -> Result<Vec<Message>, Refusal> {
        let mut request = Request::post("/echo?everwire=post");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .header("host", "load")
            .header("content-type", body::MEDIA_TYPE)
            .body(Full::from(encode(frames)))?;
        let sender = self
            .0
            .get(client % self.0.len().max(1))
            .ok_or("no connection")?;
        let mut sender = sender.lock().await;
        sender.ready().await?;
        let response = sender.send_request(request).await?;
        read(response).await
    }
}

pub(crate) async fn begin_stream(work: Work, client: usize) -> Result<(), Refusal> {
    let link = Link::attach(&work, client, Downstream::Stream).await?;
    let Welcome {
        session, ticket, ..
    } = &link.welcome;
    let ticket = ticket.as_deref().ok_or("no ticket")?;
    let path = format!("/echo?everwire=sse&session={session}&link=1&ticket={ticket}");
    let request = Request::get(path)
        .header("host", "load")
        .body(Full::default())?;
    let mut sender = connect(work.shared.address).await?;
    let response = sender.send_request(request).await?;
    if response.status() != 200 {
        return Err(Refusal::Failed(
            format!("no stream: {}", response.status()).into(),
        ));
    }
    let mut events = Events {
        body: response.into_body(),
        buffer: BytesMut::new(),
    };
    // The first event proves the stream.
    events.next().await?;
    spawn(run_stream(work, link, events));
    Ok(())
}

pub(crate) async fn begin_poll(work: Work, client: usize) -> Result<(), Refusal> {
    let link = Link::attach(&work, client, Downstream::Poll).await?;
    let sender = connect(work.shared.address).await?;
    spawn(run_poll(work, link, sender));
    Ok(())
}

/// An HTTP link after WELCOME.
struct Link {
    client: usize,
    welcome: Welcome,
    headers: Vec<(&'static str, String)>,
    sent: u64,
    received: u64,
}

impl Link {
    async fn attach(work: &Work, client: usize, downstream: Downstream) -> Result<Self, Refusal> {
        let frames = [hello(client, downstream).encode()];
        let replies = work.shared.posts.post(client, &[], &frames).await?;
        let first = replies.into_iter().next().ok_or("an empty response")?;
        let welcome = welcome(&mut Decoder::default(), first)?;
        let headers = vec![
            ("everwire-session", welcome.session.clone()),
            ("everwire-key", welcome.key.clone()),
            ("everwire-link", String::from("1")),
        ];
        Ok(Self {
            client,
            welcome,
            headers,
            sent: 0,
            received: 0,
        })
    }

    async fn send(&mut self, work: &Work, message: Message) -> Result<(), Problem> {
        let ack = Control::Ack(self.received).encode();
        let frames = [ack, Control::Position(self.sent).encode(), message];
        self.sent += 1;
        let before = self.received;
        self.post(work, &frames).await?;
        if self.received > before {
            // A browser does so after 100 ms, unless it sends a message before.
            let ack = Control::Ack(self.received).encode();
            self.post(work, &[ack]).await?;
        }
        Ok(())
    }

    async fn post(&mut self, work: &Work, frames: &[Message]) -> Result<(), Problem> {
        let posts = &work.shared.posts;
        match posts.post(self.client, &self.headers, frames).await {
            Ok(frames) => self.record(work, frames),
            Err(refusal) => Err(refusal.to_string().into()),
        }
    }

    /// Records the messages of a body that are new.
    fn record(&mut self, work: &Work, frames: Vec<Message>) -> Result<(), Problem> {
        let mut decoder = Decoder::default();
        let mut number = self.received;
        for frame in frames {
            number = position(&frame).unwrap_or(number);
            let mut messages = Vec::new();
            handshake::receive(&mut decoder, frame, &mut messages)?;
            for message in messages {
                if number == self.received {
                    self.received += 1;
                    work.record(&[message])?;
                }
                number += 1;
            }
        }
        Ok(())
    }
}

async fn run_stream(mut work: Work, mut link: Link, mut events: Events) -> Result<(), Problem> {
    let mut decoder = Decoder::default();
    let mut messages = Vec::new();
    loop {
        tokio::select! {
            message = work.next() => match message {
                Some(message) => link.send(&work, message).await?,
                None => return Ok(()),
            },
            frame = events.next() => {
                let is_ping = handshake::receive(&mut decoder, frame?, &mut messages)?;
                work.record(&messages)?;
                link.received += messages.len() as u64;
                messages.clear();
                if is_ping {
                    link.post(&work, &[Control::Pong(link.received).encode()]).await?;
                }
            }
        }
    }
}

async fn run_poll(mut work: Work, mut link: Link, mut sender: Sender) -> Result<(), Problem> {
    loop {
        let mut request = Request::get("/echo?everwire=poll").header("host", "load");
        for (name, value) in &link.headers {
            request = request.header(*name, value);
        }
        let request = request
            .header("everwire-received", link.received.to_string())
            .body(Full::default())?;
        sender.ready().await?;
        let mut response = Box::pin(async { read(sender.send_request(request).await?).await });
        let frames = loop {
            tokio::select! {
                frames = &mut response => break frames.map_err(|refusal| refusal.to_string())?,
                message = work.next() => match message {
                    Some(message) => link.send(&work, message).await?,
                    None => return Ok(()),
                },
            }
        };
        drop(response);
        link.record(&work, frames)?;
    }
}

/// The number of the first message behind a POSITION frame.
fn position(frame: &Message) -> Option<u64> {
    frame.as_text()?.strip_prefix("\0N")?.parse().ok()
}

/// The frames of an event stream. All messages here are single lines of text.
struct Events {
    body: Incoming,
    buffer: BytesMut,
}

impl Events {
    async fn next(&mut self) -> Result<Message, Problem> {
        loop {
            let end = self.buffer.windows(2).position(|pair| pair == b"\n\n");
            let Some(end) = end else {
                let frame = self.body.frame().await.ok_or("the stream was cut")??;
                self.buffer
                    .extend_from_slice(frame.data_ref().ok_or("trailers")?);
                continue;
            };
            let block = self.buffer.split_to(end + 2);
            let text = std::str::from_utf8(&block)?;
            let data: Vec<_> = text
                .lines()
                .filter_map(|line| line.strip_prefix("data: "))
                .collect();
            if text.starts_with("event: escaped") {
                return Ok(Message::text(
                    everwire_core::dialect::everwire::codec::sse::unescape(&data.join("\n")),
                ));
            }
            if !data.is_empty() {
                return Ok(Message::text(data.join("\n")));
            }
        }
    }
}

async fn connect(address: SocketAddr) -> Result<Sender, Problem> {
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(tcp)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// The frames of a response, or its refusal.
async fn read(response: Response<Incoming>) -> Result<Vec<Message>, Refusal> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await?.to_bytes();
    if parts.status == 200 {
        return Ok(decode(&bytes)?);
    }
    let seconds: Option<u64> = parts
        .headers
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    Err(Refusal::Rejected(Reject {
        status: parts.status.as_u16(),
        retry_after: seconds.unwrap_or(0) * 1_000,
        message: String::from_utf8_lossy(&bytes).into_owned(),
    }))
}

fn encode(frames: &[Message]) -> Vec<u8> {
    let mut out = Vec::new();
    for frame in frames {
        out.extend_from_slice(body::header(frame).as_bytes());
        out.extend_from_slice(frame.as_bytes());
    }
    out
}

fn decode(bytes: &Bytes) -> Result<Vec<Message>, Problem> {
    let frame_ranges = body::frame_ranges(bytes).map_err(|violation| format!("{violation:?}"))?;
    let frames = frame_ranges.into_iter().map(|part| {
        let frame = bytes.slice(part.range);
        Message::from_utf8(frame).ok_or_else(|| Problem::from("no text"))
    });
    frames.collect()
}

//! A WebSocket client.

use std::net::SocketAddr;

use everwire_core::dialect::everwire::codec::{
    Control, Decoder, Downstream, Hello, Incoming, Welcome,
};
use everwire_core::payload::Message;
use futures_util::{SinkExt, StreamExt};
use hyper::Request;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};

use crate::{begin, within};

/// One WebSocket, with or without a link on it.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// The sub-protocol that the server chose.
    protocol: String,
    decoder: Decoder,
}

impl Socket {
    /// Connects, without a HELLO.
    pub async fn connect(address: SocketAddr) -> Self {
        let headers = [("sec-websocket-protocol", "everwire.1")];
        Self::handshake(address, "/live", &headers).await.unwrap()
    }

    /// Connects and begins a session.
    pub async fn begin(address: SocketAddr) -> (Self, Welcome) {
        let mut socket = Self::connect(address).await;
        let welcome = socket.attach(begin(Downstream::Duplex)).await;
        (socket, welcome)
    }

    /// Connects with these headers; an error is the HTTP status of the refusal.
    pub async fn handshake(
        address: SocketAddr,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        let url = format!("ws://{address}{path}");
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let tcp = TcpStream::connect(address).await.unwrap();
        Self::over(tcp, request).await
    }

    /// Begins a session over an existing connection.
    pub async fn begin_over(tcp: TcpStream, address: SocketAddr) -> (Self, Welcome) {
        let mut request = format!("ws://{address}/live")
            .into_client_request()
            .unwrap();
        let protocol = "everwire.1".parse().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let mut socket = Self::over(tcp, request).await.unwrap();
        let welcome = socket.attach(begin(Downstream::Duplex)).await;
        (socket, welcome)
    }

    /// The sub-protocol that the server chose, or nothing.
    pub fn protocol(&self) -> &str {
        &self.protocol
    }

    /// The connection beneath; bytes that were not read stay in it.
    pub fn into_tcp(self) -> TcpStream {
        self.stream.into_inner()
    }

    async fn over(tcp: TcpStream, request: Request<()>) -> Result<Self, u16> {
        tcp.set_nodelay(true).unwrap();
        match within(tokio_tungstenite::client_async(request, tcp)).await {
            Ok((stream, response)) => Ok(Self {
                stream,
                protocol: response
                    .headers()
                    .get("sec-websocket-protocol")
                    .map(|protocol| protocol.to_str().unwrap().to_owned())
                    .unwrap_or_default(),
                decoder: Decoder::default(),
            }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a HELLO, which must be accepted.
    pub async fn attach(&mut self, hello: Hello) -> Welcome {
        self.control(Control::Hello(hello)).await;
        match self.next_control().await {
            Control::Welcome(welcome) => welcome,
            other => panic!("no WELCOME but {other:?}"),
        }
    }

    /// Sends a HELLO, which must be refused; returns the status of the REJECT.
    pub async fn refused(&mut self, hello: Hello) -> u16 {
        self.control(Control::Hello(hello)).await;
        self.rejected().await
    }

    /// Sends one control frame.
    pub async fn control(&mut self, control: Control) {
        self.frame(control.encode()).await;
    }

    /// Sends one frame as it is.
    pub async fn frame(&mut self, frame: Message) {
        let frame = match frame.as_text() {
            Some(text) => Frame::text(text),
            None => Frame::binary(frame.into_bytes()),
        };
        within(self.stream.send(frame)).await.unwrap();
    }

    /// Sends a message, as a client does.
    pub async fn send(&mut self, message: &Message) {
        use everwire_core::dialect::everwire::codec::{Batcher, Content, LargeTexts};
        let mut frames = Vec::new();
        let octets = &mut Content::default();
        Batcher::encode(
            [message].into_iter(),
            LargeTexts::Verbatim,
            octets,
            |frame| {
                frames.push(frame);
            },
        );
        for frame in frames {
            self.frame(frame).await;
        }
    }

    /// The next `count` messages; control frames between them are skipped.
    pub async fn messages(&mut self, count: usize) -> Vec<Message> {
        let mut messages = Vec::new();
        while messages.len() < count {
            match self.next().await {
                Incoming::Message(message) => messages.push(message),
                Incoming::Batch(batch) => messages.extend(batch),
                Incoming::Control(_) | Incoming::Announced => {}
            }
        }
        messages
    }

    /// The next control frame; acknowledgements and messages before it are skipped.
    pub async fn next_control(&mut self) -> Control {
        loop {
            match self.next().await {
                Incoming::Control(Control::Ack(_)) => {}
                Incoming::Control(control) => return control,
                _ => {}
            }
        }
    }

    /// The status of the REJECT that comes next.
    pub async fn rejected(&mut self) -> u16 {
        match self.next_control().await {
            Control::Reject(reject) => reject.status,
            other => panic!("no REJECT but {other:?}"),
        }
    }

    /// Reads to the end: the code of the close frame, 1006 if there was none; what comes before it is skipped.
    pub async fn closed(&mut self) -> u16 {
        let mut code = 1006;
        while let Some(Ok(frame)) = within(self.stream.next()).await {
            if let Frame::Close(close) = frame {
                code = close.map_or(1005, |close| close.code.into());
            }
        }
        code
    }

    /// Closes with a code; the code that comes back, or 1006 without a close frame.
    pub async fn close(&mut self, code: u16) -> u16 {
        let frame = CloseFrame {
            code: code.into(),
            reason: "".into(),
        };
        let closing = self.stream.send(Frame::Close(Some(frame)));
        within(closing).await.unwrap();
        self.closed().await
    }

    async fn next(&mut self) -> Incoming<Message> {
        loop {
            let frame = match within(self.stream.next()).await {
                Some(Ok(Frame::Text(text))) => Message::text(text.as_str()),
                Some(Ok(Frame::Binary(bytes))) => Message::binary(bytes),
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
                other => panic!("no frame but {other:?}"),
            };
            return self.decoder.decode(frame).unwrap();
        }
    }
}

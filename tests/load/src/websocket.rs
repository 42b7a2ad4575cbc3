//! Sessions over WebSocket.

use everwire_core::dialect::everwire::codec::{Control, Decoder, Downstream, SUBPROTOCOL};
use everwire_core::payload::Message;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::Problem;
use crate::handshake::{self, Refusal, hello, welcome};
use crate::session::{Work, spawn};

type Socket = WebSocketStream<TcpStream>;

pub(crate) async fn begin(work: Work, client: usize) -> Result<(), Refusal> {
    let address = work.shared.address;
    let mut request = format!("ws://{address}/echo").into_client_request()?;
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse()?);
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    let (mut socket, _) = tokio_tungstenite::client_async(request, tcp).await?;
    send(&mut socket, &hello(client, Downstream::Duplex).encode()).await?;
    let mut decoder = Decoder::default();
    let frame = receive(&mut socket).await?;
    welcome(&mut decoder, frame)?;
    spawn(run(work, socket, decoder));
    Ok(())
}

async fn run(mut work: Work, mut socket: Socket, mut decoder: Decoder) -> Result<(), Problem> {
    let mut received = 0;
    let mut messages = Vec::new();
    loop {
        tokio::select! {
            message = work.next() => match message {
                Some(message) => send(&mut socket, &message).await?,
                None => return Ok(()),
            },
            frame = receive(&mut socket) => {
                let is_ping = handshake::receive(&mut decoder, frame?, &mut messages)?;
                work.record(&messages)?;
                received += messages.len() as u64;
                messages.clear();
                if is_ping {
                    send(&mut socket, &Control::Pong(received).encode()).await?;
                }
            }
        }
    }
}

async fn send(socket: &mut Socket, frame: &Message) -> Result<(), Problem> {
    let text = frame.as_text().unwrap_or_default();
    Ok(socket.send(Frame::text(text)).await?)
}

async fn receive(socket: &mut Socket) -> Result<Message, Problem> {
    loop {
        match socket.next().await.ok_or("the socket was cut")?? {
            Frame::Text(text) => return Ok(Message::text(text.as_str())),
            Frame::Binary(bytes) => return Ok(Message::binary(bytes)),
            Frame::Close(close) => return Err(format!("the socket was closed: {close:?}").into()),
            _ => {}
        }
    }
}

//! A link over a WebSocket (RFC 6455).

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::ws::{self, CloseFrame, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::Response;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use everwire_core::dialect::everwire::codec::{Batcher, Control, Hello, Reject, SUBPROTOCOL};
use everwire_core::dialect::everwire::server::Next;
use everwire_core::error::Violation;
use everwire_core::payload::Message;
use futures_util::{Sink, SinkExt, Stream, StreamExt};

use crate::attachment::Attachment;
use crate::endpoint::Endpoint;
use crate::frame::read_hello;
use crate::reason::cut_reason;
use crate::refusal::{self, reject};
use crate::shutdown::Shutdown;

/// A client whose session is gone begins a new one on the same socket; after this many refused HELLOs the socket is closed.
const HELLO_ATTEMPTS: usize = 3;

/// By how many bytes the frame of a message may exceed the message.
const FRAME_SLACK: usize = 1_024;

/// The read buffer of a socket, in bytes. Each socket keeps one and clears it before each read; the default, 128 KiB, is too much
/// for both.
const READ_BUFFER: usize = 16 * 1024;

/// The peer has this time to take what is left, and to answer a close frame.
const CLOSE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(2);

/// Responds to the opening handshake.
pub(crate) async fn accept(endpoint: Endpoint, mut parts: Parts) -> Response<Body> {
    let (chosen, early) = choose(&parts);
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.protocols([chosen]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        let message = "the sub-protocol everwire.1 is required here";
        return refusal::response(&reject(426, message));
    }
    let largest = endpoint
        .config()
        .session
        .max_message
        .max(Batcher::BATCH_MAX);
    let limit = largest.saturating_add(FRAME_SLACK);
    let transport = endpoint.shutdown.enter();
    upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(limit)
        .max_frame_size(limit)
        .on_upgrade(async move |mut socket| {
            let ending = serve(&mut socket, &endpoint, &parts, early).await;
            if let Ending::Close(code, reason) = ending {
                close(&mut socket, code, &reason).await;
            }
            drop(transport);
        })
}

/// A HELLO that came with the handshake, or what is wrong with it.
type Early = Result<Hello, Violation>;

/// The sub-protocol to choose of those offered: one that carries a HELLO if there is one.
fn choose(parts: &Parts) -> (String, Option<Early>) {
    let headers = parts.headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    let offered = headers.filter_map(|header| header.to_str().ok());
    let carries_hello =
        |protocol: &str| Some((protocol.to_owned(), Hello::from_subprotocol(protocol)?));
    let early = offered
        .flat_map(|list| list.split(','))
        .find_map(|protocol| carries_hello(protocol.trim()));
    match early {
        Some((protocol, hello)) => (protocol, Some(hello)),
        None => (SUBPROTOCOL.to_owned(), None),
    }
}

/// How the socket is to end.
enum Ending {
    /// It is closed already.
    Gone,
    /// With a close frame.
    Close(u16, String),
}

async fn serve(
    socket: &mut WebSocket,
    endpoint: &Endpoint,
    parts: &Parts,
    early: Option<Early>,
) -> Ending {
    match attach(socket, endpoint, parts, early).await {
        Ok(attachment) => run(socket, &attachment, &endpoint.shutdown).await,
        Err(ending) => ending,
    }
}

/// Takes the HELLO that came with the handshake, or waits for one, until one is accepted.
async fn attach(
    socket: &mut WebSocket,
    endpoint: &Endpoint,
    parts: &Parts,
    mut early: Option<Early>,
) -> Result<Attachment, Ending> {
    for _ in 0..HELLO_ATTEMPTS {
        let hello = match early.take() {
            Some(hello) => hello.map_err(Reject::violation),
            None => read_hello(await_hello(socket, endpoint).await?),
        };
        let refused = match hello {
            Ok(hello) => match endpoint.attach(parts, &hello).await {
                Ok(conversation) => return Ok(Attachment::new(conversation, hello.link)),
                Err(refused) => refused,
            },
            Err(refused) => refused,
        };
        send_reject(socket, &refused).await;
        if refused.status != 410 {
            return Err(close_for(&refused));
        }
    }
    Err(Ending::Close(1008, String::from("too many attempts")))
}

async fn await_hello(socket: &mut WebSocket, endpoint: &Endpoint) -> Result<Message, Ending> {
    tokio::select! {
        frame = next_frame(socket) => frame,
        () = tokio::time::sleep(endpoint.config().hello_timeout) => {
            Err(Ending::Close(1002, String::from("no HELLO in time")))
        }
        () = endpoint.shutdown.begun() => Err(going_away()),
    }
}

/// Carries frames both ways until the link ends.
async fn run(socket: &mut WebSocket, link: &Attachment, shutdown: &Shutdown) -> Ending {
    let (mut sink, mut stream) = socket.split();
    let refused = tokio::select! {
        refused = read(&mut stream, link) => refused,
        ending = write(&mut sink, link, shutdown) => return ending,
        () = stuck(link) => return Ending::Gone,
    };
    match refused {
        Ok(refused) => {
            send_reject(&mut sink, &refused).await;
            close_for(&refused)
        }
        Err(ending) => ending,
    }
}

/// Resolves when the link was detached and the peer has not taken the rest in time. The writer would wait for ever for a
/// peer that has vanished.
async fn stuck(link: &Attachment) {
    link.detached().await;
    tokio::time::sleep(CLOSE_TIMEOUT).await;
}

/// Receives frames until one is refused.
async fn read(
    stream: &mut (impl Stream<Item = Result<ws::Message, axum::Error>> + Unpin),
    link: &Attachment,
) -> Result<Reject, Ending> {
    loop {
        let frame = next_frame(stream).await?;
        if let Err(refused) = link.receive(frame) {
            return Ok(refused);
        }
    }
}

/// Sends what there is. Messages that come up while a frame is being sent leave together in the next.
async fn write(
    sink: &mut (impl Sink<ws::Message, Error = axum::Error> + Unpin),
    link: &Attachment,
    shutdown: &Shutdown,
) -> Ending {
    loop {
        let changed = link.changed();
        let Ok(ending) = drain(sink, link).await else {
            return Ending::Gone;
        };
        match ending {
            Some(ending) => return ending,
            None if shutdown.has_begun() => return going_away(),
            None => {}
        }
        tokio::select! {
            () = changed => {}
            () = shutdown.begun() => {}
        }
    }
}

/// Sends what there is now; returns how the socket is to end if the link has ended.
async fn drain(
    sink: &mut (impl Sink<ws::Message, Error = axum::Error> + Unpin),
    link: &Attachment,
) -> Result<Option<Ending>, axum::Error> {
    let ending = loop {
        match link.transmit() {
            Next::Frame(frame) => sink.feed(outgoing(frame)).await?,
            Next::Wait => break None,
            Next::End if link.has_session_ended() => {
                break Some(Ending::Close(1000, String::new()));
            }
            Next::End => {
                break Some(Ending::Close(
                    1008,
                    String::from("link superseded or silent"),
                ));
            }
        }
    };
    sink.flush().await?;
    Ok(ending)
}

/// The next text or binary frame.
async fn next_frame(
    stream: &mut (impl Stream<Item = Result<ws::Message, axum::Error>> + Unpin),
) -> Result<Message, Ending> {
    loop {
        match stream.next().await {
            Some(Ok(ws::Message::Text(text))) => {
                let message = Message::from_utf8(text.into());
                return message
                    .ok_or_else(|| Ending::Close(1007, String::from("text that is not UTF-8")));
            }
            Some(Ok(ws::Message::Binary(bytes))) => return Ok(Message::binary(bytes)),
            Some(Ok(ws::Message::Ping(_) | ws::Message::Pong(_))) => {}
            Some(Ok(ws::Message::Close(_))) | None => return Err(Ending::Gone),
            Some(Err(error)) => return Err(broken(error)),
        }
    }
}

fn outgoing(frame: Message) -> ws::Message {
    let is_text = matches!(frame, Message::Text(_));
    let bytes = frame.into_bytes();
    if !is_text {
        return ws::Message::Binary(bytes);
    }
    ws::Message::Text(Utf8Bytes::try_from(bytes).unwrap_or_default())
}

async fn send_reject(
    sink: &mut (impl Sink<ws::Message, Error = axum::Error> + Unpin),
    refused: &Reject,
) {
    let frame = Control::Reject(refused.clone()).encode();
    // If it fails, the socket is closed next anyway.
    let _ = tokio::time::timeout(CLOSE_TIMEOUT, sink.send(outgoing(frame))).await;
}

fn close_for(refused: &Reject) -> Ending {
    let code = match refused.status {
        400 | 426 => 1002,
        413 => 1009,
        429 | 503 => 1013,
        _ => 1008,
    };
    Ending::Close(code, refused.message.clone())
}

fn going_away() -> Ending {
    Ending::Close(1001, String::from("shutting down"))
}

/// How a socket ends whose peer broke RFC 6455 or a limit.
fn broken(error: axum::Error) -> Ending {
    let error = error.into_inner();
    match error.downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => Ending::Close(1009, String::from("too large")),
        Some(tungstenite::Error::Utf8(_)) => {
            Ending::Close(1007, String::from("text that is not UTF-8"))
        }
        _ => Ending::Gone,
    }
}

/// The closing handshake. Waiting for the peer's close frame makes sure that it gets what was sent before.
async fn close(socket: &mut WebSocket, code: u16, reason: &str) {
    let frame = ws::Message::Close(Some(CloseFrame {
        code,
        reason: cut_reason(reason).into(),
    }));
    let handshake = async {
        if socket.send(frame).await.is_ok() {
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    let _ = tokio::time::timeout(CLOSE_TIMEOUT, handshake).await;
}

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
use crate::http::{read_hello, refusal};
use crate::reason::cut_reason;
use crate::registry::reject;
use crate::shutdown::Shutdown;

/// A client whose session is gone begins a new one on the same socket; after so many tries the socket is closed.
const HELLO_ATTEMPTS: usize = 3;

/// What the frame of a message may have beyond the message, in bytes.
const FRAME_SLACK: usize = 1_024;

/// Every socket keeps a buffer of this size in bytes, and clears it before each read; the library's own is 128 KiB.
const READ_BUFFER: usize = 16 * 1024;

/// The peer has this time to take what is left, and to close its end after a close frame.
const CLOSE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(2);

/// Answers the opening handshake.
pub(crate) async fn accept(endpoint: Endpoint, mut parts: Parts) -> Response<Body> {
    let (chosen, early) = choose(&parts);
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.protocols([chosen]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        let message = "the sub-protocol everwire.1 is required here";
        return refusal(&reject(426, 0, message));
    }
    let largest = endpoint.config().host.max_message.max(Batcher::BATCH_MAX);
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

/// The sub-protocol to choose of those offered: rather one that carries HELLO than the bare one.
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
    /// It has.
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
    match greet(socket, endpoint, parts, early).await {
        Ok(attachment) => converse(socket, &attachment, &endpoint.shutdown).await,
        Err(ending) => ending,
    }
}

/// Takes the HELLO that came with the handshake, or waits for one, until one is let in.
async fn greet(
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
            Ok(hello) => match endpoint.greet(parts, &hello).await {
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
async fn converse(socket: &mut WebSocket, link: &Attachment, shutdown: &Shutdown) -> Ending {
    let (mut sink, mut stream) = socket.split();
    let refused = tokio::select! {
        refused = read(&mut stream, link) => refused,
        ending = write(&mut sink, link, shutdown) => return ending,
        () = abandoned(link) => return Ending::Gone,
    };
    match refused {
        Ok(refused) => {
            send_reject(&mut sink, &refused).await;
            close_for(&refused)
        }
        Err(ending) => ending,
    }
}

/// Resolves when the session has let go of the link and the peer has not taken the rest in time: a peer that has
/// vanished takes nothing, and lets the writer wait for ever.
async fn abandoned(link: &Attachment) {
    link.released().await;
    tokio::time::sleep(CLOSE_TIMEOUT).await;
}

/// Takes frames in until one is refused.
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

/// Sends what there is. While a frame is on its way messages pile up, and leave together as the next.
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

/// Sends what there is now; gives the way to end if the link has.
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

/// The next frame that carries something.
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
    // A socket that takes it no more is about to be closed.
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

/// What is still to be said on a socket whose peer broke RFC 6455 or a limit.
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

/// Sends a close frame, and waits for the peer to do the same, so that it gets what was sent before.
async fn close(socket: &mut WebSocket, code: u16, reason: &str) {
    let frame = ws::Message::Close(Some(CloseFrame {
        code,
        reason: cut_reason(reason).into(),
    }));
    let farewell = async {
        if socket.send(frame).await.is_ok() {
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    let _ = tokio::time::timeout(CLOSE_TIMEOUT, farewell).await;
}

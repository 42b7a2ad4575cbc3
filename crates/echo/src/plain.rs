//! Echo, chat and clock for plain WebSocket clients, without sessions.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{self, CloseFrame, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use everwire_server::{Message, Origins};
use futures_util::{FutureExt, SinkExt};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::args::Args;
use crate::clock::Ticker;
use crate::room::{Member, Room};

/// After a close frame the peer has this time to close its end.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// What all plain sockets share.
#[derive(Clone)]
pub(crate) struct Sockets {
    origins: Origins,
    max_message: usize,
    room: Room,
    ending: CancellationToken,
    open: TaskTracker,
}

#[derive(Clone, Copy)]
enum Kind {
    Echo,
    Chat,
    Clock,
}

/// How a socket is to end.
enum Ending {
    /// It is closed already.
    Gone,
    /// With a close frame.
    Close(u16, &'static str),
}

impl Sockets {
    pub(crate) fn new(args: &Args, room: Room) -> Self {
        Self {
            origins: args.origins(),
            max_message: args.max_message,
            room,
            ending: CancellationToken::new(),
            open: TaskTracker::new(),
        }
    }

    pub(crate) fn router(&self) -> Router {
        let serve = |kind: Kind| {
            let sockets = self.clone();
            get(move |request: Request| sockets.accept(kind, request))
        };
        Router::new()
            .route("/echo", serve(Kind::Echo))
            .route("/chat", serve(Kind::Chat))
            .route("/clock", serve(Kind::Clock))
    }

    /// Closes all sockets; resolves once they are closed.
    pub(crate) async fn shutdown(&self) {
        self.ending.cancel();
        self.open.close();
        self.open.wait().await;
    }

    async fn accept(self, kind: Kind, request: Request) -> Response {
        let (mut parts, _) = request.into_parts();
        if !self.origins.admits(&parts) {
            return (StatusCode::FORBIDDEN, "origin not allowed").into_response();
        }
        let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
            Ok(upgrade) => upgrade.protocols(first_protocol(&parts)),
            Err(rejection) => return rejection.into_response(),
        };
        let open = self.open.token();
        upgrade
            .max_message_size(self.max_message)
            .max_frame_size(self.max_message)
            .on_upgrade(async move |mut socket| {
                if let Ending::Close(code, reason) = self.serve(kind, &mut socket).await {
                    close(&mut socket, code, reason).await;
                }
                drop(open);
            })
    }

    async fn serve(&self, kind: Kind, socket: &mut WebSocket) -> Ending {
        let work = async {
            match kind {
                Kind::Echo => echo(socket).await,
                Kind::Chat => chat(socket, &self.room).await,
                Kind::Clock => clock(socket).await,
            }
        };
        tokio::select! {
            Err(ending) = work => ending,
            () = self.ending.cancelled() => Ending::Close(1001, "shutting down"),
        }
    }
}

/// Messages that came in together leave together.
async fn echo(socket: &mut WebSocket) -> Result<Infallible, Ending> {
    loop {
        let mut ready = Some(next(socket).await?);
        while let Some(message) = ready {
            socket.feed(message).await.map_err(|_| Ending::Gone)?;
            ready = next(socket).now_or_never().transpose()?;
        }
        socket.flush().await.map_err(|_| Ending::Gone)?;
    }
}

async fn chat(socket: &mut WebSocket, room: &Room) -> Result<Infallible, Ending> {
    let member = room.enter();
    let evicted = member.evicted();
    tokio::select! {
        result = relay(socket, member) => result,
        () = evicted.cancelled() => Err(Ending::Close(1013, "fell behind")),
    }
}

async fn relay(socket: &mut WebSocket, mut member: Member) -> Result<Infallible, Ending> {
    loop {
        tokio::select! {
            Some(message) = member.recv() => send(socket, from_everwire(message)).await?,
            message = next(socket) => if let Some(message) = to_everwire(message?) {
                member.broadcast(&message);
            },
        }
    }
}

async fn clock(socket: &mut WebSocket) -> Result<Infallible, Ending> {
    let mut ticker = Ticker::start();
    loop {
        tokio::select! {
            time = ticker.tick() => send(socket, ws::Message::text(time)).await?,
            message = next(socket) => drop(message?),
        }
    }
}

/// The next text or binary message.
async fn next(socket: &mut WebSocket) -> Result<ws::Message, Ending> {
    loop {
        match socket.recv().await {
            Some(Ok(message @ (ws::Message::Text(_) | ws::Message::Binary(_)))) => {
                return Ok(message);
            }
            Some(Ok(ws::Message::Ping(_) | ws::Message::Pong(_))) => {}
            Some(Ok(ws::Message::Close(_))) => {
                // The library has queued the answer, and sends it with the next flush.
                let _ = socket.flush().await;
                return Err(Ending::Gone);
            }
            Some(Err(_)) | None => return Err(Ending::Gone),
        }
    }
}

async fn send(socket: &mut WebSocket, message: ws::Message) -> Result<(), Ending> {
    socket.send(message).await.map_err(|_| Ending::Gone)
}

fn from_everwire(message: Message) -> ws::Message {
    match message {
        Message::Text(_) => Utf8Bytes::try_from(message.into_bytes())
            .map_or_else(|_| ws::Message::text(""), ws::Message::Text),
        Message::Binary(bytes) => ws::Message::Binary(bytes),
    }
}

fn to_everwire(message: ws::Message) -> Option<Message> {
    match message {
        ws::Message::Text(text) => Message::from_utf8(text.into()),
        ws::Message::Binary(bytes) => Some(Message::binary(bytes)),
        _ => None,
    }
}

/// The sub-protocol that the client prefers; it is chosen, whatever it is.
fn first_protocol(parts: &Parts) -> Option<String> {
    let offered = parts.headers.get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    Some(offered.split(',').next()?.trim().to_owned())
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = ws::Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }));
    let handshake = async {
        if socket.send(frame).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = tokio::time::timeout(CLOSE_TIMEOUT, handshake).await;
}

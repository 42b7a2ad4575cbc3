//! The smallest server that the crate's own tests need. It has the command line and the addresses of `everwire-echo`, not its protocol.
//!
//! `--crash` ends it before it listens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::Method;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How many POSTs have been handled.
type Posts = Arc<AtomicU64>;

#[derive(Deserialize)]
struct Transport {
    everwire: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let port = args
        .iter()
        .skip_while(|arg| *arg != "--port")
        .nth(1)
        .and_then(|port| port.parse().ok());
    if args.iter().any(|arg| arg == "--crash") {
        return Err(io::Error::other("crashing as told"));
    }
    let mut term = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(("127.0.0.1", port.unwrap_or(0))).await?;
    writeln!(
        io::stdout(),
        "listening on http://{}",
        listener.local_addr()?
    )?;
    let router = Router::new()
        .route("/echo", any(echo))
        .with_state(Posts::default());
    tokio::select! {
        served = axum::serve(listener, router) => served,
        _ = term.recv() => Ok(()),
    }
}

async fn echo(
    State(posts): State<Posts>,
    Query(transport): Query<Transport>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        return upgrade.on_upgrade(echo_messages);
    }
    match transport.everwire.as_deref() {
        Some("sse") => {
            let hello = Ok::<_, io::Error>(Event::default().data("hello"));
            Sse::new(stream::iter([hello]).chain(stream::pending()))
                .keep_alive(
                    KeepAlive::new()
                        .interval(Duration::from_millis(50))
                        .text("tick"),
                )
                .into_response()
        }
        Some("poll") => posts.load(Ordering::Relaxed).to_string().into_response(),
        Some("post") if parts.method == Method::POST => {
            match axum::body::to_bytes(body, 1 << 24).await {
                Ok(bytes) => {
                    posts.fetch_add(1, Ordering::Relaxed);
                    bytes.into_response()
                }
                Err(error) => error.to_string().into_response(),
            }
        }
        _ => Bytes::from_static(b"page").into_response(),
    }
}

async fn echo_messages(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if matches!(message, Message::Text(_) | Message::Binary(_))
            && socket.send(message).await.is_err()
        {
            return;
        }
    }
}

//! The endpoints over plain WebSockets, each frame a message. Messages that leave together are written together.

use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use futures_util::{FutureExt, SinkExt};

use crate::order::{Flood, Tally};

pub(crate) fn router() -> Router {
    Router::new()
        .route("/echo", get(async |upgrade| accept(upgrade, echo)))
        .route("/source", get(async |upgrade| accept(upgrade, source)))
        .route("/sink", get(async |upgrade| accept(upgrade, sink)))
}

fn accept<W>(upgrade: WebSocketUpgrade, work: fn(WebSocket) -> W) -> Response
where
    W: Future<Output = Option<()>> + Send + 'static,
{
    upgrade.on_upgrade(async move |socket| {
        // `None` is the end of the socket.
        let _ = work(socket).await;
    })
}

async fn echo(mut socket: WebSocket) -> Option<()> {
    loop {
        let mut ready = Some(next(&mut socket).await?);
        while let Some(message) = ready {
            socket.feed(message).await.ok()?;
            ready = match next(&mut socket).now_or_never() {
                Some(message) => Some(message?),
                None => None,
            };
        }
        socket.flush().await.ok()?;
    }
}

async fn source(mut socket: WebSocket) -> Option<()> {
    loop {
        let order = next(&mut socket).await?;
        let flood = Flood::parse(order.to_text().ok()?)?;
        let content = Bytes::from(vec![b'x'; flood.size]);
        let message = if flood.is_text {
            Message::Text(Utf8Bytes::try_from(content).ok()?)
        } else {
            Message::Binary(content)
        };
        for _ in 0..flood.count {
            socket.feed(message.clone()).await.ok()?;
        }
        socket.flush().await.ok()?;
    }
}

async fn sink(mut socket: WebSocket) -> Option<()> {
    let mut tally = Tally::default();
    loop {
        let message = next(&mut socket).await?;
        let text = match &message {
            Message::Text(text) => Some(text.as_str()),
            _ => None,
        };
        if let Some(reply) = tally.take(text) {
            socket.send(reply.into()).await.ok()?;
        }
    }
}

/// The next text or binary message.
async fn next(socket: &mut WebSocket) -> Option<Message> {
    loop {
        match socket.recv().await?.ok()? {
            message @ (Message::Text(_) | Message::Binary(_)) => return Some(message),
            Message::Close(_) => return None,
            Message::Ping(_) | Message::Pong(_) => {}
        }
    }
}

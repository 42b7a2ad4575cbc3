//! The endpoints over Everwire.

use axum::Router;
use everwire_server::{Config, HandlerResult, Message, Session, endpoint};

use crate::order::{Flood, Tally};

pub(crate) fn router() -> Router {
    let config = Config::default;
    Router::new()
        .route_service("/echo", endpoint(config(), echo))
        .route_service("/source", endpoint(config(), source))
        .route_service("/sink", endpoint(config(), sink))
        .route_service("/mute", endpoint(config(), mute))
}

async fn echo(session: Session) -> HandlerResult {
    while let Some(message) = session.recv().await {
        session.send(message).await?;
    }
    Ok(())
}

async fn source(session: Session) -> HandlerResult {
    while let Some(order) = session.recv().await {
        let Some(flood) = order.as_text().and_then(Flood::parse) else {
            return Ok(());
        };
        let content = vec![b'x'; flood.size];
        let message = if flood.is_text {
            Message::from_utf8(content.into()).unwrap_or(order)
        } else {
            Message::binary(content)
        };
        for _ in 0..flood.count {
            session.send(message.clone()).await?;
        }
    }
    Ok(())
}

async fn sink(session: Session) -> HandlerResult {
    let mut tally = Tally::default();
    while let Some(message) = session.recv().await {
        if let Some(reply) = tally.take(message.as_text()) {
            session.send(reply).await?;
        }
    }
    Ok(())
}

async fn mute(session: Session) -> HandlerResult {
    std::future::pending::<()>().await;
    drop(session);
    Ok(())
}

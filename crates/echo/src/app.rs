//! The router: which endpoint is at which path.

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use everwire_server::{Endpoint, HandlerResult, Session, endpoint};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::args::Args;
use crate::clock::Ticker;
use crate::plain;
use crate::room::{Member, Room};

/// The router, and the endpoints to be shut down.
pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) endpoints: [Endpoint; 3],
    pub(crate) plain: plain::Sockets,
}

impl App {
    pub(crate) fn new(args: &Args) -> Self {
        let room = Room::default();
        let plain = plain::Sockets::new(args, room.clone());
        let echo = endpoint(args.config(), echo);
        let chat = endpoint(args.config(), move |session| chat(session, room.clone()));
        let clock = endpoint(args.config(), clock);
        let router = Router::new()
            .route_service("/echo", echo.clone())
            .route_service("/chat", chat.clone())
            .route_service("/clock", clock.clone())
            .nest("/plain", plain.router())
            .merge(page(args));
        Self {
            router,
            endpoints: [echo, chat, clock],
            plain,
        }
    }
}

async fn echo(session: Session) -> HandlerResult {
    while let Some(message) = session.recv().await {
        session.send(message).await?;
    }
    Ok(())
}

async fn chat(session: Session, room: Room) -> HandlerResult {
    let member = room.enter();
    let evicted = member.evicted();
    tokio::select! {
        result = relay(&session, member) => result,
        () = evicted.cancelled() => {
            session.close(1013, "fell behind");
            Ok(())
        }
    }
}

async fn relay(session: &Session, mut member: Member) -> HandlerResult {
    loop {
        tokio::select! {
            // After the client has closed nothing can be sent to it, but what it sent before is still broadcast.
            Some(message) = member.recv() => session.send(message).await.unwrap_or_default(),
            message = session.recv() => match message {
                Some(message) => member.broadcast(&message),
                None => return Ok(()),
            },
        }
    }
}

async fn clock(session: Session) -> HandlerResult {
    let mut ticker = Ticker::start();
    loop {
        tokio::select! {
            time = ticker.tick() => session.send(time).await?,
            message = session.recv() => if message.is_none() {
                return Ok(());
            },
        }
    }
}

/// The demo page. It is isolated from other origins, since browsers coarsen the clocks of pages that are not.
fn page(args: &Args) -> Router {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .fallback_service(ServeDir::new(&args.www))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("cross-origin-embedder-policy", "require-corp"))
        .layer(header("cache-control", "no-cache"))
}

//! `everwire-bench-server SITE`: serves the pages of the benchmarks from the directory SITE, and the endpoints that they measure.
//!
//! ```text
//!   /everwire/echo  /plain/echo     every message comes back
//!   /everwire/source /plain/source  to a text `COUNT SIZE KIND` it sends COUNT messages of SIZE bytes, text or binary
//!   /everwire/sink  /plain/sink     to a text `COUNT` it sends `COUNT` when that many messages have come after it
//!   /everwire/mute                  nothing is received, so nothing is acknowledged
//! ```
//!
//! The first line on stdout is `listening on URL`. SIGTERM ends it.

mod everwire;
mod order;
mod plain;

use std::process::ExitCode;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(site) = std::env::args().nth(1) else {
        eprintln!("usage: everwire-bench-server SITE");
        return ExitCode::FAILURE;
    };
    match serve(&site).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("everwire-bench-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(site: &str) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|tcp| drop(tcp.set_nodelay(true)));
    let app = Router::new()
        .nest("/everwire", everwire::router())
        .nest("/plain", plain::router())
        .merge(pages(site));
    // Connections that are still open are dropped.
    tokio::select! {
        served = axum::serve(listener, app) => served,
        _ = terminate.recv() => Ok(()),
    }
}

/// The pages. They are isolated from other origins, since browsers coarsen the clocks of pages that are not.
fn pages(site: &str) -> Router {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .fallback_service(ServeDir::new(site))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("cross-origin-embedder-policy", "require-corp"))
}

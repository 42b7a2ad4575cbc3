//! The server's HTTP surface: any bytes on any number of connections get an answer or a close, nothing panics, and a
//! client that behaves notices nothing of it.
//!
//! Time is the runtime's own and passes at once where everybody waits, so that every time-out is met.

mod attacker;
mod guest;
mod panics;
mod pipes;

use std::time::Duration;

use axum::Router;
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_server::{Config, Endpoint, HandlerResult, Session, endpoint};

use self::attacker::Attacker;
use self::guest::Guest;
use self::pipes::pipes;

/// A visit takes no longer than this, in virtual time.
const VISIT_MAX: Duration = Duration::from_secs(3_600);

/// Takes the input for what an attacker sends.
pub fn http(data: &[u8]) {
    let panics = panics::count();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let visit = visit(data);
        let result = tokio::time::timeout(VISIT_MAX, visit).await;
        result.expect("neither an answer nor a close");
    });
    drop(runtime);
    assert_eq!(panics::count(), panics, "something panicked");
}

async fn visit(data: &[u8]) {
    let endpoint = endpoint(config(), echo);
    let server = serve(&endpoint);
    let mut guest = Guest::begin(endpoint.clone(), "the guest's attach id").await;
    guest.converse("before").await;
    let attacker = Attacker::begin(endpoint, &server, &guest).await;
    attacker.attack(data).await;
    guest.converse("after").await;
}

fn serve(endpoint: &Endpoint) -> pipes::Doorbell {
    let (doorbell, pipes) = pipes();
    let router = Router::new().route_service("/live", endpoint.clone());
    tokio::spawn(async { axum::serve(pipes, router).await });
    doorbell
}

async fn echo(session: Session) -> HandlerResult {
    while let Some(message) = session.recv().await {
        session.send(message).await?;
    }
    Ok(())
}

fn config() -> Config {
    Config {
        session: SessionConfig {
            max_message: 2_048,
            // The guest comes back, however long the attack takes.
            retention: 2 * 3_600 * 1_000,
            ..SessionConfig::default()
        },
        ..Config::default()
    }
}

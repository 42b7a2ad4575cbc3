//! `everwire-ledger --www DIR`: numbered messages both ways, at `/ledger`, and the page that is its client.
//!
//! A client begins with the text `COUNT RATE`. The server then sends the messages 0 to COUNT - 1, RATE a second, and expects the
//! same from the client. Its last message is `result: ` and the result. The command line and the first line of output are
//! those of `everwire-echo`, as far as `everwire-chaos` needs them.

mod numbered;
mod session;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use everwire_server::{Config, Origins, SessionConfig, endpoint, prepare};
use lexopt::prelude::{Long, ValueExt};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::services::ServeDir;

type Problem = Box<dyn std::error::Error + Send + Sync>;

struct Args {
    address: SocketAddr,
    origins: Vec<String>,
    www: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("everwire-ledger: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn read() -> Result<Args, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let mut host = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (mut port, mut origins, mut www) = (0, Vec::new(), PathBuf::from("."));
    while let Some(arg) = parser.next()? {
        match arg {
            Long("host") => host = parser.value()?.parse()?,
            Long("port") => port = parser.value()?.parse()?,
            Long("allow-origin") => origins.push(parser.value()?.string()?),
            Long("www") => www = parser.value()?.into(),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Args {
        address: SocketAddr::new(host, port),
        origins,
        www,
    })
}

async fn serve() -> Result<(), Problem> {
    let args = read()?;
    let mut terminate = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(args.address).await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{}", listener.local_addr()?)?;
    stdout.flush()?;
    let config = Config {
        session: SessionConfig {
            // Half-open links are to be detected while faults still go on.
            heartbeat_interval: 1_000,
            heartbeat_timeout: 1_000,
            ..SessionConfig::default()
        },
        origins: Origins::from_names(args.origins),
        ..Config::default()
    };
    let ledger = endpoint(config, session::run);
    let app = Router::new()
        .route_service("/ledger", ledger.clone())
        .fallback_service(ServeDir::new(&args.www));
    let stall = Duration::from_secs(30);
    let listener = listener.tap_io(move |tcp| drop(prepare(tcp, stall)));
    tokio::select! {
        served = axum::serve(listener, app) => served?,
        _ = terminate.recv() => {
            ledger.shutdown(Duration::from_secs(2)).await;
        }
    }
    Ok(())
}

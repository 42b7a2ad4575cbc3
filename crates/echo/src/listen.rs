//! From a bound port to the end of the process.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use futures_util::future::join_all;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::accept::{FirstByteTimeout, Prepare};
use crate::app::App;
use crate::args::Args;

/// Everything must have ended in this time after a signal.
const SHUTDOWN_BOUND: Duration = Duration::from_secs(5);

/// What prevents the server from running; one line for humans.
type Problem = String;

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
///
/// One line that says what prevents it.
pub(crate) async fn run(args: &Args) -> Result<(), Problem> {
    let tls = match (&args.cert, &args.key) {
        (Some(cert), Some(key)) => Some(load(cert, key).await?),
        _ => None,
    };
    let (terminate, interrupt) = signals().map_err(|error| format!("no signals: {error}"))?;
    let address = SocketAddr::new(args.host, args.port);
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let App {
        router,
        endpoints,
        plain,
    } = App::new(args);
    announce(&listener, tls.is_some()).map_err(|error| format!("cannot write: {error}"))?;

    let handle = Handle::new();
    let stopping = handle.clone();
    let ending = tokio::spawn(async move {
        wait(terminate, interrupt).await;
        tracing::info!("shutting down");
        stopping.graceful_shutdown(Some(SHUTDOWN_BOUND));
        let links = join_all(
            endpoints
                .iter()
                .map(|endpoint| endpoint.shutdown(SHUTDOWN_BOUND)),
        );
        let all = async { tokio::join!(links, plain.shutdown()) };
        let _ = tokio::time::timeout(SHUTDOWN_BOUND, all).await;
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::Server::<SocketAddr>::from_listener(listener).handle(handle);
    set_timeouts(&mut server, args.header_timeout());
    let prepare = Prepare {
        stall: args.write_timeout(),
    };
    let timeout = args.header_timeout();
    let served = match tls {
        Some(config) => {
            let acceptor = RustlsAcceptor::new(config).acceptor(prepare);
            let acceptor = FirstByteTimeout::new(acceptor, timeout);
            server.acceptor(acceptor).serve(service).await
        }
        None => {
            let acceptor = FirstByteTimeout::new(prepare, timeout);
            server.acceptor(acceptor).serve(service).await
        }
    };
    served.map_err(|error| format!("cannot serve: {error}"))?;
    ending.await.map_err(|error| format!("cannot end: {error}"))
}

/// Bounds the time that a head of a request may take, and detects silent connections of HTTP/2.
fn set_timeouts<A>(server: &mut axum_server::Server<SocketAddr, A>, timeout: Duration) {
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(timeout)
        .keep_alive_timeout(timeout);
}

/// TLS with this certificate. ALPN offers HTTP/2 and HTTP/1.1, which WebSockets take.
async fn load(cert: &Path, key: &Path) -> Result<RustlsConfig, Problem> {
    // Fails only if a provider is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(cert, key)
        .await
        .map_err(|error| {
            let (cert, key) = (cert.display(), key.display());
            format!("cannot use certificate {cert} with key {key}: {error}")
        })
}

fn signals() -> io::Result<(Signal, Signal)> {
    Ok((
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    ))
}

async fn wait(mut terminate: Signal, mut interrupt: Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

fn announce(listener: &TcpListener, is_secure: bool) -> io::Result<()> {
    let scheme = if is_secure { "https" } else { "http" };
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "listening on {scheme}://{}", listener.local_addr()?)?;
    stdout.flush()
}

//! An endpoint in this process.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use everwire_server::{Config, Endpoint, HandlerResult, Session, SessionConfig, endpoint, prepare};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Serves an endpoint at `/live` until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) endpoint: Endpoint,
    serving: JoinHandle<()>,
}

impl Server {
    /// Echoes.
    pub(crate) async fn start() -> Self {
        Self::with_session(SessionConfig::default()).await
    }

    /// Echoes, with these times and limits of sessions.
    pub(crate) async fn with_session(session: SessionConfig) -> Self {
        let config = Config {
            session,
            ..Config::default()
        };
        Self::with_config(config).await
    }

    /// Echoes, with these settings.
    pub(crate) async fn with_config(config: Config) -> Self {
        Self::with_handler(config, echo).await
    }

    /// Runs this handler.
    pub(crate) async fn with_handler<F, H>(config: Config, handler: F) -> Self
    where
        F: Fn(Session) -> H + Send + Sync + 'static,
        H: Future<Output = HandlerResult> + Send + 'static,
    {
        Self::with_stall(config, handler, Duration::from_secs(30)).await
    }

    /// Runs this handler; a peer that acknowledges nothing for `stall` is cut off.
    pub(crate) async fn with_stall<F, H>(config: Config, handler: F, stall: Duration) -> Self
    where
        F: Fn(Session) -> H + Send + Sync + 'static,
        H: Future<Output = HandlerResult> + Send + 'static,
    {
        let endpoint = endpoint(config, handler);
        let router = Router::new().route_service("/live", endpoint.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.tap_io(move |tcp| prepare(tcp, stall).unwrap());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self {
            address,
            endpoint,
            serving,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn echo(session: Session) -> HandlerResult {
    while let Some(message) = session.recv().await {
        session.send(message).await?;
    }
    Ok(())
}

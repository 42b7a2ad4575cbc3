//! What an application mounts, and shuts down.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::ORIGIN;
use axum::http::request::Parts;
use everwire_core::dialect::everwire::codec::{Hello, Reject};
use futures_util::future::BoxFuture;

use crate::address::{address, network};
use crate::clock::millis;
use crate::config::Config;
use crate::conversation::Conversation;
use crate::refusal::reject_until;
use crate::registry::{Registry, Source};
use crate::session::{HandlerResult, Session};
use crate::shutdown::Shutdown;

/// Serves one URL over all transports; `handler` runs once for each session.
pub fn endpoint<F, H>(config: Config, handler: F) -> Endpoint
where
    F: Fn(Session) -> H + Send + Sync + 'static,
    H: Future<Output = HandlerResult> + Send + 'static,
{
    let handler = Box::new(move |session| -> BoxFuture<'static, HandlerResult> {
        Box::pin(handler(session))
    });
    Endpoint {
        registry: Arc::new(Registry::new(config, handler)),
        shutdown: Shutdown::default(),
    }
}

/// A tower service for `Router::route_service`. Clones are handles of the same endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub(crate) registry: Arc<Registry>,
    pub(crate) shutdown: Shutdown,
}

impl Endpoint {
    /// Tells every client to come back after [`Config::restart_delay`], flushes links and ends them. New links are
    /// refused from now on. Returns whether all links have ended within `bound`.
    pub async fn shutdown(&self, bound: Duration) -> bool {
        let delay = millis(self.config().restart_delay);
        for conversation in self.registry.all() {
            conversation.with(|state, _| state.session.go_away(delay));
        }
        self.shutdown.run(bound).await
    }

    /// How many sessions there are.
    #[must_use]
    pub fn session_count(&self) -> usize {
        self.registry.all().len()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.registry.config
    }

    /// The refusal of every request once a shutdown has begun.
    pub(crate) fn shutting_down(&self) -> Reject {
        reject_until(503, millis(self.config().restart_delay), "shutting down")
    }

    /// Attaches the link of a HELLO, if the application authorizes it.
    pub(crate) async fn attach(
        &self,
        request: &Parts,
        hello: &Hello,
    ) -> Result<Arc<Conversation>, Reject> {
        if self.shutdown.has_begun() {
            return Err(self.shutting_down());
        }
        self.config().decide(request, hello).await?;
        let origin = request.headers.get(ORIGIN);
        let origin = origin.and_then(|origin| origin.to_str().ok());
        let source = Source {
            origin: origin.map(str::to_owned),
            network: address(request, self.config().trusted_proxies).map(network),
        };
        self.registry.attach(hello, source)
    }
}

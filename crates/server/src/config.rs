//! The settings of an endpoint.

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use everwire_core::dialect::everwire::codec::{Hello, Identity, Reject};
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::dialect::everwire::session::Window;

use crate::address::address;
use crate::origins::Origins;

/// At the worst a body has each message of the window in a frame of its own, and this many control frames.
const CONTROL_FRAMES: usize = 1_024;

/// The settings of an [`Endpoint`](crate::Endpoint).
#[derive(Clone, Debug)]
pub struct Config {
    /// Times and limits of each session.
    pub session: SessionConfig,
    /// Which web pages may connect. Default: only the server's own.
    pub origins: Origins,
    /// How many sessions there may be at a time; more are refused with 503 and a `Retry-After`. Default 10,000.
    pub max_sessions: usize,
    /// How many of them one address may begin, or one /64 network of IPv6; more are refused with 429. It needs
    /// `into_make_service_with_connect_info::<SocketAddr>()`, or trusted proxies. Default 1,000.
    pub max_sessions_per_address: usize,
    /// How many trusted proxies are in front of the server and append to `X-Forwarded-For`. Default 0: the header is
    /// ignored.
    pub trusted_proxies: usize,
    /// The memory budget: what all sessions and request bodies may hold together, in bytes. Above it no session begins, and a
    /// session or body that holds more than 64 KiB gets no more: the application waits before it sends, a client is refused
    /// with 503. Default 1 GiB.
    pub max_buffered: usize,
    /// How many frames the body of a POST may have. Default 66,560, which every body of a correct client keeps to.
    pub max_frames: usize,
    /// A WebSocket on which no HELLO has come in this time is closed. Default 10 s.
    pub hello_timeout: Duration,
    /// The body of a POST must have come in within this time. Default 60 s.
    pub body_timeout: Duration,
    /// How long the ticket for an event stream can be redeemed. Default 30 s.
    pub ticket_lifetime: Duration,
    /// The sub-protocols that the application speaks; the first that a client offers is chosen. Default none.
    pub protocols: Vec<String>,
    /// When clients are to come back after a shutdown. Default 1 s.
    pub restart_delay: Duration,
    /// Called at every HELLO, whether it begins a session or resumes one. Default: every client is accepted.
    pub authorize: Option<Authorize>,
}

/// The application's authorization of clients.
#[derive(Clone)]
pub struct Authorize(Arc<Decide>);

/// A client that is about to begin or resume a session.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The head of the request that brought the HELLO.
    pub request: Parts,
    /// What the client's credentials provider returned.
    pub auth: Option<String>,
    /// Whether an existing session is to be resumed.
    pub resumes: bool,
    /// Where the request comes from, if that is known; see [`Config::trusted_proxies`].
    pub address: Option<IpAddr>,
}

type Decision = Pin<Box<dyn Future<Output = Result<(), Reject>> + Send>>;
type Decide = dyn Fn(Visitor) -> Decision + Send + Sync;

impl Config {
    pub(crate) async fn decide(&self, request: &Parts, hello: &Hello) -> Result<(), Reject> {
        let Some(authorize) = &self.authorize else {
            return Ok(());
        };
        let visitor = Visitor {
            request: request.clone(),
            auth: hello.auth.clone(),
            resumes: matches!(hello.identity, Identity::Known { .. }),
            address: address(request, self.trusted_proxies),
        };
        (authorize.0)(visitor).await
    }

    /// The sub-protocol for a client that offers these, or an empty string.
    pub(crate) fn choose_protocol(&self, offered: &[String]) -> String {
        offered
            .iter()
            .find(|name| self.protocols.contains(name))
            .cloned()
            .unwrap_or_default()
    }
}

impl Authorize {
    /// Decides with this function. A refusal's status is an HTTP status: 401 or 403 make the client ask its credentials
    /// provider once more and then give up.
    pub fn new<F, D>(decide: F) -> Self
    where
        F: Fn(Visitor) -> D + Send + Sync + 'static,
        D: Future<Output = Result<(), Reject>> + Send + 'static,
    {
        Self(Arc::new(move |visitor| Box::pin(decide(visitor))))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            session: SessionConfig::default(),
            origins: Origins::default(),
            max_sessions: 10_000,
            max_sessions_per_address: 1_000,
            trusted_proxies: 0,
            max_buffered: 1 << 30,
            max_frames: Window::MAX.messages + CONTROL_FRAMES,
            hello_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(60),
            ticket_lifetime: Duration::from_secs(30),
            protocols: Vec::new(),
            restart_delay: Duration::from_secs(1),
            authorize: None,
        }
    }
}

impl fmt::Debug for Authorize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Authorize")
    }
}

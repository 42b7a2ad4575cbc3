//! The sessions of an endpoint: the one that a HELLO means is found, or begun.

use std::fmt;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use everwire_core::dialect::everwire::codec::{Downstream, Hello, Identity, Reject};
use everwire_core::dialect::everwire::server::{Directory, ServerSession, SessionIds};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::budget::MemoryBudget;
use crate::clock::{Clock, millis};
use crate::config::Config;
use crate::conversation::{About, Conversation};
use crate::networks::NetworkCounts;
use crate::refusal::{budget_exhausted, no_room};
use crate::secrets::{is_same, token};
use crate::session::{HandlerResult, Session};
use crate::tickets::Tickets;
use crate::timer;

pub(crate) type Handler = Box<dyn Fn(Session) -> BoxFuture<'static, HandlerResult> + Send + Sync>;

/// All sessions of one endpoint.
pub(crate) struct Registry {
    pub(crate) config: Config,
    pub(crate) budget: Arc<MemoryBudget>,
    clock: Clock,
    handler: Handler,
    sessions: Mutex<Sessions>,
}

struct Sessions {
    directory: Directory<Arc<Conversation>>,
    networks: NetworkCounts,
}

/// Where the HELLO of a session comes from.
pub(crate) struct Source {
    pub(crate) origin: Option<String>,
    pub(crate) network: Option<IpAddr>,
}

impl Registry {
    pub(crate) fn new(config: Config, handler: Handler) -> Self {
        Self {
            budget: MemoryBudget::new(config.max_buffered),
            config,
            clock: Clock::start(),
            handler,
            sessions: Mutex::new(Sessions {
                directory: Directory::new(is_same),
                networks: NetworkCounts::default(),
            }),
        }
    }

    /// Attaches the link of this HELLO to the session it means, which it may begin.
    ///
    /// # Errors
    ///
    /// The refusal to answer with.
    pub(crate) fn attach(
        self: &Arc<Self>,
        hello: &Hello,
        source: Source,
    ) -> Result<Arc<Conversation>, Reject> {
        let ticket = match hello.downstream {
            Downstream::Stream => Some(token()?),
            Downstream::Duplex | Downstream::Poll => None,
        };
        match &hello.identity {
            Identity::Known { session, key } => {
                let conversation = self.authenticate(session, key)?;
                conversation.attach(hello, ticket)?;
                Ok(conversation)
            }
            Identity::New { attach } => self.join_or_begin(attach, hello, ticket, source),
        }
    }

    /// The session of this id, if the key is right.
    ///
    /// # Errors
    ///
    /// A refusal with status 410 if there is none, 403 if the key is wrong.
    pub(crate) fn authenticate(&self, id: &str, key: &str) -> Result<Arc<Conversation>, Reject> {
        self.lock().directory.authenticate(id, key).cloned()
    }

    /// The session of this id, for a request that proves itself in another way.
    ///
    /// # Errors
    ///
    /// A refusal with status 410 if there is none.
    pub(crate) fn find(&self, id: &str) -> Result<Arc<Conversation>, Reject> {
        self.lock().directory.find(id).cloned()
    }

    /// Every session there is.
    pub(crate) fn all(&self) -> Vec<Arc<Conversation>> {
        self.lock().directory.sessions().cloned().collect()
    }

    /// Joins the session that another link of the same new client has begun, or begins it.
    fn join_or_begin(
        self: &Arc<Self>,
        attach: &str,
        hello: &Hello,
        ticket: Option<String>,
        source: Source,
    ) -> Result<Arc<Conversation>, Reject> {
        // Locked to the end: two links of one client must not begin two sessions.
        let mut sessions = self.lock();
        if let Some(conversation) = sessions.directory.find_by_attach(attach) {
            conversation.attach(hello, ticket)?;
            return Ok(Arc::clone(conversation));
        }
        self.check_limits(&sessions, source.network)?;
        let ids = SessionIds {
            id: token()?,
            key: token()?,
            attach: attach.to_owned(),
        };
        let conversation = Arc::new(self.begin(&ids, hello, source));
        conversation.attach(hello, ticket)?;
        sessions.insert(ids, &conversation);
        drop(sessions);
        self.run(&conversation);
        Ok(conversation)
    }

    /// Whether another session may begin.
    fn check_limits(&self, sessions: &Sessions, network: Option<IpAddr>) -> Result<(), Reject> {
        if sessions.directory.len() >= self.config.max_sessions {
            return Err(no_room(503, "too many sessions"));
        }
        if self.budget.is_exhausted() {
            return Err(budget_exhausted());
        }
        if network.is_some()
            && sessions.networks.of(network) >= self.config.max_sessions_per_address
        {
            tracing::warn!(
                ?network,
                "too many sessions of one address; if it is a proxy of yours, set `trusted_proxies`"
            );
            return Err(no_room(429, "too many sessions of this address"));
        }
        Ok(())
    }

    fn begin(&self, ids: &SessionIds, hello: &Hello, source: Source) -> Conversation {
        let about = About {
            id: ids.id.clone(),
            protocol: self.config.choose_protocol(&hello.protocols),
            auth: hello.auth.clone(),
            origin: source.origin,
            network: source.network,
        };
        let session = ServerSession::new(
            self.clock.now(),
            self.config.session,
            ids.id.clone(),
            ids.key.clone(),
            about.protocol.clone(),
        );
        let tickets = Tickets::new(millis(self.config.ticket_lifetime));
        Conversation::new(self.clock, session, about, tickets, self.budget.usage())
    }

    /// Starts the two tasks of a session: its timer and its handler.
    fn run(self: &Arc<Self>, conversation: &Arc<Conversation>) {
        tracing::debug!(session = conversation.about.id, "session begun");
        let registry = Arc::clone(self);
        let timed = Arc::clone(conversation);
        tokio::spawn(async move { registry.keep(&timed).await });
        let registry = Arc::clone(self);
        let session = Session::new(Arc::clone(conversation));
        tokio::spawn(async move { registry.handle(session).await });
    }

    /// Runs the timer of a session, and removes the session some time after its end.
    async fn keep(&self, conversation: &Conversation) {
        timer::run(conversation).await;
        let bound = Duration::from_millis(self.config.session.close_timeout);
        timer::linger(conversation, bound).await;
        self.lock().remove(&conversation.about);
        conversation.removed.cancel();
        tracing::debug!(session = conversation.about.id, "session removed");
    }

    /// Runs the handler, and closes the session when it returns.
    async fn handle(&self, session: Session) {
        let work = AssertUnwindSafe(async { (self.handler)(session.clone()).await });
        match work.catch_unwind().await {
            Ok(Ok(())) => session.close(1000, ""),
            Ok(Err(error)) => {
                tracing::debug!(session = session.id(), %error, "handler failed");
                session.close(1011, "handler failed");
            }
            Err(_) => {
                tracing::error!(session = session.id(), "handler panicked");
                session.close(1011, "handler failed");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sessions {
    fn insert(&mut self, ids: SessionIds, conversation: &Arc<Conversation>) {
        self.networks.add(conversation.about.network);
        self.directory.insert(ids, Arc::clone(conversation));
    }

    fn remove(&mut self, about: &About) {
        if self.directory.remove(&about.id).is_some() {
            self.networks.remove(about.network);
        }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Registry")
            .field("config", &self.config)
            .field("sessions", &self.lock().directory.len())
            .finish_non_exhaustive()
    }
}

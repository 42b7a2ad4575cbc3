//! The sessions of an endpoint: finding the one that a HELLO means, or beginning it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use everwire_core::dialect::everwire::codec::{Downstream, Hello, Identity, Reject};
use everwire_core::dialect::everwire::server::ServerSession;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::clock::Clock;
use crate::config::Config;
use crate::conversation::{About, Conversation};
use crate::endpoint::millis;
use crate::keeper::keep;
use crate::memory::Memory;
use crate::secrets::{same, token};
use crate::session::{HandlerResult, Session};
use crate::tickets::Tickets;

/// When whoever finds no room is to come back, in ms.
const FULL_DELAY: u64 = 5_000;

pub(crate) type Handler = Box<dyn Fn(Session) -> BoxFuture<'static, HandlerResult> + Send + Sync>;

/// All sessions of one endpoint.
pub(crate) struct Registry {
    pub(crate) config: Config,
    pub(crate) memory: Arc<Memory>,
    clock: Clock,
    handler: Handler,
    sessions: Mutex<Sessions>,
}

#[derive(Default)]
struct Sessions {
    by_id: HashMap<String, Arc<Conversation>>,
    by_attach: HashMap<String, Arc<Conversation>>,
    by_network: HashMap<IpAddr, usize>,
}

/// Where the HELLO of a session comes from.
pub(crate) struct Source {
    pub(crate) origin: Option<String>,
    pub(crate) network: Option<IpAddr>,
}

impl Registry {
    pub(crate) fn new(config: Config, handler: Handler) -> Self {
        Self {
            memory: Memory::new(config.max_buffered),
            config,
            clock: Clock::start(),
            handler,
            sessions: Mutex::default(),
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
                let conversation = self.find(session, key)?;
                conversation.attach(hello, ticket)?;
                Ok(conversation)
            }
            Identity::New { attach } => self.join(attach, hello, ticket, source),
        }
    }

    /// The session of this id, if the key is right.
    ///
    /// # Errors
    ///
    /// A refusal with status 410 if there is none, 403 if the key is wrong.
    pub(crate) fn find(&self, id: &str, key: &str) -> Result<Arc<Conversation>, Reject> {
        let conversation = self.find_by_id(id)?;
        if conversation.with(|state, _| same(state.host.key(), key)) {
            Ok(conversation)
        } else {
            Err(reject(403, 0, "wrong key"))
        }
    }

    /// The session of this id; for those who have proven themselves otherwise.
    ///
    /// # Errors
    ///
    /// A refusal with status 410 if there is none.
    pub(crate) fn find_by_id(&self, id: &str) -> Result<Arc<Conversation>, Reject> {
        let found = self.lock().by_id.get(id).cloned();
        found.ok_or_else(|| reject(410, 0, "no such session"))
    }

    /// Every session there is.
    pub(crate) fn all(&self) -> Vec<Arc<Conversation>> {
        self.lock().by_id.values().cloned().collect()
    }

    /// Forgets a session that has ended.
    pub(crate) fn remove(&self, conversation: &Conversation) {
        self.lock().remove(&conversation.about);
        conversation.removed.cancel();
        tracing::debug!(session = conversation.about.id, "session removed");
    }

    /// Joins the session that another link of the same new client has begun, or begins it.
    fn join(
        self: &Arc<Self>,
        attach: &str,
        hello: &Hello,
        ticket: Option<String>,
        source: Source,
    ) -> Result<Arc<Conversation>, Reject> {
        let mut sessions = self.lock();
        if let Some(conversation) = sessions.by_attach.get(attach) {
            conversation.attach(hello, ticket)?;
            return Ok(Arc::clone(conversation));
        }
        self.check_room(&sessions, source.network)?;
        let conversation = Arc::new(self.begin(attach, hello, source)?);
        conversation.attach(hello, ticket)?;
        sessions.insert(&conversation);
        drop(sessions);
        self.run(&conversation);
        Ok(conversation)
    }

    /// Whether another session may begin.
    fn check_room(&self, sessions: &Sessions, network: Option<IpAddr>) -> Result<(), Reject> {
        if sessions.by_id.len() >= self.config.max_sessions {
            return Err(reject(503, FULL_DELAY, "too many sessions"));
        }
        if self.memory.is_scarce() {
            return Err(reject(503, FULL_DELAY, "too much is waiting here"));
        }
        let count = network.and_then(|network| sessions.by_network.get(&network));
        if count.is_some_and(|count| *count >= self.config.max_sessions_per_address) {
            tracing::warn!(
                ?network,
                "too many sessions of one address; if it is a proxy, tell how many are to be trusted"
            );
            let message = "too many sessions of this address";
            return Err(reject(429, FULL_DELAY, message));
        }
        Ok(())
    }

    fn begin(&self, attach: &str, hello: &Hello, source: Source) -> Result<Conversation, Reject> {
        let about = About {
            id: token()?,
            attach: attach.to_owned(),
            protocol: self.config.choose_protocol(&hello.protocols),
            auth: hello.auth.clone(),
            origin: source.origin,
            network: source.network,
        };
        let host = ServerSession::new(
            self.clock.now(),
            self.config.host,
            about.id.clone(),
            token()?,
            about.protocol.clone(),
        );
        let tickets = Tickets::new(millis(self.config.ticket_lifetime));
        let share = self.memory.share();
        Ok(Conversation::new(self.clock, host, about, tickets, share))
    }

    fn run(self: &Arc<Self>, conversation: &Arc<Conversation>) {
        tracing::debug!(session = conversation.about.id, "session begun");
        tokio::spawn(keep(Arc::clone(conversation), Arc::clone(self)));
        let session = Session::new(Arc::clone(conversation));
        let registry = Arc::clone(self);
        tokio::spawn(async move {
            let work = AssertUnwindSafe(async { (registry.handler)(session.clone()).await });
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
        });
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sessions {
    fn insert(&mut self, conversation: &Arc<Conversation>) {
        let about = &conversation.about;
        self.by_id
            .insert(about.id.clone(), Arc::clone(conversation));
        self.by_attach
            .insert(about.attach.clone(), Arc::clone(conversation));
        if let Some(network) = about.network {
            *self.by_network.entry(network).or_default() += 1;
        }
    }

    fn remove(&mut self, about: &About) {
        if self.by_id.remove(&about.id).is_none() {
            return;
        }
        self.by_attach.remove(&about.attach);
        if let Some(network) = about.network
            && let Entry::Occupied(mut count) = self.by_network.entry(network)
        {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Registry")
            .field("config", &self.config)
            .field("sessions", &self.lock().by_id.len())
            .finish_non_exhaustive()
    }
}

/// A refusal.
pub(crate) fn reject(status: u16, retry_after: u64, message: &str) -> Reject {
    Reject {
        status,
        retry_after,
        message: message.to_owned(),
    }
}

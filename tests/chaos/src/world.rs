//! Worlds: each is a server with a proxy in front of it, independent of the others.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::proxy::{Proxy, Traffic};
use crate::server::{Server, ServerError};

/// All worlds.
#[derive(Debug)]
pub(crate) struct Worlds {
    program: PathBuf,
    lifetime: Duration,
    living: Mutex<Living>,
}

#[derive(Debug, Default)]
struct Living {
    by_id: BTreeMap<u64, Arc<World>>,
    last_id: u64,
}

/// A server with a proxy in front of it.
#[derive(Debug)]
pub(crate) struct World {
    id: u64,
    server: Arc<Server>,
    proxy: Arc<Proxy>,
    ended: CancellationToken,
}

/// The state of a world, as the control API reports it.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    id: String,
    /// Where clients connect: the proxy.
    url: String,
    /// The server itself, without faults.
    direct: String,
    server: ServerStatus,
    #[serde(flatten)]
    traffic: Traffic,
}

#[derive(Debug, Serialize)]
struct ServerStatus {
    alive: bool,
    port: u16,
}

/// Why a world could not be made.
#[derive(Debug)]
pub(crate) enum CreateError {
    /// Its server does not start.
    Server(ServerError),
    /// Its proxy has no port.
    Proxy(io::Error),
}

impl Worlds {
    /// No worlds yet. Their servers run `program`; each ends by itself after `lifetime`.
    pub(crate) fn new(program: PathBuf, lifetime: Duration) -> Arc<Self> {
        Arc::new(Self {
            program,
            lifetime,
            living: Mutex::default(),
        })
    }

    /// Makes a world whose server is started with `args`.
    pub(crate) async fn create(
        self: &Arc<Self>,
        args: Vec<String>,
    ) -> Result<Arc<World>, CreateError> {
        let server = Server::launch(self.program.clone(), args)
            .await
            .map_err(CreateError::Server)?;
        let server = Arc::new(server);
        let proxy = Proxy::start(Arc::clone(&server))
            .await
            .map_err(CreateError::Proxy)?;
        let mut living = self.living.lock();
        living.last_id += 1;
        let id = living.last_id;
        let world = Arc::new(World {
            id,
            server,
            proxy,
            ended: CancellationToken::new(),
        });
        living.by_id.insert(id, Arc::clone(&world));
        tokio::spawn(Arc::clone(self).expire(id, world.ended.clone()));
        Ok(world)
    }

    /// The world of an id, as long as it lives.
    pub(crate) fn get(&self, id: u64) -> Option<Arc<World>> {
        self.living.lock().by_id.get(&id).cloned()
    }

    /// Ends a world and waits until nothing of it is left; `false` if there is none of that id.
    pub(crate) async fn end(&self, id: u64) -> bool {
        let Some(world) = self.get(id) else {
            return false;
        };
        world.end().await;
        self.living.lock().by_id.remove(&id);
        true
    }

    /// Ends all worlds, and waits also for those that are being ended already.
    pub(crate) async fn end_all(&self) {
        let all: Vec<_> = self.living.lock().by_id.keys().copied().collect();
        for id in all {
            self.end(id).await;
        }
    }

    async fn expire(self: Arc<Self>, id: u64, ended: CancellationToken) {
        tokio::select! {
            () = ended.cancelled() => {}
            () = tokio::time::sleep(self.lifetime) => {
                self.end(id).await;
            }
        }
    }
}

impl World {
    /// The server behind the proxy.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// The proxy in front of the server.
    pub(crate) fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    /// Its current state.
    pub(crate) fn status(&self) -> Status {
        let local = |port| format!("http://127.0.0.1:{port}");
        Status {
            id: self.id.to_string(),
            url: local(self.proxy.port()),
            direct: local(self.server.port()),
            server: ServerStatus {
                alive: self.server.is_alive(),
                port: self.server.port(),
            },
            traffic: self.proxy.traffic(),
        }
    }

    /// Ends it, and waits until nothing is left; may be called several times at once.
    async fn end(&self) {
        self.ended.cancel();
        self.proxy.end().await;
        // An error means that the server is down already.
        let _ = self.server.kill().await;
    }
}

impl fmt::Display for CreateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(error) => error.fmt(out),
            Self::Proxy(error) => write!(out, "the proxy cannot listen: {error}"),
        }
    }
}

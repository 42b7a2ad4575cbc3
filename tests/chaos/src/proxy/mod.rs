//! The proxy: a TCP listener in front of a server. It parses HTTP as far as injecting faults takes.
//!
//! Every exchange has its own connection to the server, so that a fault of one does not touch another.

mod bandwidth;
mod connection;
mod exchange;
mod reply;
mod serve;
mod stream;
mod tally;

use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use bandwidth::Bandwidth;
use connection::Connection;
pub(crate) use connection::Ending;
use tally::Tally;
pub(crate) use tally::Traffic;

use crate::faults::{Change, Faults};
use crate::http::{Kind, PerKind};
use crate::server::Server;

/// How long to wait when no connection can be accepted, for want of file descriptors for example.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A proxy in front of one server.
#[derive(Debug)]
pub(crate) struct Proxy {
    port: u16,
    server: Arc<Server>,
    faults: Mutex<Faults>,
    tally: Mutex<Tally>,
    connections: Mutex<Connections>,
    bandwidth: Bandwidth,
    ending: CancellationToken,
    tasks: TaskTracker,
}

#[derive(Debug, Default)]
struct Connections {
    by_id: BTreeMap<u64, Arc<Connection>>,
    last_id: u64,
    freeze_new: bool,
}

impl Proxy {
    /// Starts a proxy on a free port.
    pub(crate) async fn start(server: Arc<Server>) -> io::Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let proxy = Arc::new(Self {
            port: listener.local_addr()?.port(),
            server,
            faults: Mutex::default(),
            tally: Mutex::default(),
            connections: Mutex::default(),
            bandwidth: Bandwidth::default(),
            ending: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        proxy.tasks.spawn(Arc::clone(&proxy).accept(listener));
        Ok(proxy)
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Changes the faults of new requests; an error says why the change is invalid.
    pub(crate) fn change_faults(&self, change: &Change) -> Result<(), &'static str> {
        self.faults.lock().apply(change)
    }

    /// Ends all connections, or those with an exchange of this kind under way, and waits until they have ended.
    pub(crate) async fn cut(&self, ending: Ending, which: Option<Kind>) {
        let matches =
            |connection: &&Arc<Connection>| which.is_none() || connection.exchange() == which;
        let ended: Vec<_> = self
            .connections
            .lock()
            .by_id
            .values()
            .filter(matches)
            .map(|connection| connection.cut(ending))
            .collect();
        for ended in ended {
            ended.cancelled().await;
        }
    }

    /// Stops forwarding on all existing connections, and on new ones if `new`.
    pub(crate) fn freeze(&self, new: bool) {
        let mut connections = self.connections.lock();
        connections.freeze_new = new;
        connections
            .by_id
            .values()
            .for_each(|connection| connection.freeze(true));
    }

    /// Forwards again on all connections.
    pub(crate) fn thaw(&self) {
        let mut connections = self.connections.lock();
        connections.freeze_new = false;
        connections
            .by_id
            .values()
            .for_each(|connection| connection.freeze(false));
    }

    /// Limits what each connection, existing ones too, forwards in each direction, in bytes a second.
    pub(crate) fn limit(&self, per_second: Option<u64>) {
        self.bandwidth.limit(per_second);
    }

    /// The traffic so far, and the exchanges under way.
    pub(crate) fn traffic(&self) -> Traffic {
        let connections = self.connections.lock();
        let mut under_way = PerKind::default();
        for kind in connections
            .by_id
            .values()
            .filter_map(|connection| connection.exchange())
        {
            *under_way.of(kind) += 1;
        }
        self.tally
            .lock()
            .with_current(connections.by_id.len(), under_way)
    }

    /// Ends everything and waits until nothing is left.
    pub(crate) async fn end(&self) {
        self.ending.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    async fn accept(self: Arc<Self>, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                () = self.ending.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((client, _)) => self.admit(client),
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    fn admit(self: &Arc<Self>, client: TcpStream) {
        self.tally.lock().connected();
        if !self.server.is_alive() {
            // A client that is gone already needs no reset.
            let _ = client.set_zero_linger();
            return;
        }
        let mut connections = self.connections.lock();
        if let Ok((connection, is_cut)) =
            Connection::new(client, connections.freeze_new, self.bandwidth.clone())
        {
            connections.last_id += 1;
            let id = connections.last_id;
            let connection = Arc::new(connection);
            connections.by_id.insert(id, Arc::clone(&connection));
            self.tasks
                .spawn(serve::run(Arc::clone(self), id, connection, is_cut));
        }
    }

    fn forget(&self, id: u64) {
        self.connections.lock().by_id.remove(&id);
    }
}

//! The proxy: a TCP listener in front of a server, which understands HTTP just enough to make faults on purpose.
//!
//! Every exchange has a connection to the server of its own, so that one can be harmed without another.

mod bandwidth;
mod connection;
mod exchange;
mod link;
mod reply;
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
pub(crate) use link::Ending;
use link::Link;
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
    links: Mutex<Links>,
    bandwidth: Bandwidth,
    ending: CancellationToken,
    tasks: TaskTracker,
}

#[derive(Debug, Default)]
struct Links {
    by_id: BTreeMap<u64, Arc<Link>>,
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
            links: Mutex::default(),
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

    /// Changes the faults that new requests meet, or tells why the change makes no sense.
    pub(crate) fn change_faults(&self, change: &Change) -> Result<(), &'static str> {
        self.faults.lock().apply(change)
    }

    /// Ends the connections there are, or those with an exchange of one kind under way, and waits until they have ended.
    pub(crate) async fn cut(&self, ending: Ending, which: Option<Kind>) {
        let matches = |link: &&Arc<Link>| which.is_none() || link.exchange() == which;
        let ended: Vec<_> = self
            .links
            .lock()
            .by_id
            .values()
            .filter(matches)
            .map(|link| link.cut(ending))
            .collect();
        for ended in ended {
            ended.cancelled().await;
        }
    }

    /// Stops forwarding on the connections there are, and on those to come if `new`.
    pub(crate) fn freeze(&self, new: bool) {
        let mut links = self.links.lock();
        links.freeze_new = new;
        links.by_id.values().for_each(|link| link.freeze(true));
    }

    /// Forwards again on all connections.
    pub(crate) fn thaw(&self) {
        let mut links = self.links.lock();
        links.freeze_new = false;
        links.by_id.values().for_each(|link| link.freeze(false));
    }

    /// Limits what each connection forwards in each direction, those there are included, to so many bytes a second.
    pub(crate) fn limit(&self, per_second: Option<u64>) {
        self.bandwidth.limit(per_second);
    }

    /// What has passed, and what is under way.
    pub(crate) fn traffic(&self) -> Traffic {
        let links = self.links.lock();
        let mut under_way = PerKind::default();
        for kind in links.by_id.values().filter_map(|link| link.exchange()) {
            *under_way.of(kind) += 1;
        }
        self.tally.lock().with_current(links.by_id.len(), under_way)
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
        let mut links = self.links.lock();
        if let Ok((link, is_cut)) = Link::new(client, links.freeze_new, self.bandwidth.clone()) {
            links.last_id += 1;
            let id = links.last_id;
            let link = Arc::new(link);
            links.by_id.insert(id, Arc::clone(&link));
            self.tasks
                .spawn(connection::run(Arc::clone(self), id, link, is_cut));
        }
    }

    fn forget(&self, id: u64) {
        self.links.lock().by_id.remove(&id);
    }
}

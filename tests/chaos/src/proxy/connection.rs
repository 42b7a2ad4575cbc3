//! A connection of a client, as the control API can freeze and cut it.

use std::io;
use std::net::{Ipv4Addr, Shutdown};
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Deserialize;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::bandwidth::Bandwidth;
use super::stream::Gate;
use crate::http::Kind;

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Ending {
    /// With RST: both sides see an error.
    Reset,
    /// With FIN: both sides see the end of the stream.
    Close,
}

/// A connection of a client, with the connection to the server of the exchange under way.
#[derive(Debug)]
pub(super) struct Connection {
    client: TcpStream,
    upstream: Mutex<Option<Arc<TcpStream>>>,
    exchange: Mutex<Option<Kind>>,
    frozen: watch::Sender<bool>,
    bandwidth: Bandwidth,
    cut: Mutex<Option<oneshot::Sender<Ending>>>,
    ended: CancellationToken,
}

impl Connection {
    /// A connection, and the receiver that gets how it is to end.
    pub(super) fn new(
        client: TcpStream,
        frozen: bool,
        bandwidth: Bandwidth,
    ) -> io::Result<(Self, oneshot::Receiver<Ending>)> {
        client.set_nodelay(true)?;
        let (cut, is_cut) = oneshot::channel();
        let connection = Self {
            client,
            upstream: Mutex::default(),
            exchange: Mutex::default(),
            frozen: watch::Sender::new(frozen),
            bandwidth,
            cut: Mutex::new(Some(cut)),
            ended: CancellationToken::new(),
        };
        Ok((connection, is_cut))
    }

    pub(super) fn client(&self) -> &TcpStream {
        &self.client
    }

    pub(super) fn gate(&self) -> Gate {
        Gate::new(self.frozen.subscribe(), self.bandwidth.clone())
    }

    /// What the exchange under way is for, if one is.
    pub(super) fn exchange(&self) -> Option<Kind> {
        *self.exchange.lock()
    }

    /// An exchange begins.
    pub(super) fn begin(&self, kind: Kind) {
        *self.exchange.lock() = Some(kind);
    }

    /// Connects to the server for the exchange under way.
    pub(super) async fn connect(&self, port: u16) -> io::Result<Arc<TcpStream>> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        let stream = Arc::new(stream);
        *self.upstream.lock() = Some(Arc::clone(&stream));
        Ok(stream)
    }

    /// The exchange is over, and with it the connection to the server.
    pub(super) fn finish(&self) {
        *self.exchange.lock() = None;
        *self.upstream.lock() = None;
    }

    /// Stops forwarding, or goes on with it.
    pub(super) fn freeze(&self, frozen: bool) {
        self.frozen.send_replace(frozen);
    }

    /// Ends the connection in this way, unless it is ending already. The token is cancelled when it has ended.
    pub(super) fn cut(&self, ending: Ending) -> CancellationToken {
        if let Some(cut) = self.cut.lock().take() {
            // The receiver is gone if the connection ends by itself at this moment.
            let _ = cut.send(ending);
        }
        self.ended()
    }

    /// Cancelled when the connection has ended.
    pub(super) fn ended(&self) -> CancellationToken {
        self.ended.clone()
    }

    /// Ends both sides. A reset goes out when the sockets are dropped.
    pub(super) fn end(&self, ending: Ending) {
        let upstream = self.upstream.lock().take();
        for stream in [Some(&self.client), upstream.as_deref()]
            .into_iter()
            .flatten()
        {
            // An error means that the socket is broken, and so has ended.
            let _ = match ending {
                Ending::Reset => stream.set_zero_linger(),
                Ending::Close => SockRef::from(stream).shutdown(Shutdown::Write),
            };
        }
    }
}

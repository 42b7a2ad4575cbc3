//! Connections without sockets.

use std::io;

use axum::serve::Listener;
use tokio::io::{DuplexStream, duplex};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What fits into a connection in each direction, in bytes.
const CAPACITY: usize = 64 * 1024;

/// Makes connections to a server.
pub(super) struct Doorbell(UnboundedSender<DuplexStream>);

/// Where the server waits for them.
pub(super) struct Pipes(UnboundedReceiver<DuplexStream>);

pub(super) fn pipes() -> (Doorbell, Pipes) {
    let (sender, receiver) = unbounded_channel();
    (Doorbell(sender), Pipes(receiver))
}

impl Doorbell {
    pub(super) fn connect(&self) -> DuplexStream {
        let (near, far) = duplex(CAPACITY);
        assert!(self.0.send(far).is_ok(), "the server has ended");
        near
    }
}

impl Listener for Pipes {
    type Io = DuplexStream;
    type Addr = ();

    async fn accept(&mut self) -> (DuplexStream, ()) {
        match self.0.recv().await {
            Some(connection) => (connection, ()),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}

//! Serving a connection of a client, from its first byte to its end.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::connection::{Connection, Ending};
use super::exchange::{self, Flow};
use super::stream::Reader;
use super::{Proxy, reply};
use crate::http::{Malformed, RequestHead};

/// The longest accepted head, in bytes.
pub(super) const MAX_HEAD: usize = 64 * 1024;
/// How long a client that was closed may go on sending before it is reset.
const LINGER: Duration = Duration::from_secs(1);

/// Serves a connection until it ends by itself, is cut, or the proxy ends.
pub(super) async fn run(
    proxy: Arc<Proxy>,
    id: u64,
    connection: Arc<Connection>,
    is_cut: oneshot::Receiver<Ending>,
) {
    let ending = tokio::select! {
        biased;
        () = proxy.ending.cancelled() => Ending::Reset,
        Ok(ending) = is_cut => ending,
        ending = serve(&proxy, &connection) => ending,
    };
    connection.end(ending);
    proxy.forget(id);
    let ended = connection.ended();
    match ending {
        Ending::Reset => {
            drop(connection);
            ended.cancel();
        }
        Ending::Close => {
            ended.cancel();
            linger(&proxy, &connection).await;
        }
    }
}

/// Serves one exchange after another; returns how the connection is to end.
async fn serve(proxy: &Proxy, connection: &Connection) -> Ending {
    let mut client = Reader::new(connection.client(), connection.gate());
    loop {
        match serve_next(proxy, connection, &mut client).await {
            Ok(Flow::Next) => connection.finish(),
            Ok(Flow::End(ending)) => return ending,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ending::Close,
            Err(_) => return Ending::Reset,
        }
    }
}

async fn serve_next(
    proxy: &Proxy,
    connection: &Connection,
    client: &mut Reader<'_>,
) -> io::Result<Flow> {
    let head = loop {
        match RequestHead::parse(client.buffered()) {
            Ok(Some(head)) => break head,
            Ok(None) if client.buffered().len() > MAX_HEAD => {
                return reply::reject(connection, reply::HEAD_TOO_LARGE).await;
            }
            Ok(None) if !client.fill().await? => return Ok(Flow::End(Ending::Close)),
            Ok(None) => {}
            Err(Malformed::NotHttp) => return reply::reject(connection, reply::BAD_REQUEST).await,
            Err(Malformed::ChunkedRequest) => {
                return reply::reject(connection, reply::CHUNKED_REQUEST).await;
            }
        }
    };
    exchange::run(proxy, connection, client, head).await
}

/// Reads what a closed client still sends: a socket dropped with bytes unread would reset it.
async fn linger(proxy: &Proxy, connection: &Connection) {
    connection.freeze(false);
    let mut client = Reader::new(connection.client(), connection.gate());
    tokio::select! {
        // An error ends it as well as the end of the stream.
        _ = client.discard() => {}
        () = tokio::time::sleep(LINGER) => {}
        () = proxy.ending.cancelled() => {}
    }
}

//! One connection of a client, from its first byte to its end.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::exchange::{self, Flow};
use super::link::{Ending, Link};
use super::stream::Reader;
use super::{Proxy, reply};
use crate::http::{Malformed, RequestHead};

/// The longest head taken, in bytes.
pub(super) const MAX_HEAD: usize = 64 * 1024;
/// How long a client that was closed may go on sending before it is reset.
const LINGER: Duration = Duration::from_secs(1);

/// Serves a connection until it ends by itself, is cut, or the proxy ends.
pub(super) async fn run(
    proxy: Arc<Proxy>,
    id: u64,
    link: Arc<Link>,
    is_cut: oneshot::Receiver<Ending>,
) {
    let ending = tokio::select! {
        biased;
        () = proxy.ending.cancelled() => Ending::Reset,
        Ok(ending) = is_cut => ending,
        ending = serve(&proxy, &link) => ending,
    };
    link.end(ending);
    proxy.forget(id);
    let ended = link.ended();
    match ending {
        Ending::Reset => {
            drop(link);
            ended.cancel();
        }
        Ending::Close => {
            ended.cancel();
            linger(&proxy, &link).await;
        }
    }
}

/// Serves one exchange after another, and tells how the connection is to end.
async fn serve(proxy: &Proxy, link: &Link) -> Ending {
    let mut client = Reader::new(link.client(), link.gate());
    loop {
        match serve_next(proxy, link, &mut client).await {
            Ok(Flow::Next) => link.finish(),
            Ok(Flow::End(ending)) => return ending,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ending::Close,
            Err(_) => return Ending::Reset,
        }
    }
}

async fn serve_next(proxy: &Proxy, link: &Link, client: &mut Reader<'_>) -> io::Result<Flow> {
    let head = loop {
        match RequestHead::parse(client.buffered()) {
            Ok(Some(head)) => break head,
            Ok(None) if client.buffered().len() > MAX_HEAD => {
                return reply::reject(link, reply::HEAD_TOO_LARGE).await;
            }
            Ok(None) if !client.fill().await? => return Ok(Flow::End(Ending::Close)),
            Ok(None) => {}
            Err(Malformed::NotHttp) => return reply::reject(link, reply::BAD_REQUEST).await,
            Err(Malformed::ChunkedRequest) => {
                return reply::reject(link, reply::CHUNKED_REQUEST).await;
            }
        }
    };
    exchange::run(proxy, link, client, head).await
}

/// Reads what a closed client still sends: a socket dropped with bytes unread would reset it.
async fn linger(proxy: &Proxy, link: &Link) {
    link.freeze(false);
    let mut client = Reader::new(link.client(), link.gate());
    tokio::select! {
        // An error ends it as well as the end of the stream.
        _ = client.discard() => {}
        () = tokio::time::sleep(LINGER) => {}
        () = proxy.ending.cancelled() => {}
    }
}

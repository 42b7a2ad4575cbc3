//! Clients that speak the protocol frame by frame, and the servers they speak to.

mod frames;
mod http;
mod process;
mod server;
mod socket;

pub(crate) use self::frames::{begin, credentials, decode, encode, resume, samples};
pub(crate) use self::http::Client;
pub(crate) use self::process::Process;
pub(crate) use self::server::Server;
pub(crate) use self::socket::Socket;

use std::future::Future;
use std::time::Duration;

/// Fails a test that hangs.
pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work)
        .await
        .expect("nothing happened for too long")
}

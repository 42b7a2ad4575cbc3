//! Clients that speak `everwire/1` frame by frame, for tests of servers.
//!
//! A failure panics: the caller is a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod frames;
mod http;
mod socket;

pub use self::frames::{begin, credentials, decode, encode, resume, samples};
pub use self::http::{Client, EventStream, Headers, Link, Reply};
pub use self::socket::Socket;

use std::future::Future;
use std::time::Duration;

/// Waits for `work`, and fails a test that hangs: after 60 s.
pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work)
        .await
        .expect("nothing happened for too long")
}

//! How fast bytes are forwarded.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Bytes are written in pieces, at least this many a second.
const PIECES: u64 = 50;

/// What each connection of a proxy may forward in each direction. Clones are handles of the same limit.
#[derive(Clone, Debug, Default)]
pub(super) struct Bandwidth(Arc<AtomicU64>);

impl Bandwidth {
    /// The limit from now on, in bytes a second; none if `None`.
    pub(super) fn limit(&self, per_second: Option<u64>) {
        self.0.store(per_second.unwrap_or(0), Ordering::Relaxed);
    }

    /// As much of `bytes` as may be written at once.
    pub(super) fn piece<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let most = match self.0.load(Ordering::Relaxed) {
            0 => bytes.len(),
            limit => usize::try_from((limit / PIECES).max(1)).unwrap_or(usize::MAX),
        };
        bytes.get(..most).unwrap_or(bytes)
    }

    /// Waits for as long as this many bytes take.
    pub(super) async fn pace(&self, written: usize) {
        if let Some(millis) = (written as u64 * 1_000).checked_div(self.0.load(Ordering::Relaxed)) {
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
    }
}

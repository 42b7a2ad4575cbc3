//! Graceful shutdown of an endpoint.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// Asks every transport to end, and tracks which have not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shutdown {
    begun: CancellationToken,
    transports: TaskTracker,
}

impl Shutdown {
    /// Tracks a transport for as long as the token lives.
    pub(crate) fn enter(&self) -> TaskTrackerToken {
        self.transports.token()
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Resolves once transports are to flush and end.
    pub(crate) async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// Ends all transports; waits until they have, but no longer than `bound`. Returns whether they have.
    pub(crate) async fn run(&self, bound: Duration) -> bool {
        self.begun.cancel();
        self.transports.close();
        tokio::time::timeout(bound, self.transports.wait())
            .await
            .is_ok()
    }
}

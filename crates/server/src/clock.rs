//! The core's time, measured from the start of an endpoint.

use std::time::Duration;

use everwire_core::time::Instant;

/// A clock that reads in the core's terms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    origin: tokio::time::Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            origin: tokio::time::Instant::now(),
        }
    }

    pub(crate) fn now(self) -> Instant {
        Instant::from_millis(millis(self.origin.elapsed()))
    }

    /// Waits until `deadline`; for ever if there is none.
    pub(crate) async fn reach(self, deadline: Option<Instant>) {
        let offset = deadline
            .map(|deadline| Duration::from_millis(deadline.as_millis()))
            .and_then(|offset| self.origin.checked_add(offset));
        match offset {
            Some(instant) => tokio::time::sleep_until(instant).await,
            None => std::future::pending().await,
        }
    }
}

/// A duration in the core's terms: ms.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

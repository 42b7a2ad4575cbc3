//! The core's time, measured from the start of an endpoint.

use everwire_core::time::Instant;

/// Tells the time in the core's terms.
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
        let elapsed = self.origin.elapsed().as_millis();
        Instant::from_millis(u64::try_from(elapsed).unwrap_or(u64::MAX))
    }

    /// Waits until `deadline`; for ever if there is none.
    pub(crate) async fn reach(self, deadline: Option<Instant>) {
        let offset = deadline
            .map(|deadline| std::time::Duration::from_millis(deadline.as_millis()))
            .and_then(|offset| self.origin.checked_add(offset));
        match offset {
            Some(instant) => tokio::time::sleep_until(instant).await,
            None => std::future::pending().await,
        }
    }
}

//! The time, once a second.

use std::time::{Duration, SystemTime};

use tokio::time::{Interval, MissedTickBehavior, interval};

/// Ticks once a second, the first time at once.
pub(crate) struct Ticker(Interval);

impl Ticker {
    pub(crate) fn start() -> Self {
        let mut interval = interval(Duration::from_secs(1));
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self(interval)
    }

    /// The time at the next tick, in UTC, as ISO 8601 with milliseconds.
    pub(crate) async fn tick(&mut self) -> String {
        self.0.tick().await;
        humantime::format_rfc3339_millis(SystemTime::now()).to_string()
    }
}

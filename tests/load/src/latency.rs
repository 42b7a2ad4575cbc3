//! Latencies of echoes.

use std::fmt;
use std::time::{Duration, Instant};

use everwire_core::payload::Message;

/// Messages carry the time at which they were sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

/// Sorted times.
#[derive(Debug)]
pub(crate) struct Latencies(Vec<Duration>);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// A message of 64 bytes, about the size of a small event.
    pub(crate) fn stamp(self) -> Message {
        Message::text(format!("{:064}", self.0.elapsed().as_nanos()))
    }

    /// How long ago a message was stamped.
    pub(crate) fn read(self, message: &Message) -> Option<Duration> {
        let nanos = message.as_text()?.parse().ok()?;
        self.0.elapsed().checked_sub(Duration::from_nanos(nanos))
    }
}

impl Latencies {
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) const fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this many of a thousand did not exceed, in ms.
    fn permille(&self, share: usize) -> f64 {
        let index = (self.0.len() * share / 1_000).min(self.0.len().saturating_sub(1));
        let time = self.0.get(index).copied().unwrap_or_default();
        time.as_secs_f64() * 1_000.0
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, nearly] = [500, 990, 999].map(|share| self.permille(share));
        write!(
            out,
            "p50 {half:.1} ms, p99 {most:.1} ms, p99.9 {nearly:.1} ms"
        )
    }
}

//! Counters of one socket since it was made.

use core::cell::Cell;

/// The names of the counters and their values.
#[derive(Default)]
pub(crate) struct Stats {
    counts: [Cell<f64>; 9],
}

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) enum Counter {
    /// Messages that the application sent.
    MessagesSent,
    /// Messages that the application got.
    MessagesReceived,
    /// The bytes of the messages sent.
    BytesSent,
    /// The bytes of the messages received; of texts, their length.
    BytesReceived,
    /// Frames given to a WebSocket; several messages may share one.
    FramesSent,
    /// Frames that channels brought in.
    FramesReceived,
    /// Channels opened: WebSockets, event streams and requests.
    ChannelsOpened,
    /// Drops that were mended.
    Reconnects,
    /// Attempts to connect that failed.
    Failures,
}

impl Stats {
    const NAMES: [(&'static str, Counter); 9] = [
        ("messagesSent", Counter::MessagesSent),
        ("messagesReceived", Counter::MessagesReceived),
        ("bytesSent", Counter::BytesSent),
        ("bytesReceived", Counter::BytesReceived),
        ("framesSent", Counter::FramesSent),
        ("framesReceived", Counter::FramesReceived),
        ("channelsOpened", Counter::ChannelsOpened),
        ("reconnects", Counter::Reconnects),
        ("failures", Counter::Failures),
    ];

    /// Counts `more`.
    pub(super) fn add(&self, counter: Counter, more: usize) {
        if let Some(count) = self.counts.get(counter as usize) {
            count.set(count.get() + more as f64);
        }
    }

    /// All counters by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let value = |counter: Counter| self.counts.get(counter as usize).map_or(0.0, Cell::get);
        Self::NAMES
            .iter()
            .map(move |(name, counter)| (*name, value(*counter)))
    }
}

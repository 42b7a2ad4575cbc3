//! Counters of one socket since it was made.

use serde::Serialize;

/// What is counted, as JavaScript gets it.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stats {
    /// Messages that the application sent.
    pub(super) messages_sent: f64,
    /// Messages that the application received.
    pub(super) messages_received: f64,
    /// The bytes of the messages sent.
    pub(super) bytes_sent: f64,
    /// The bytes of the messages received; of texts, their length.
    pub(super) bytes_received: f64,
    /// Frames given to a WebSocket; several messages may share one.
    pub(super) frames_sent: f64,
    /// Frames that channels brought in.
    pub(super) frames_received: f64,
    /// Channels opened: WebSockets, event streams and requests.
    pub(super) channels_opened: f64,
    /// Drops after which the session went on.
    pub(super) reconnects: f64,
    /// Attempts to connect that failed.
    pub(super) failures: f64,
}

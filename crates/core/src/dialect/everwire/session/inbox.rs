//! What this side has received: each message once, in order, and acknowledged in time.

use crate::error::Violation;
use crate::time::Instant;

/// Counts messages in and out of this side's hands. Acknowledgements are credits: they tell what was consumed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inbox {
    /// Messages taken in, each once.
    received: u64,
    /// Of those, how many the application has got.
    consumed: u64,
    /// Of those, how many the other side was told of.
    acknowledged: u64,
    /// Bytes consumed since then.
    bytes: usize,
    /// When to tell at the latest.
    due: Option<Instant>,
}

impl Inbox {
    /// Tell after so many messages at the latest.
    pub const ACK_MESSAGES: u64 = 4096;
    /// Tell after so many bytes at the latest.
    pub const ACK_BYTES: usize = 1024 * 1024;
    /// Tell after so many ms at the latest.
    pub const ACK_DELAY: u64 = 100;

    /// Nothing received yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            received: 0,
            consumed: 0,
            acknowledged: 0,
            bytes: 0,
            due: None,
        }
    }

    /// Whether the message of this number is new and thus to be delivered; counts it if so.
    ///
    /// # Errors
    ///
    /// [`Violation::Gap`] if one before it is missing.
    pub const fn accept(&mut self, number: u64) -> Result<bool, Violation> {
        if number > self.received {
            return Err(Violation::Gap);
        }
        let is_new = number == self.received;
        if is_new {
            self.received += 1;
        }
        Ok(is_new)
    }

    /// The application got a message of this size.
    pub fn consume(&mut self, now: Instant, bytes: usize) {
        self.consumed += 1;
        self.bytes += bytes;
        let is_full = self.consumed - self.acknowledged >= Self::ACK_MESSAGES
            || self.bytes >= Self::ACK_BYTES;
        let due = if is_full {
            now
        } else {
            now.after(Self::ACK_DELAY)
        };
        self.due = Some(self.due.map_or(due, |earlier| earlier.min(due)));
    }

    /// How many messages were received: what a resuming link tells.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// How many messages the application has got.
    #[must_use]
    pub const fn consumed(&self) -> u64 {
        self.consumed
    }

    /// When an acknowledgement is due, if anything is to be acknowledged.
    #[must_use]
    pub const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The count to acknowledge with; from now on nothing is due. Every frame that carries a count calls this.
    pub const fn acknowledge(&mut self) -> u64 {
        self.acknowledged = self.consumed;
        self.bytes = 0;
        self.due = None;
        self.consumed
    }

    /// The count to acknowledge with, if one is due.
    pub fn take_due(&mut self, now: Instant) -> Option<u64> {
        (self.due? <= now).then(|| self.acknowledge())
    }

    /// How many messages wait for the application.
    #[must_use]
    pub const fn pending(&self) -> u64 {
        self.received - self.consumed
    }
}

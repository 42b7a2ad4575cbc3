//! What this side has sent or is to send, kept until the other side has acknowledged it.

use std::collections::VecDeque;

use crate::dialect::everwire::codec::{Batcher, Content, Control, LargeTexts};
use crate::error::Violation;
use crate::payload::Payload;

/// How much may be under way without an acknowledgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Messages.
    pub messages: usize,
    /// Bytes. One message may always travel, whatever its size.
    pub bytes: usize,
}

impl Window {
    /// What the protocol allows either side. A receiver must be able to hold it; a sender may use less.
    pub const MAX: Self = Self {
        messages: 65_536,
        bytes: 32 * 1024 * 1024,
    };
}

/// Messages by number: `first .. next` have been transmitted on the present link, `next ..` are waiting.
#[derive(Clone, Debug)]
pub struct Outbox<P> {
    messages: VecDeque<P>,
    /// The number of the oldest message kept: all before it are acknowledged.
    first: u64,
    /// The number of the message to be transmitted next.
    next: u64,
    /// One above the highest number ever transmitted.
    high: u64,
    /// The number that the other end expects of the next message on the present link; none if it must be told.
    expected: Option<u64>,
    /// What it takes binary frames for.
    octets: Content,
    /// Bytes kept in all, and those of them that wait.
    bytes: usize,
    waiting_bytes: usize,
    window: Window,
}

impl<P: Payload> Outbox<P> {
    /// An empty outbox.
    #[must_use]
    pub const fn new(window: Window) -> Self {
        Self {
            messages: VecDeque::new(),
            first: 0,
            next: 0,
            high: 0,
            expected: None,
            octets: Content::Binary,
            bytes: 0,
            waiting_bytes: 0,
            window,
        }
    }

    /// Takes a message to be sent.
    pub fn push(&mut self, message: P) {
        self.bytes += message.size();
        self.waiting_bytes += message.size();
        self.messages.push_back(message);
    }

    /// The other side has everything before `count`.
    ///
    /// # Errors
    ///
    /// [`Violation::Count`] if that many were never transmitted. A count that is already known is harmless.
    pub fn acknowledge(&mut self, count: u64) -> Result<(), Violation> {
        if count > self.high {
            return Err(Violation::Count);
        }
        while self.first < count {
            let Some(message) = self.messages.pop_front() else {
                break;
            };
            self.bytes -= message.size();
            if self.first >= self.next {
                self.waiting_bytes -= message.size();
            }
            self.first += 1;
        }
        self.next = self.next.max(self.first);
        Ok(())
    }

    /// A link takes over whose other end has received `count` messages: what follows them is to be transmitted (again).
    ///
    /// # Errors
    ///
    /// [`Violation::Count`] if `count` was never transmitted, or lies before what was acknowledged.
    pub fn rewind(&mut self, count: u64) -> Result<(), Violation> {
        if count < self.first {
            return Err(Violation::Count);
        }
        self.acknowledge(count)?;
        self.rewind_all();
        Ok(())
    }

    /// Transmits again from the oldest message kept.
    pub fn rewind_all(&mut self) {
        self.next = self.first;
        self.waiting_bytes = self.bytes;
        self.expected = None;
    }

    /// A new link takes over, whose other end expects the message of this number next, without being told.
    pub const fn assume_expected(&mut self, number: u64) {
        self.expected = Some(number);
        self.octets = Content::Binary;
    }

    /// The other end is to be told where the next frames belong, as each HTTP body does.
    pub const fn forget_expected(&mut self) {
        self.expected = None;
    }

    /// Moves on to the next frame, if the window is open and something waits: calls `emit` with one frame, or with the
    /// two of a binary batch; before them with POSITION, where the other end expects another message, and with what
    /// binary frames hold, where it takes them for something else. Returns whether it did.
    pub fn transmit(&mut self, large_texts: LargeTexts, mut emit: impl FnMut(P)) -> bool {
        self.transmit_by(large_texts, &mut emit)
    }

    // One for all closures.
    fn transmit_by(&mut self, large_texts: LargeTexts, emit: &mut dyn FnMut(P)) -> bool {
        let start = self.in_flight();
        let open = self.open_window();
        let waiting = self.messages.range(start.min(self.messages.len())..);
        let count = Batcher::count(waiting.clone().take(open));
        if count == 0 {
            return false;
        }
        let mut bytes = 0;
        for message in waiting.clone().take(count) {
            bytes += message.size();
        }
        if self.expected != Some(self.next) {
            emit(Control::Position(self.next).encode());
            self.octets = Content::Binary;
        }
        Batcher::encode(waiting.take(count), large_texts, &mut self.octets, emit);
        self.waiting_bytes -= bytes;
        self.next += count as u64;
        self.high = self.high.max(self.next);
        self.expected = Some(self.next);
        true
    }

    /// Whether the next call of [`Outbox::transmit`] would transmit something.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.waiting() > 0 && self.open_window() > 0
    }

    /// Whether more is kept than may be under way at once.
    #[must_use]
    pub fn is_over_window(&self) -> bool {
        self.messages.len() > self.window.messages || self.bytes > self.window.bytes
    }

    /// How many messages the other side has acknowledged.
    #[must_use]
    pub const fn acknowledged(&self) -> u64 {
        self.first
    }

    /// How many messages have been transmitted on the present link, or acknowledged before.
    #[must_use]
    pub const fn transmitted(&self) -> u64 {
        self.next
    }

    /// Whether all of these are acknowledged.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.next == self.first
    }

    /// How many messages are kept, acknowledged by nobody.
    #[must_use]
    pub fn unacknowledged(&self) -> usize {
        self.messages.len()
    }

    /// Their bytes.
    #[must_use]
    pub const fn unacknowledged_bytes(&self) -> usize {
        self.bytes
    }

    /// How many messages wait to be transmitted.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.messages.len() - self.in_flight()
    }

    /// Their bytes.
    #[must_use]
    pub const fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }

    /// Begins another session with the same messages; none of them was acknowledged.
    pub fn restart(&mut self) {
        self.first = 0;
        self.high = 0;
        self.rewind_all();
    }

    /// Gives up the session: hands out all that may not have arrived, and counts from 0 again.
    pub fn reset(&mut self) -> Vec<P> {
        let fresh = Self::new(self.window);
        let mut messages = std::mem::replace(self, fresh).messages;
        let mut given_up = Vec::new();
        while let Some(message) = messages.pop_front() {
            given_up.push(message);
        }
        given_up
    }

    fn in_flight(&self) -> usize {
        usize::try_from(self.next - self.first).unwrap_or(usize::MAX)
    }

    /// How many more messages the window lets through now.
    fn open_window(&self) -> usize {
        let in_flight = self.in_flight();
        if in_flight == 0 {
            return self.window.messages;
        }
        if self.bytes - self.waiting_bytes >= self.window.bytes {
            return 0;
        }
        self.window.messages.saturating_sub(in_flight)
    }
}

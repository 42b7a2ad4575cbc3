//! How much all sessions of an endpoint hold together: messages that wait, and bodies that come in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use everwire_core::dialect::everwire::server::ServerSession;
use everwire_core::payload::Message;

/// What a message takes beside its bytes, in bytes.
const MESSAGE_OVERHEAD: usize = 64;

/// The account of one endpoint, in bytes.
#[derive(Debug)]
pub(crate) struct Memory {
    limit: usize,
    used: AtomicUsize,
}

/// A part of the account; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Share {
    memory: Arc<Memory>,
    bytes: usize,
}

impl Memory {
    /// What anyone may hold even when memory is scarce, in bytes: whoever does not let things pile up is not harmed by those
    /// who do.
    pub(crate) const MODEST: usize = 64 * 1024;

    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            limit,
            used: AtomicUsize::new(0),
        })
    }

    /// Whether the endpoint holds as much as it may.
    pub(crate) fn is_scarce(&self) -> bool {
        self.used.load(Ordering::Relaxed) >= self.limit
    }

    /// A share of nothing as yet.
    pub(crate) fn share(self: &Arc<Self>) -> Share {
        Share {
            memory: Arc::clone(self),
            bytes: 0,
        }
    }
}

impl Share {
    /// The share is this large from now on.
    pub(crate) fn resize(&mut self, bytes: usize) {
        let used = &self.memory.used;
        if bytes > self.bytes {
            used.fetch_add(bytes - self.bytes, Ordering::Relaxed);
        } else {
            used.fetch_sub(self.bytes - bytes, Ordering::Relaxed);
        }
        self.bytes = bytes;
    }

    /// Whether someone who holds so many bytes may not take more at the moment.
    pub(crate) fn is_exhausted(&self, held: usize) -> bool {
        held >= Memory::MODEST && self.memory.is_scarce()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.resize(0);
    }
}

/// What waits for the client's acknowledgement, in bytes.
pub(crate) fn unacknowledged(host: &ServerSession<Message>) -> usize {
    weight(host.unacknowledged())
}

/// What waits for the application, in bytes.
pub(crate) fn unread(host: &ServerSession<Message>) -> usize {
    weight(host.unread())
}

const fn weight((messages, bytes): (usize, usize)) -> usize {
    messages * MESSAGE_OVERHEAD + bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_are_given_back() {
        let memory = Memory::new(100);
        let (mut one, mut two) = (memory.share(), memory.share());
        one.resize(60);
        two.resize(60);
        assert!(memory.is_scarce());
        one.resize(10);
        assert!(!memory.is_scarce());
        one.resize(40);
        assert!(memory.is_scarce());
        drop(two);
        assert!(!memory.is_scarce());
    }

    #[test]
    fn the_modest_are_let_be() {
        let memory = Memory::new(0);
        assert!(!memory.share().is_exhausted(Memory::MODEST - 1));
        assert!(memory.share().is_exhausted(Memory::MODEST));
    }
}

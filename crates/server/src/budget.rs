//! The memory budget of an endpoint: messages that wait, and request bodies that come in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use everwire_core::dialect::everwire::server::ServerSession;
use everwire_core::payload::Message;

/// What a message takes beside its bytes, in bytes.
const MESSAGE_OVERHEAD: usize = 64;

/// How many bytes all sessions and request bodies of one endpoint may hold together, and how many they do.
#[derive(Debug)]
pub(crate) struct MemoryBudget {
    limit: usize,
    used: AtomicUsize,
}

/// What one holder, a session or a request body, uses of the budget. Dropping it frees that.
#[derive(Debug)]
pub(crate) struct Usage {
    budget: Arc<MemoryBudget>,
    bytes: usize,
}

impl MemoryBudget {
    /// What each holder may use even when the budget is exhausted, in bytes: sessions that read what they are sent are
    /// not harmed by those that do not.
    pub(crate) const ALWAYS_GRANTED: usize = 64 * 1024;

    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            limit,
            used: AtomicUsize::new(0),
        })
    }

    /// Whether as much is used as may be.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.used.load(Ordering::Relaxed) >= self.limit
    }

    /// The usage of a new holder: nothing.
    pub(crate) fn usage(self: &Arc<Self>) -> Usage {
        Usage {
            budget: Arc::clone(self),
            bytes: 0,
        }
    }
}

impl Usage {
    /// The holder uses this many bytes from now on.
    pub(crate) fn set(&mut self, bytes: usize) {
        let used = &self.budget.used;
        if bytes > self.bytes {
            used.fetch_add(bytes - self.bytes, Ordering::Relaxed);
        } else {
            used.fetch_sub(self.bytes - bytes, Ordering::Relaxed);
        }
        self.bytes = bytes;
    }

    /// Whether a holder of this many bytes may take no more at the moment.
    pub(crate) fn is_denied(&self, held: usize) -> bool {
        held >= MemoryBudget::ALWAYS_GRANTED && self.budget.is_exhausted()
    }
}

impl Drop for Usage {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// What waits for the client's acknowledgement, in bytes.
pub(crate) fn unacknowledged(session: &ServerSession<Message>) -> usize {
    weight(session.unacknowledged())
}

/// What waits for the application, in bytes.
pub(crate) fn unread(session: &ServerSession<Message>) -> usize {
    weight(session.unread())
}

const fn weight((messages, bytes): (usize, usize)) -> usize {
    messages * MESSAGE_OVERHEAD + bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usages_add_up_and_are_freed() {
        let budget = MemoryBudget::new(100);
        let (mut one, mut two) = (budget.usage(), budget.usage());
        one.set(60);
        two.set(60);
        assert!(budget.is_exhausted());
        one.set(10);
        assert!(!budget.is_exhausted());
        one.set(40);
        assert!(budget.is_exhausted());
        drop(two);
        assert!(!budget.is_exhausted());
    }

    #[test]
    fn a_small_holder_is_never_denied() {
        let usage = MemoryBudget::new(0).usage();
        assert!(!usage.is_denied(MemoryBudget::ALWAYS_GRANTED - 1));
        assert!(usage.is_denied(MemoryBudget::ALWAYS_GRANTED));
    }
}

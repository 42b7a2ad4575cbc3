//! The chat room: every message goes to every member. A member that falls behind is evicted, so that nobody waits for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use everwire_server::Message;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;

/// A room to enter. Clones are the same room.
#[derive(Clone, Default)]
pub(crate) struct Room(Arc<Mutex<Members>>);

#[derive(Default)]
struct Members {
    queues: HashMap<u64, Queue>,
    next: u64,
}

struct Queue {
    sender: UnboundedSender<Message>,
    bytes: Arc<AtomicUsize>,
    evicted: CancellationToken,
}

/// A member of the room; dropping it leaves.
pub(crate) struct Member {
    room: Room,
    id: u64,
    queue: UnboundedReceiver<Message>,
    bytes: Arc<AtomicUsize>,
    evicted: CancellationToken,
}

impl Room {
    /// What may wait for one member, in bytes.
    const QUEUE_MAX: usize = 32 * 1024 * 1024;
    /// What a waiting message takes beyond its contents, in bytes.
    const OVERHEAD: usize = 64;

    pub(crate) fn enter(&self) -> Member {
        let (sender, queue) = unbounded_channel();
        let bytes = Arc::new(AtomicUsize::new(0));
        let evicted = CancellationToken::new();
        let mut members = self.lock();
        let id = members.next;
        members.next += 1;
        let entry = Queue {
            sender,
            bytes: Arc::clone(&bytes),
            evicted: evicted.clone(),
        };
        members.queues.insert(id, entry);
        drop(members);
        Member {
            room: self.clone(),
            id,
            queue,
            bytes,
            evicted,
        }
    }

    /// Sends a message to every member.
    pub(crate) fn broadcast(&self, message: &Message) {
        self.lock().queues.retain(|_, queue| queue.push(message));
    }

    fn lock(&self) -> MutexGuard<'_, Members> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Queues a message, or evicts the member if there is no room. Returns whether it stays. An empty queue takes a message of any size.
    fn push(&self, message: &Message) -> bool {
        let size = cost(message);
        let before = self.bytes.fetch_add(size, Ordering::Relaxed);
        let has_room = before == 0 || before + size <= Room::QUEUE_MAX;
        if !has_room {
            self.evicted.cancel();
        }
        has_room && self.sender.send(message.clone()).is_ok()
    }
}

impl Member {
    /// Cancelled once this member was evicted.
    pub(crate) fn evicted(&self) -> CancellationToken {
        self.evicted.clone()
    }

    /// The next message; `None` after the last before the eviction.
    pub(crate) async fn recv(&mut self) -> Option<Message> {
        let message = self.queue.recv().await?;
        self.bytes.fetch_sub(cost(&message), Ordering::Relaxed);
        Some(message)
    }

    /// Sends a message to every member, this one too.
    pub(crate) fn broadcast(&self, message: &Message) {
        self.room.broadcast(message);
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.room.lock().queues.remove(&self.id);
    }
}

fn cost(message: &Message) -> usize {
    message.as_bytes().len() + Room::OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_goes_to_its_sender_too() {
        let room = Room::default();
        let (mut one, mut two) = (room.enter(), room.enter());
        one.broadcast(&Message::text("hello"));
        assert_eq!(one.recv().await, Some(Message::text("hello")));
        assert_eq!(two.recv().await, Some(Message::text("hello")));
    }

    #[tokio::test]
    async fn a_member_that_falls_behind_is_evicted_and_no_other() {
        let room = Room::default();
        let (mut slow, mut quick) = (room.enter(), room.enter());
        let large = Message::binary(vec![0; Room::QUEUE_MAX / 4]);
        for _ in 0..5 {
            quick.broadcast(&large);
            assert_eq!(quick.recv().await.as_ref(), Some(&large));
        }
        assert!(slow.evicted().is_cancelled() && !quick.evicted().is_cancelled());
        let mut received = 0;
        while slow.recv().await.is_some() {
            received += 1;
        }
        assert_eq!(received, 3);
        assert_eq!(room.lock().queues.len(), 1);
    }
}

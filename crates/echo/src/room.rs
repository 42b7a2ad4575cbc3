//! The chat room: what one says, everyone there gets. Whoever falls behind is put out, so that nobody waits for them.

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
    put_out: CancellationToken,
}

/// A place in the room; dropping it leaves.
pub(crate) struct Member {
    room: Room,
    id: u64,
    queue: UnboundedReceiver<Message>,
    bytes: Arc<AtomicUsize>,
    put_out: CancellationToken,
}

impl Room {
    /// What may wait for one member, in bytes.
    const QUEUE_MAX: usize = 32 * 1024 * 1024;
    /// What a waiting message takes beyond its contents, in bytes.
    const OVERHEAD: usize = 64;

    pub(crate) fn enter(&self) -> Member {
        let (sender, queue) = unbounded_channel();
        let bytes = Arc::new(AtomicUsize::new(0));
        let put_out = CancellationToken::new();
        let mut members = self.lock();
        let id = members.next;
        members.next += 1;
        let place = Queue {
            sender,
            bytes: Arc::clone(&bytes),
            put_out: put_out.clone(),
        };
        members.queues.insert(id, place);
        drop(members);
        Member {
            room: self.clone(),
            id,
            queue,
            bytes,
            put_out,
        }
    }

    /// Says something to everyone in the room.
    pub(crate) fn say(&self, message: &Message) {
        self.lock().queues.retain(|_, queue| queue.push(message));
    }

    fn lock(&self) -> MutexGuard<'_, Members> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Returns whether the member may stay. An empty queue takes a message of any size.
    fn push(&self, message: &Message) -> bool {
        let size = cost(message);
        let before = self.bytes.fetch_add(size, Ordering::Relaxed);
        let has_room = before == 0 || before + size <= Room::QUEUE_MAX;
        if !has_room {
            self.put_out.cancel();
        }
        has_room && self.sender.send(message.clone()).is_ok()
    }
}

impl Member {
    /// Cancelled once this member has fallen behind.
    pub(crate) fn put_out(&self) -> CancellationToken {
        self.put_out.clone()
    }

    /// What was said next; `None` after the last before this member fell behind.
    pub(crate) async fn hear(&mut self) -> Option<Message> {
        let message = self.queue.recv().await?;
        self.bytes.fetch_sub(cost(&message), Ordering::Relaxed);
        Some(message)
    }

    /// Says something to everyone in the room, this member too.
    pub(crate) fn say(&self, message: &Message) {
        self.room.say(message);
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
    async fn everyone_hears_the_speaker_too() {
        let room = Room::default();
        let (mut one, mut two) = (room.enter(), room.enter());
        one.say(&Message::text("hello"));
        assert_eq!(one.hear().await, Some(Message::text("hello")));
        assert_eq!(two.hear().await, Some(Message::text("hello")));
    }

    #[tokio::test]
    async fn whoever_falls_behind_is_put_out_and_nobody_else() {
        let room = Room::default();
        let (mut slow, mut quick) = (room.enter(), room.enter());
        let large = Message::binary(vec![0; Room::QUEUE_MAX / 4]);
        for _ in 0..5 {
            quick.say(&large);
            assert_eq!(quick.hear().await.as_ref(), Some(&large));
        }
        assert!(slow.put_out().is_cancelled() && !quick.put_out().is_cancelled());
        let mut heard = 0;
        while slow.hear().await.is_some() {
            heard += 1;
        }
        assert_eq!(heard, 3);
        assert_eq!(room.lock().queues.len(), 1);
    }
}

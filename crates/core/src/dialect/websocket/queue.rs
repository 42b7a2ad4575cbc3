//! What was sent while the link was down.

use std::collections::VecDeque;

use super::{Overflow, QueueLimits};
use crate::payload::Payload;
use crate::time::Instant;

/// Messages that wait for the next link, within limits.
#[derive(Clone, Debug)]
pub(super) struct Queue<P> {
    waiting: VecDeque<(Instant, P)>,
    bytes: usize,
}

impl<P: Payload> Queue<P> {
    pub(super) const fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            bytes: 0,
        }
    }

    /// How many bytes wait.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes a message. `Ok` lists what was dropped to make room, or the message itself; `Err`: it is refused.
    pub(super) fn push(
        &mut self,
        now: Instant,
        message: P,
        limits: &QueueLimits,
    ) -> Result<Vec<P>, ()> {
        let mut dropped = Vec::new();
        let never_fits = message.size() > limits.bytes || limits.messages == 0;
        while never_fits || !self.has_room(&message, limits) {
            match limits.overflow {
                Overflow::Reject => return Err(()),
                Overflow::DropOldest if !never_fits => dropped.extend(self.pop()),
                Overflow::DropOldest | Overflow::DropNewest => {
                    dropped.push(message);
                    return Ok(dropped);
                }
            }
        }
        self.bytes += message.size();
        self.waiting.push_back((now, message));
        Ok(dropped)
    }

    /// The oldest message.
    pub(super) fn pop(&mut self) -> Option<P> {
        let (_, message) = self.waiting.pop_front()?;
        self.bytes -= message.size();
        Some(message)
    }

    /// When the oldest message has waited too long.
    pub(super) fn deadline(&self, limits: &QueueLimits) -> Option<Instant> {
        let (since, _) = self.waiting.front()?;
        limits.age.map(|age| since.after(age))
    }

    fn has_room(&self, message: &P, limits: &QueueLimits) -> bool {
        self.waiting.len() < limits.messages && self.bytes + message.size() <= limits.bytes
    }
}

//! From messages to frames: alone and verbatim, or several small ones joined.

use super::control::{Control, ESCAPE_PREFIX, TEXT_PREFIX};
use crate::io::Payload;

/// Decides which waiting messages travel together, and builds their frames.
#[derive(Clone, Copy, Debug)]
pub struct Batcher;

impl Batcher {
    /// Messages above this size in bytes travel alone: joining them costs a browser more than another frame does.
    pub const JOIN_MAX: usize = 8 * 1024;
    /// A batch is full at this size in bytes.
    pub const BATCH_MAX: usize = 64 * 1024;

    /// How many of the messages, from the first on, make the next frame. At least one if there is any.
    pub fn count<'a, P: Payload + 'a>(messages: impl Iterator<Item = &'a P>) -> usize {
        let (mut count, mut bytes, mut is_text) = (0, 0, false);
        for message in messages {
            if count == 0 {
                is_text = message.is_text();
            }
            bytes += message.size() + 1;
            if !joins(message) || message.is_text() != is_text || bytes > Self::BATCH_MAX {
                return count.max(1);
            }
            count += 1;
        }
        count
    }

    /// Builds the frame, or the two frames, of the messages that [`Batcher::count`] put together.
    pub fn encode<'a, P: Payload + 'a>(
        mut messages: impl Iterator<Item = &'a P> + Clone,
        mut emit: impl FnMut(P),
    ) {
        let Some(first) = messages.clone().next() else {
            return;
        };
        if messages.clone().nth(1).is_none() {
            emit(alone(first));
        } else if first.is_text() {
            emit(P::join_text(TEXT_PREFIX, &mut messages));
        } else {
            let lengths = messages.clone().map(Payload::size).collect();
            emit(Control::Lengths(lengths).encode());
            emit(P::join_binary(&mut messages));
        }
    }
}

fn joins<P: Payload>(message: &P) -> bool {
    message.size() <= Batcher::JOIN_MAX && message.is_joinable()
}

fn alone<P: Payload>(message: &P) -> P {
    match message.marker() {
        Some(_) => message.prefixed(ESCAPE_PREFIX),
        None => message.clone(),
    }
}

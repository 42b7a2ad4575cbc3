//! From messages to frames: alone and verbatim, or several small ones joined.

use super::control::{Content, Control, ESCAPE_PREFIX, TEXT_PREFIX};
use super::frame_kind;
use crate::payload::Payload;

/// How large texts travel on a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LargeTexts {
    /// As they are.
    Verbatim,
    /// In binary frames, once the other end was told: Chromium checks the UTF-8 of a text frame byte by byte.
    AsOctets,
}

/// Decides which waiting messages travel together, and builds their frames.
#[derive(Clone, Copy, Debug)]
pub struct Batcher;

impl Batcher {
    /// Messages above this size in bytes travel alone: joining them costs a browser more than another frame does.
    pub const JOIN_MAX: usize = 8 * 1024;
    /// A batch is full at this size in bytes.
    pub const BATCH_MAX: usize = 64 * 1024;
    /// A text above this size in bytes is large.
    pub const LARGE: usize = 32 * 1024;

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

    /// Builds the frame, or the two frames, of the messages that [`Batcher::count`] put together. `octets` is what the
    /// other end takes binary frames for.
    pub fn encode<'a, P: Payload + 'a>(
        mut messages: impl Iterator<Item = &'a P> + Clone,
        large_texts: LargeTexts,
        octets: &mut Content,
        mut emit: impl FnMut(P),
    ) {
        let Some(first) = messages.clone().next() else {
            return;
        };
        let count = messages.clone().count();
        if count == 1 {
            alone(first, large_texts, octets, emit);
        } else if first.is_text() {
            emit(P::join(TEXT_PREFIX, '\0', &mut messages));
        } else {
            let mut lengths = Vec::with_capacity(count);
            for message in messages.clone() {
                lengths.push(message.size());
            }
            emit(Control::Lengths(lengths).encode());
            emit(P::concat(&mut messages));
        }
    }
}

/// Whether a message may travel in a batch: it is small, and text without U+0000 or binary whose bytes are at hand.
fn joins<P: Payload>(message: &P) -> bool {
    let is_joinable = if message.is_text() {
        !message.may_contain('\0')
    } else {
        message.is_at_hand()
    };
    message.size() <= Batcher::JOIN_MAX && is_joinable
}

/// One message in a frame of its own, announced if it would be taken for something else.
fn alone<P: Payload>(
    message: &P,
    large_texts: LargeTexts,
    octets: &mut Content,
    mut emit: impl FnMut(P),
) {
    let Some(content) = as_octets(message, large_texts) else {
        emit(match frame_kind(message) {
            Some(_) => message.with_prefix(ESCAPE_PREFIX),
            None => message.clone(),
        });
        return;
    };
    if *octets != content {
        *octets = content;
        emit(Control::Octets(content).encode());
    }
    emit(match content {
        Content::Text => message.encode(),
        Content::Binary => message.clone(),
    });
}

/// What a binary frame holds of a message that travels in one.
fn as_octets<P: Payload>(message: &P, large_texts: LargeTexts) -> Option<Content> {
    match (message.is_text(), large_texts) {
        (false, _) => Some(Content::Binary),
        (true, LargeTexts::AsOctets) if message.size() > Batcher::LARGE => Some(Content::Text),
        (true, _) => None,
    }
}

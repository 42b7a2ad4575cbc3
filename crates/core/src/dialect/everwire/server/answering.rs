//! What answers a POST. On a long-polling link messages that wait go with it, and not with the poll that is held: the
//! client has the answer to what it asked one request earlier.

use std::collections::VecDeque;

use super::ServerSession;
use super::ending::Phase;
use super::link::Link;
use crate::dialect::everwire::codec::{Control, Downstream, LargeTexts};
use crate::payload::Payload;
use crate::time::Instant;

/// An answer takes no further frame at this size in bytes.
const ANSWER_FULL: usize = 1024 * 1024;

/// A client that got an answer has acknowledged its messages by then, in ms.
const PATIENCE: u64 = 1_000;

/// Messages that went with an answer, which may be lost without anybody noticing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Answered {
    /// One above the number of the last.
    until: u64,
    /// They are sent again if they are not acknowledged by then.
    pub(super) deadline: Instant,
}

impl<P: Payload> ServerSession<P> {
    /// The frames that answer a POST of this link; an acknowledgement is always among them.
    pub fn take_replies(&mut self, now: Instant, number: u32) -> VecDeque<P> {
        let count = self.acknowledge_on(number);
        let Some(link) = self.link_mut(number) else {
            return VecDeque::new();
        };
        link.reply(&Control::Ack(count));
        let mut replies = link.take_replies();
        if self.answers_with_messages(number) {
            // The client has had the answer before, or would not post: what it has not got is lost.
            self.recall_answer();
            self.add_messages(now, &mut replies);
        }
        replies
    }

    /// Whether an answer to a POST of this link may carry messages.
    #[must_use]
    pub fn answers_with_messages(&self, number: u32) -> bool {
        let is_polling =
            |link: &Link<P>| link.number == number && matches!(link.downstream, Downstream::Poll);
        self.active == Some(number)
            && matches!(self.phase, Phase::Open)
            && self.links.iter().any(is_polling)
    }

    /// What went with the last answer, and was not acknowledged, is transmitted again.
    pub(super) fn recall_answer(&mut self) {
        let Some(answered) = self.answered.take() else {
            return;
        };
        if answered.until > self.outbox.acknowledged() {
            self.outbox.rewind_all();
            let active = self.active.and_then(|active| self.link_mut(active));
            if let Some(link) = active {
                link.drop_data();
            }
        }
    }

    /// Does so once it has taken too long.
    pub(super) fn check_answer(&mut self, now: Instant) {
        if self
            .answered
            .is_some_and(|answered| answered.deadline <= now)
        {
            self.recall_answer();
        }
    }

    /// Nothing else may be under way: whatever is could be overtaken. What follows on a poll may overtake the answer; the
    /// client lets that be, and asks for it again.
    fn add_messages(&mut self, now: Instant, replies: &mut VecDeque<P>) {
        if !self.outbox.is_settled() {
            return;
        }
        self.outbox.forget_expected();
        let mut bytes = 0;
        let mut carries = false;
        while bytes < ANSWER_FULL
            && self.outbox.transmit(LargeTexts::Verbatim, |frame| {
                bytes += frame.size();
                replies.push_back(frame);
            })
        {
            carries = true;
        }
        self.outbox.forget_expected();
        if carries {
            self.answered = Some(Answered {
                until: self.outbox.transmitted(),
                deadline: now.after(PATIENCE),
            });
        }
    }
}

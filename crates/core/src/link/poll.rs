//! Polls: requests that the server holds until it has something to send, or for as long as was agreed.

use crate::channel::ChannelId;
use crate::time::Instant;

/// A poll under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Poll {
    pub(super) channel: ChannelId,
    began: Instant,
    /// For how long it may be held, in ms.
    hold: u64,
    /// It must have been answered by then.
    pub(super) deadline: Instant,
    /// How many frames its answer has brought.
    frames: u32,
}

impl Poll {
    /// A poll that is held for `hold` ms at most; `timeout` ms later it must have been answered.
    pub(super) const fn begin(now: Instant, channel: ChannelId, hold: u64, timeout: u64) -> Self {
        Self {
            channel,
            began: now,
            hold,
            deadline: now.after(hold.saturating_add(timeout)),
            frames: 0,
        }
    }

    pub(super) const fn count_frame(&mut self) {
        self.frames = self.frames.saturating_add(1);
    }

    pub(super) const fn is_held(&self) -> bool {
        self.hold > 0
    }

    pub(super) const fn has_brought_frames(&self) -> bool {
        self.frames > 0
    }

    /// Whether an answer without frames comes long before the time that the server would have held the poll.
    pub(super) const fn is_early(&self, now: Instant) -> bool {
        self.is_held() && now.since(self.began) < self.hold / 2
    }

    /// How long it had been held when it was cut, in ms, if it seems to have been cut for being held.
    const fn held_until_cut(&self, now: Instant) -> Option<u64> {
        let lasted = now.since(self.began);
        let is_telling = lasted >= HoldLimit::CUT_MIN && lasted < self.hold;
        if is_telling && !self.has_brought_frames() {
            Some(lasted)
        } else {
            None
        }
    }
}

/// For how long polls may be held, in ms, where that is less than the server grants: the application says so, or the
/// network cuts requests that are held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct HoldLimit(Option<u64>);

impl HoldLimit {
    /// A poll that is cut earlier was not cut for being held. In ms.
    const CUT_MIN: u64 = 200;
    /// A shorter hold is none. In ms.
    const HOLD_MIN: u64 = 500;

    /// The application's limit, if it has one.
    pub(crate) const fn new(limit: Option<u64>) -> Self {
        Self(limit)
    }

    /// For how long a poll may be held of which the server grants this.
    pub(crate) fn of(&self, granted: u64) -> u64 {
        self.0.map_or(granted, |limit| limit.min(granted))
    }

    /// No poll is held any more.
    pub(crate) const fn forbid(&mut self) {
        self.0 = Some(0);
    }

    /// A poll was cut. If it had been held for a while, polls are held for less from now on.
    pub(super) fn learn(&mut self, now: Instant, cut: &Poll) {
        if let Some(lasted) = cut.held_until_cut(now) {
            let limit = lasted / 4 * 3;
            self.0 = Some(if limit < Self::HOLD_MIN { 0 } else { limit });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Instant = Instant::from_millis(1_000);

    fn poll() -> Poll {
        Poll::begin(BEGAN, ChannelId(1), 10_000, 5_000)
    }

    fn learnt(lasted: u64, poll: &Poll) -> u64 {
        let mut limit = HoldLimit::new(None);
        limit.learn(BEGAN.after(lasted), poll);
        limit.of(15_000)
    }

    #[test]
    fn the_shorter_of_two_limits_counts() {
        assert_eq!(HoldLimit::new(None).of(15_000), 15_000);
        assert_eq!(HoldLimit::new(Some(20_000)).of(15_000), 15_000);
        assert_eq!(HoldLimit::new(Some(2_000)).of(15_000), 2_000);
        let mut limit = HoldLimit::new(None);
        limit.forbid();
        assert_eq!(limit.of(15_000), 0);
    }

    #[test]
    fn a_poll_that_is_cut_while_it_is_held_lowers_the_limit() {
        assert_eq!(learnt(4_000, &poll()), 3_000);
        assert_eq!(learnt(600, &poll()), 0);
    }

    #[test]
    fn nothing_is_learnt_of_a_poll_that_was_cut_for_another_reason() {
        assert_eq!(learnt(199, &poll()), 15_000);
        assert_eq!(learnt(10_000, &poll()), 15_000);
        let mut answered = poll();
        answered.count_frame();
        assert_eq!(learnt(4_000, &answered), 15_000);
    }

    #[test]
    fn only_a_held_poll_can_be_answered_early() {
        assert!(poll().is_early(BEGAN.after(4_999)));
        assert!(!poll().is_early(BEGAN.after(5_000)));
        assert!(!Poll::begin(BEGAN, ChannelId(1), 0, 5_000).is_early(BEGAN));
        assert_eq!(poll().deadline, BEGAN.after(15_000));
    }
}

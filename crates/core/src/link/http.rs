//! A link made of HTTP requests: at most one POST up, and one event stream or poll down.

#[cfg(test)]
mod tests;

use super::HoldLimit;
use super::poll::Poll;
use crate::channel::ChannelId;
use crate::time::Instant;

/// A request is repeated this often before its link is given up.
const REPEATS: u32 = 1;

/// Polls answered early without a frame, in a row, before the link is given up.
const EMPTY_ANSWERS: u32 = 2;

/// A POST that has not been answered after this time (ms) may be waiting for a connection.
const STALL: u64 = 2_000;

/// The requests of one link. `C` is what the dialect sends along with a POST and sends again if that fails; `A` reads the
/// answer to one POST.
#[derive(Clone, Debug)]
pub(crate) struct HttpLink<C, A> {
    up: Up<C, A>,
    down: Down,
    /// For the next POST.
    waiting: Vec<C>,
    /// How often in a row the POST or poll under way has failed, or polls were answered early without a frame.
    failures: u32,
    /// How long the server would hold a poll, in ms.
    granted_hold: u64,
}

#[derive(Clone, Debug)]
enum Up<C, A> {
    Idle,
    /// The answer is read for itself: it may come between two frames of the downstream.
    Posting {
        channel: ChannelId,
        carried: Vec<C>,
        answer: A,
        began: Instant,
        deadline: Instant,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Down {
    None,
    Stream(ChannelId),
    Poll(Poll),
    /// Between two polls that are not held.
    Pause {
        until: Instant,
    },
}

/// What follows a request that failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Repeat {
    /// The link is given up.
    No,
    /// What the POST carried waits for another one.
    Post,
    /// Another poll.
    Poll,
}

/// What follows a poll that was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AfterPoll {
    /// The next poll at once.
    Poll {
        /// Whether the answer brought any frame.
        had_frames: bool,
    },
    /// The next poll after the interval; the answer brought no frame.
    Pause,
    /// The link is given up: something on the way answers, early and with nothing.
    GiveUp,
}

impl<C, A> HttpLink<C, A> {
    /// A link without a request.
    pub(crate) const fn new() -> Self {
        Self {
            up: Up::Idle,
            down: Down::None,
            waiting: Vec::new(),
            failures: 0,
            granted_hold: 0,
        }
    }

    /// The channels of its requests.
    pub(crate) const fn channels(&self) -> [Option<ChannelId>; 2] {
        let up = match self.up {
            Up::Posting { channel, .. } => Some(channel),
            Up::Idle => None,
        };
        let down = match self.down {
            Down::Stream(channel) | Down::Poll(Poll { channel, .. }) => Some(channel),
            Down::None | Down::Pause { .. } => None,
        };
        [up, down]
    }

    /// When its requests must have been answered.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let up = match self.up {
            Up::Posting { deadline, .. } => Some(deadline),
            Up::Idle => None,
        };
        let down = match self.down {
            Down::Poll(poll) => Some(poll.deadline),
            Down::None | Down::Pause { .. } | Down::Stream(_) => None,
        };
        Instant::earlier(up, down)
    }

    /// A request has failed without an answer. `may_repeat`: nothing speaks against another one.
    pub(crate) fn failed(&mut self, channel: ChannelId, may_repeat: bool) -> Repeat {
        self.failures += 1;
        if self.is_stream(channel) || !may_repeat || self.failures > REPEATS {
            Repeat::No
        } else if self.take_back(channel) {
            Repeat::Post
        } else {
            Repeat::Poll
        }
    }
}

/// The way up.
impl<C, A> HttpLink<C, A> {
    /// Leaves with the next POST.
    pub(crate) fn carry(&mut self, item: C) {
        self.waiting.push(item);
    }

    /// Takes what the next POST carries; `None` while there is one.
    pub(crate) fn take_waiting(&mut self) -> Option<Vec<C>> {
        match self.up {
            Up::Idle => Some(std::mem::take(&mut self.waiting)),
            Up::Posting { .. } => None,
        }
    }

    /// A POST has set out that must be answered within `timeout` ms. Returns the channel of the one that it replaces.
    pub(crate) fn posted(
        &mut self,
        now: Instant,
        channel: ChannelId,
        carried: Vec<C>,
        answer: A,
        timeout: u64,
    ) -> Option<ChannelId> {
        let [replaced, _] = self.channels();
        self.up = Up::Posting {
            channel,
            carried,
            answer,
            began: now,
            deadline: now.after(timeout),
        };
        replaced
    }

    /// What reads the answer to the POST on this channel, if there is one.
    pub(crate) fn answer(&mut self, channel: ChannelId) -> Option<&mut A> {
        match &mut self.up {
            Up::Posting {
                channel: own,
                answer,
                ..
            } if *own == channel => Some(answer),
            Up::Posting { .. } | Up::Idle => None,
        }
    }

    /// The POST was answered.
    pub(crate) fn post_answered(&mut self) {
        self.up = Up::Idle;
        self.failures = 0;
    }

    /// Takes back what the POST on this channel carried, for the next one; false if there is none.
    pub(crate) fn take_back(&mut self, channel: ChannelId) -> bool {
        match std::mem::replace(&mut self.up, Up::Idle) {
            Up::Posting {
                channel: own,
                mut carried,
                ..
            } if own == channel => {
                carried.append(&mut self.waiting);
                self.waiting = carried;
                true
            }
            up => {
                self.up = up;
                false
            }
        }
    }

    /// Whether a POST is under way on another channel than this.
    pub(crate) fn posts_beside(&self, channel: ChannelId) -> bool {
        let [up, _] = self.channels();
        up.is_some_and(|up| up != channel)
    }

    /// When its POST may be waiting for the connection that its own poll holds.
    pub(crate) fn stalls_at(&self) -> Option<Instant> {
        match (&self.up, &self.down) {
            (Up::Posting { began, .. }, Down::Poll(poll)) if poll.is_held() => {
                Some(began.after(STALL))
            }
            _ => None,
        }
    }
}

/// The way down.
impl<C, A> HttpLink<C, A> {
    /// The server would hold a poll for so long, in ms.
    pub(crate) const fn grant_hold(&mut self, hold: u64) {
        self.granted_hold = hold;
    }

    /// How long the server would hold a poll, in ms.
    pub(crate) const fn granted_hold(&self) -> u64 {
        self.granted_hold
    }

    /// An event stream is its downstream.
    pub(crate) const fn stream_opened(&mut self, channel: ChannelId) {
        self.down = Down::Stream(channel);
    }

    /// A poll has set out that is held for `hold` ms at most, and must be answered `timeout` ms later.
    pub(crate) const fn polled(
        &mut self,
        now: Instant,
        channel: ChannelId,
        hold: u64,
        timeout: u64,
    ) {
        self.down = Down::Poll(Poll::begin(now, channel, hold, timeout));
    }

    /// A frame has come over this channel.
    pub(crate) fn frame_received(&mut self, channel: ChannelId) {
        if let Down::Poll(poll) = &mut self.down
            && poll.channel == channel
        {
            poll.count_frame();
        }
    }

    /// Whether this channel is its event stream.
    pub(crate) fn is_stream(&self, channel: ChannelId) -> bool {
        self.down == Down::Stream(channel)
    }

    /// The channel of the poll under way.
    pub(crate) const fn poll(&self) -> Option<ChannelId> {
        match self.down {
            Down::Poll(poll) => Some(poll.channel),
            _ => None,
        }
    }

    /// The poll was answered. `next_hold`: for how long the next may be held, in ms; `interval`: between polls that are not
    /// held, in ms. `None` if there was no poll.
    pub(crate) fn poll_answered(
        &mut self,
        now: Instant,
        next_hold: u64,
        interval: u64,
    ) -> Option<AfterPoll> {
        let Down::Poll(poll) = self.down else {
            return None;
        };
        let had_frames = poll.has_brought_frames();
        let is_empty = !had_frames && poll.is_early(now);
        self.failures = if is_empty { self.failures + 1 } else { 0 };
        if self.failures > EMPTY_ANSWERS {
            return Some(AfterPoll::GiveUp);
        }
        if poll.is_held() || had_frames || next_hold > 0 {
            self.down = Down::None;
            return Some(AfterPoll::Poll { had_frames });
        }
        self.down = Down::Pause {
            until: now.after(interval),
        };
        Some(AfterPoll::Pause)
    }

    /// The poll was cut, of which the limit learns.
    pub(crate) fn poll_cut(&self, now: Instant, limit: &mut HoldLimit) {
        if let Down::Poll(poll) = &self.down {
            limit.learn(now, poll);
        }
    }

    /// When the pause between two polls is over, if there is one.
    pub(crate) const fn pause(&self) -> Option<Instant> {
        match self.down {
            Down::Pause { until } => Some(until),
            _ => None,
        }
    }

    /// The downstream has ended, and needs no other.
    pub(crate) const fn down_ended(&mut self) {
        self.down = Down::None;
    }
}

//! What the server sends, on channels that it holds open, and how it ends them.

use everwire_core::dialect::everwire::server::Next;
use everwire_core::payload::Message;

use super::channel::{Channel, Down, FarEnd};
use super::server::LinkName;
use super::world::World;

impl World {
    /// The server sends up to so many frames down this channel. Returns whether it did anything.
    pub(super) fn pull(&mut self, place: usize, most: usize) -> bool {
        let Some(channel) = self.channels.get(place) else {
            return false;
        };
        let Some(link) = channel.link().cloned() else {
            return false;
        };
        let is_poll = matches!(channel.far_end, FarEnd::Held(..));
        let (frames, has_ended) = self.take_frames(&link, most);
        let is_idle = frames.is_empty() && !has_ended;
        if is_poll {
            self.answer_poll(place, frames, has_ended);
            return !is_idle;
        }
        for frame in frames {
            self.push_down(place, Down::Frame(frame));
        }
        if has_ended {
            self.end(place, Down::Lost);
        }
        !is_idle
    }

    fn take_frames(&mut self, link: &LinkName, most: usize) -> (Vec<Message>, bool) {
        let mut frames = Vec::new();
        let Ok(host) = self.server.host_mut(link) else {
            return (frames, true);
        };
        while frames.len() < most {
            match host.transmit(self.now, link.number) {
                Next::Frame(frame) => frames.push(frame),
                Next::Wait => return (frames, false),
                Next::End => return (frames, true),
            }
        }
        (frames, false)
    }

    fn answer_poll(&mut self, place: usize, frames: Vec<Message>, has_ended: bool) {
        let status = if has_ended && frames.is_empty() {
            409
        } else {
            200
        };
        let link = self.channels.get(place).and_then(Channel::link);
        let has_session_ended = link
            .and_then(|link| self.server.hosts.get(&link.session))
            .is_none_or(|host| host.end().is_some());
        let status = if status == 409 && has_session_ended {
            410
        } else {
            status
        };
        if !frames.is_empty() || has_ended {
            self.end(place, Down::Answer { status, frames });
        }
    }

    /// A newer poll of the link is there: the others are answered.
    pub(super) fn supersede(&mut self, link: &LinkName) {
        for place in 0..self.channels.len() {
            let held = self.far_end(place);
            if matches!(held, Some(FarEnd::Held(other, _)) if other == link) {
                self.answer_empty(place);
            }
        }
    }

    /// Polls that were held for long enough are answered.
    pub(super) fn release_polls(&mut self) {
        let now = self.now;
        for place in 0..self.channels.len() {
            let held = self.far_end(place);
            if matches!(held, Some(FarEnd::Held(_, until)) if *until <= now) {
                self.answer_empty(place);
            }
        }
    }

    fn answer_empty(&mut self, place: usize) {
        let frames = Vec::new();
        self.end(
            place,
            Down::Answer {
                status: 200,
                frames,
            },
        );
    }

    /// The server learns that a channel has ended, or ends it.
    pub(super) fn detach(&mut self, place: usize) {
        let Some(channel) = self.channels.get_mut(place) else {
            return;
        };
        let far_end = core::mem::replace(&mut channel.far_end, FarEnd::Done);
        if let FarEnd::Attached(link) = far_end
            && let Ok(host) = self.server.host_mut(&link)
        {
            host.detach(self.now, link.number);
        }
    }

    /// The last thing that the server sends down a channel.
    pub(super) fn end(&mut self, place: usize, parcel: Down) {
        self.push_down(place, parcel);
        self.detach(place);
    }

    pub(super) fn push_down(&mut self, place: usize, parcel: Down) {
        if let Some(channel) = self.channels.get_mut(place) {
            channel.push_down(parcel);
        }
    }

    pub(super) fn far_end(&self, place: usize) -> Option<&FarEnd> {
        self.channels.get(place).map(|channel| &channel.far_end)
    }

    pub(super) fn set_far_end(&mut self, place: usize, far_end: FarEnd) {
        if let Some(channel) = self.channels.get_mut(place) {
            channel.far_end = far_end;
        }
    }
}

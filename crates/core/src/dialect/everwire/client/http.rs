//! HTTP links: at most one POST and one downstream request at a time.

use super::channels::Answer;
use super::link::{Down, Http, Link, Stage, Up, Wire};
use super::state::Phase;
use super::{Client, Output};
use crate::channel::{ChannelId, Transport};
use crate::connect::Failure;
use crate::dialect::everwire::codec::requests::{self, Credentials};
use crate::dialect::everwire::codec::{Control, LargeTexts};
use crate::dialect::everwire::session::Intake;
use crate::error::{ErrorCode, GONE};
use crate::payload::Payload;
use crate::time::Instant;

/// A body is full at this size in bytes, and at less where something on the way refuses it; one frame always fits.
pub(super) const BODY_MAX: usize = 512 * 1024;

/// Bodies do not become smaller than this, in bytes.
const BODY_MIN: usize = 8 * 1024;

/// A request is repeated this often before its link is given up.
const REPEATS: u32 = 1;

impl<P: Payload> Client<P> {
    /// Sends HELLO on any wire; what waits in a new session follows at once.
    pub(super) fn send_hello(&mut self, now: Instant, number: u32, hello: P) {
        let carries = self.carrier == Some(number);
        let Some(link) = self.link(number) else {
            return;
        };
        match &link.wire {
            Wire::Socket(channel) => {
                let channel = *channel;
                self.outputs.push_back(Output::Transmit {
                    channel,
                    frame: hello,
                });
                if carries {
                    self.flush(now);
                }
            }
            Wire::Http(_) => {
                let mut frames = vec![hello];
                if carries {
                    self.collect(&mut frames);
                }
                self.open_post(now, number, None, Vec::new(), frames);
            }
        }
    }

    /// Sends what waits on an HTTP link, unless a POST is under way.
    pub(super) fn post(&mut self, now: Instant, number: u32) {
        let carries = self.carrier == Some(number);
        let Some(credentials) = self.identity.credentials(number) else {
            return;
        };
        let Some(Link {
            wire: Wire::Http(http),
            stage,
            transport,
            ..
        }) = self.link_mut(number)
        else {
            return;
        };
        let is_polling = *transport == Transport::LongPoll;
        let is_accepted = matches!(stage, Stage::Accepted { .. } | Stage::Proven);
        if !is_accepted || matches!(http.up, Up::Posting { .. }) {
            return;
        }
        let controls = std::mem::take(&mut http.controls);
        let mut frames = controls.clone();
        if carries && self.outbox.is_ready() {
            self.outbox.forget_expected();
            self.collect(&mut frames);
        }
        if !frames.is_empty() {
            if is_polling {
                // What the answer before this one carried has come.
                let ack = Control::Ack(self.inbox.acknowledge());
                frames.insert(0, ack.encode());
            }
            self.open_post(now, number, Some(credentials), controls, frames);
        }
    }

    /// A request was answered, with the frames that were handled.
    pub(super) fn request_ended(
        &mut self,
        now: Instant,
        channel: ChannelId,
        number: u32,
        answer: Answer,
    ) {
        let failure = Failure::refused(answer.status, answer.retry_after);
        match answer.status {
            200..=299 => self.request_succeeded(now, channel, number),
            GONE => self.session_lost(now, number),
            413 if self.body_max > BODY_MIN => {
                self.body_max /= 4;
                self.repeat_post(now, channel, number, failure);
            }
            500 | 502 | 504 => self.request_failed(now, channel, number, failure),
            _ => self.link_failed(now, number, failure),
        }
    }

    fn request_succeeded(&mut self, now: Instant, channel: ChannelId, number: u32) {
        if self
            .http_mut(number)
            .is_some_and(|http| http.is_poll(channel))
        {
            self.poll_answered(now, number);
        } else {
            self.post_answered(now, number);
        }
    }

    fn post_answered(&mut self, now: Instant, number: u32) {
        let Some(link) = self.link_mut(number) else {
            return;
        };
        let Wire::Http(http) = &mut link.wire else {
            return;
        };
        http.up = Up::Idle;
        http.failures = 0;
        if matches!(link.stage, Stage::HelloSent { .. }) {
            // The answer had no WELCOME.
            self.link_failed(now, number, Failure::new(ErrorCode::Protocol));
        } else if matches!(self.phase, Phase::Answered { .. }) {
            self.finish_answered();
        } else {
            self.flush(now);
            self.post(now, number);
        }
    }

    /// No answer: the request is repeated, which is harmless, before the link is given up.
    pub(super) fn request_failed(
        &mut self,
        now: Instant,
        channel: ChannelId,
        number: u32,
        failure: Failure,
    ) {
        let is_told = !matches!(self.phase, Phase::New | Phase::Open);
        let Some(link) = self.link_mut(number) else {
            return;
        };
        let is_proven = link.is_proven();
        let Wire::Http(http) = &mut link.wire else {
            return;
        };
        let is_stream = matches!(http.down, Down::Stream(own) if own == channel);
        http.failures += 1;
        if is_stream || is_told || !is_proven || http.failures > REPEATS {
            self.link_failed(now, number, failure);
            return;
        }
        if http.take_back(channel) {
            self.outbox.rewind_all();
            self.post(now, number);
        } else {
            self.poll_cut(now, number);
        }
    }

    /// The body was too large: it is sent again as smaller ones.
    fn repeat_post(&mut self, now: Instant, channel: ChannelId, number: u32, failure: Failure) {
        // A CLOSE that waits for the next POST must not go before what is taken back.
        let is_told = !matches!(self.phase, Phase::New | Phase::Open);
        let is_proven = self.link(number).is_some_and(Link::is_proven);
        let may_repeat = is_proven && !is_told;
        let Some(http) = self.http_mut(number).filter(|_| may_repeat) else {
            // The next attempt sends less at once.
            let code = ErrorCode::Unreachable;
            self.link_failed(now, number, Failure { code, ..failure });
            return;
        };
        if http.take_back(channel) {
            self.outbox.rewind_all();
            self.post(now, number);
        }
    }

    /// Moves what waits into a body, as far as it fits.
    fn collect(&mut self, frames: &mut Vec<P>) {
        let mut bytes = 0;
        while bytes < self.body_max {
            let collected = self.outbox.transmit(LargeTexts::Verbatim, |frame| {
                bytes += frame.size();
                frames.push(frame);
            });
            if !collected {
                break;
            }
        }
    }

    fn open_post(
        &mut self,
        now: Instant,
        number: u32,
        credentials: Option<Credentials>,
        controls: Vec<P>,
        frames: Vec<P>,
    ) {
        let deadline = now.after(self.config.connect_timeout);
        let channel = self.next_channel();
        let what = requests::post(&self.connector.target().url, credentials.as_ref(), frames);
        let Some(http) = self.http_mut(number) else {
            return;
        };
        let up = Up::Posting {
            channel,
            controls,
            answer: Intake::default(),
            began: now,
            deadline,
        };
        if let Up::Posting { channel, .. } = std::mem::replace(&mut http.up, up) {
            // It has said all that matters: there is no such session.
            self.outputs.push_back(Output::Close { channel });
        }
        self.outputs.push_back(Output::Open { channel, what });
    }

    pub(super) fn http_mut(&mut self, number: u32) -> Option<&mut Http<P>> {
        match &mut self.link_mut(number)?.wire {
            Wire::Http(http) => Some(http),
            Wire::Socket(_) => None,
        }
    }
}

//! HTTP links: at most one POST and one downstream request at a time.

use super::link::{Down, Http, Link, Stage, Up, Wire};
use super::state::Phase;
use super::{Client, Output};
use crate::channel::{ChannelClosed, ChannelId, Credentials, OpenChannel, Transport};
use crate::connect::Failure;
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

    pub(super) fn channel_closed(&mut self, now: Instant, channel: ChannelId, how: ChannelClosed) {
        let Some(link) = self
            .connector
            .links()
            .iter()
            .find(|link| link.owns(channel))
        else {
            return;
        };
        let number = link.number;
        let failure = failure_of(how, link.is_proven() || self.is_live(number));
        if self.awaits_close_answer(number, channel) {
            return;
        }
        match how {
            ChannelClosed::Answered {
                status: 200..=299, ..
            } => {
                self.request_answered(now, channel, number);
            }
            ChannelClosed::Answered { status: GONE, .. } => self.session_lost(now, number),
            ChannelClosed::Answered { status: 413, .. } if self.body_max > BODY_MIN => {
                self.body_max /= 4;
                self.repeat_post(now, channel, number, failure);
            }
            ChannelClosed::Answered {
                status: 500 | 502 | 504,
                ..
            }
            | ChannelClosed::Failed => {
                self.request_failed(now, channel, number, failure);
            }
            _ => self.link_failed(now, number, failure),
        }
    }

    fn request_answered(&mut self, now: Instant, channel: ChannelId, number: u32) {
        if self
            .http_mut(number)
            .is_some_and(|http| http.is_poll(channel))
        {
            self.poll_answered(now, number);
        } else {
            self.post_answered(now, number);
        }
    }

    /// Once told to close, the server ends the downstream; its answer comes with the POST that told it.
    fn awaits_close_answer(&mut self, number: u32, closed: ChannelId) -> bool {
        let is_closing = matches!(self.phase, Phase::CloseSent { .. } | Phase::Answered { .. });
        let Some(http) = self.http_mut(number) else {
            return false;
        };
        let awaits =
            is_closing && matches!(http.up, Up::Posting { channel, .. } if channel != closed);
        if awaits {
            http.down = Down::None;
        }
        awaits
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
    fn request_failed(&mut self, now: Instant, channel: ChannelId, number: u32, failure: Failure) {
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
        let url = self.http_url("post");
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
        let what = OpenChannel::Post {
            url,
            credentials,
            frames,
        };
        self.outputs.push_back(Output::Open { channel, what });
    }

    pub(super) fn http_mut(&mut self, number: u32) -> Option<&mut Http<P>> {
        match &mut self.link_mut(number)?.wire {
            Wire::Http(http) => Some(http),
            Wire::Socket(_) => None,
        }
    }

    /// The target as an HTTP URL that says what is wanted.
    pub(super) fn http_url(&self, purpose: &str) -> String {
        let target = self.connector.target().url.as_str();
        let target = target.strip_prefix("ws").unwrap_or(target);
        let separator = if target.contains('?') { '&' } else { '?' };
        format!("http{target}{separator}everwire={purpose}")
    }
}

/// What the end of a channel says of its link, if it is not a success.
const fn failure_of(how: ChannelClosed, has_worked: bool) -> Failure {
    let lost = Failure::new(if has_worked {
        ErrorCode::LinkLost
    } else {
        ErrorCode::Unreachable
    });
    match how {
        ChannelClosed::Socket { code } => Failure {
            close_code: code,
            ..lost
        },
        ChannelClosed::Answered {
            status,
            retry_after,
        } => Failure::refused(status, retry_after),
        ChannelClosed::Malformed => Failure::new(ErrorCode::Protocol),
        ChannelClosed::Blocked => Failure::new(ErrorCode::Blocked),
        ChannelClosed::Failed => lost,
    }
}

//! HTTP links: at most one POST and one downstream request at a time.

use super::channels::Answer;
use super::link::{Link, Stage, Wire};
use super::state::Phase;
use super::{Client, Output};
use crate::channel::{ChannelId, Transport};
use crate::connect::Failure;
use crate::dialect::everwire::codec::requests::{self, Credentials};
use crate::dialect::everwire::codec::{Control, LargeTexts};
use crate::dialect::everwire::session::Intake;
use crate::error::{ErrorCode, GONE};
use crate::link::{HttpLink, Repeat};
use crate::payload::Payload;
use crate::time::Instant;

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
        let Some(link) = self.link_mut(number).filter(|link| link.is_accepted()) else {
            return;
        };
        let is_polling = link.transport == Transport::LongPoll;
        let Wire::Http(http) = &mut link.wire else {
            return;
        };
        let Some(controls) = http.take_waiting() else {
            return;
        };
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
            413 if self.body_limit.lower() => self.repeat_post(now, channel, number, failure),
            500 | 502 | 504 => self.request_failed(now, channel, number, failure),
            _ => self.link_failed(now, number, failure),
        }
    }

    fn request_succeeded(&mut self, now: Instant, channel: ChannelId, number: u32) {
        let http = self.http_mut(number);
        if http.is_some_and(|http| http.poll() == Some(channel)) {
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
        http.post_answered();
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
        let may_repeat = self.may_repeat(number);
        let Some(http) = self.http_mut(number) else {
            return;
        };
        match http.failed(channel, may_repeat) {
            Repeat::No => self.link_failed(now, number, failure),
            Repeat::Post => self.post_again(now, number),
            Repeat::Poll => self.poll_cut(now, number),
        }
    }

    /// Whether a request of this link may be sent again. A CLOSE that waits for the next POST must not go before what is
    /// taken back.
    fn may_repeat(&self, number: u32) -> bool {
        let is_closing = !matches!(self.phase, Phase::New | Phase::Open);
        !is_closing && self.link(number).is_some_and(Link::is_proven)
    }

    /// What the POST carried that failed goes with another one.
    fn post_again(&mut self, now: Instant, number: u32) {
        self.outbox.rewind_all();
        self.post(now, number);
    }

    /// The body was too large: it is sent again as smaller ones.
    fn repeat_post(&mut self, now: Instant, channel: ChannelId, number: u32, failure: Failure) {
        let may_repeat = self.may_repeat(number);
        let Some(http) = self.http_mut(number).filter(|_| may_repeat) else {
            // The next attempt sends less at once.
            let code = ErrorCode::Unreachable;
            self.link_failed(now, number, Failure { code, ..failure });
            return;
        };
        if http.take_back(channel) {
            self.post_again(now, number);
        }
    }

    /// Moves what waits into a body, as far as it fits.
    fn collect(&mut self, frames: &mut Vec<P>) {
        let mut bytes = 0;
        while bytes < self.body_limit.bytes() {
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
        let timeout = self.config.connect_timeout;
        let channel = self.next_channel();
        let what = requests::post(&self.connector.target().url, credentials.as_ref(), frames);
        let Some(http) = self.http_mut(number) else {
            return;
        };
        let replaced = http.posted(now, channel, controls, Intake::default(), timeout);
        if let Some(channel) = replaced {
            // It has said all that matters: there is no such session.
            self.outputs.push_back(Output::Close { channel });
        }
        self.outputs.push_back(Output::Open { channel, what });
    }

    pub(super) fn http_mut(&mut self, number: u32) -> Option<&mut HttpLink<P, Intake>> {
        match &mut self.link_mut(number)?.wire {
            Wire::Http(http) => Some(http),
            Wire::Socket(_) => None,
        }
    }
}

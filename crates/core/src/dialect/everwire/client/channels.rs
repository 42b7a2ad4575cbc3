//! What the channels of links report, as the dialect understands it.

use super::link::{Link, Stage, Wire};
use super::state::Phase;
use super::{Client, Output};
use crate::channel::{ChannelEnd, ChannelEvent, ChannelId};
use crate::connect::Failure;
use crate::dialect::everwire::codec::{SUBPROTOCOL, body, sse};
use crate::error::{ErrorCode, Violation};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn channel_reported(
        &mut self,
        now: Instant,
        channel: ChannelId,
        event: ChannelEvent<P>,
    ) {
        match event {
            ChannelEvent::Opened { protocol } => self.channel_opened(now, channel, &protocol),
            ChannelEvent::Frame(frame) => self.frame_received(now, channel, frame),
            ChannelEvent::Event { name, data } => {
                self.event_received(now, channel, sse::decode(name, data));
            }
            ChannelEvent::Answered {
                status,
                retry_after,
                body,
            } => {
                let answer = Answer {
                    status,
                    retry_after,
                };
                self.request_answered(now, channel, answer, &body);
            }
            ChannelEvent::Activity => {}
            ChannelEvent::Closed(end) => self.channel_ended(now, channel, &Ended::Closed(end)),
        }
    }

    /// A WebSocket is open; of an event source nothing follows from that. The sub-protocol says whether the server has read
    /// the HELLO of the handshake. Not every browser refuses a server that chose none.
    fn channel_opened(&mut self, now: Instant, channel: ChannelId, protocol: &str) {
        let Some(number) = self.opening_socket(channel) else {
            return;
        };
        match protocol.strip_prefix(SUBPROTOCOL) {
            Some("") => self.say_hello(now, number),
            Some(rest) if rest.starts_with('.') => self.hello_taken(now, number),
            _ => self.link_failed(now, number, Failure::new(ErrorCode::Protocol)),
        }
    }

    /// The link that waits for this WebSocket.
    fn opening_socket(&self, channel: ChannelId) -> Option<u32> {
        let is_opening = |link: &&Link<P>| matches!((&link.wire, link.stage), (Wire::Socket(own), Stage::Opening { .. }) if *own == channel);
        let links = self.connector.links();
        links.iter().find(is_opening).map(|link| link.number)
    }

    fn event_received(&mut self, now: Instant, channel: ChannelId, frame: Result<P, Violation>) {
        match frame {
            Ok(frame) => self.frame_received(now, channel, frame),
            Err(_) => self.channel_ended(now, channel, &Ended::Malformed),
        }
    }

    fn request_answered(&mut self, now: Instant, channel: ChannelId, answer: Answer, body: &P) {
        if answer.is_success() && self.owner(channel).is_some() {
            // All frames are there before any is handled.
            let Ok(frames) = body::decode(body) else {
                self.channel_ended(now, channel, &Ended::Malformed);
                return;
            };
            for frame in frames {
                self.frame_received(now, channel, frame);
            }
        }
        self.channel_ended(now, channel, &Ended::Answered(answer));
    }

    fn channel_ended(&mut self, now: Instant, channel: ChannelId, how: &Ended) {
        let Some(link) = self.owner(channel) else {
            return;
        };
        let number = link.number;
        let failure = how.failure(link.is_proven() || self.is_live(number));
        if self.awaits_close_answer(number, channel) {
            if matches!(how, Ended::Malformed) {
                self.outputs.push_back(Output::Close { channel });
            }
            return;
        }
        match how {
            Ended::Answered(answer) => self.request_ended(now, channel, number, *answer),
            Ended::Closed(ChannelEnd::Failed) => {
                self.request_failed(now, channel, number, failure);
            }
            _ => self.link_failed(now, number, failure),
        }
    }

    /// Once CLOSE was sent, the server ends the downstream; its answer comes with the POST that carries CLOSE.
    fn awaits_close_answer(&mut self, number: u32, closed: ChannelId) -> bool {
        let is_closing = matches!(self.phase, Phase::CloseSent { .. } | Phase::Answered { .. });
        let Some(http) = self.http_mut(number) else {
            return false;
        };
        let awaits = is_closing && http.posts_beside(closed);
        if awaits {
            http.down_ended();
        }
        awaits
    }

    fn owner(&self, channel: ChannelId) -> Option<&Link<P>> {
        let links = self.connector.links();
        links.iter().find(|link| link.owns(channel))
    }
}

/// How a channel ended.
enum Ended {
    /// A request, with this answer, whose frames were handled.
    Answered(Answer),
    /// Without an answer.
    Closed(ChannelEnd),
    /// What it brought is no sequence of frames.
    Malformed,
}

/// The head of the answer to a request.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// `Retry-After` in ms.
    pub(super) retry_after: Option<u64>,
}

impl Answer {
    fn is_success(self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Ended {
    /// What it says of the link, if it is not a success.
    fn failure(&self, has_worked: bool) -> Failure {
        let lost = Failure::new(if has_worked {
            ErrorCode::LinkLost
        } else {
            ErrorCode::Unreachable
        });
        match self {
            Self::Closed(ChannelEnd::WebSocket { code, .. }) => Failure {
                close_code: *code,
                ..lost
            },
            Self::Closed(ChannelEnd::Blocked) => Failure::new(ErrorCode::Blocked),
            Self::Closed(ChannelEnd::Failed) => lost,
            Self::Answered(answer) => Failure::refused(answer.status, answer.retry_after),
            Self::Malformed => Failure::new(ErrorCode::Protocol),
        }
    }
}

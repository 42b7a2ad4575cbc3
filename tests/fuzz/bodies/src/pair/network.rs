//! What happens at either end when something arrives.

use everwire_core::channel::{ChannelEnd, ChannelEvent};
use everwire_core::dialect::everwire::codec::peer::{self, Purpose};
use everwire_core::dialect::everwire::codec::requests::Credentials;
use everwire_core::dialect::everwire::codec::{Control, Hello, Reject};
use everwire_core::machine::Input;
use everwire_core::payload::Message;

use super::channel::{Down, FarEnd, Kind, Up};
use super::server::{gone, refusal};
use super::world::World;

impl World {
    /// The next thing on this channel's way up arrives. Returns whether there was any.
    pub(super) fn deliver_up(&mut self, place: usize) -> bool {
        let Some(channel) = self.channels.get_mut(place) else {
            return false;
        };
        let Some(parcel) = channel.up.pop_front() else {
            return false;
        };
        match parcel {
            Up::Request(request) => self.request_arrives(place, request),
            Up::Frame(frame) => self.frame_arrives(place, frame),
            Up::Ended => self.detach(place),
        }
        true
    }

    /// The next thing on this channel's way down arrives. Returns whether there was any.
    pub(super) fn deliver_down(&mut self, place: usize) -> bool {
        let Some(channel) = self.channels.get_mut(place) else {
            return false;
        };
        let (id, kind) = (channel.id, channel.kind);
        let Some(parcel) = channel.down.pop_front() else {
            return false;
        };
        if matches!(parcel, Down::Answer { .. } | Down::Lost) {
            channel.is_heard = false;
        }
        let event = match parcel {
            Down::Opened => peer::opened(false),
            Down::HelloTaken => peer::opened(true),
            Down::Frame(frame) if kind == Kind::Stream => peer::event(&frame),
            Down::Frame(frame) => ChannelEvent::Frame(frame),
            Down::Answer { status, frames } => peer::answer(status, None, frames),
            Down::Lost => ChannelEvent::Closed(match kind {
                Kind::Socket => ChannelEnd::abnormal(),
                Kind::Stream | Kind::Post | Kind::Poll => ChannelEnd::Failed,
            }),
        };
        self.tell_client(Input::Channel { channel: id, event });
        true
    }

    pub(super) fn request_arrives(&mut self, place: usize, request: Purpose<Message>) {
        match request {
            Purpose::Socket { early } => self.handshake_arrives(place, early.as_deref()),
            Purpose::Stream { url } => self.stream_arrives(place, &url),
            Purpose::Post {
                credentials,
                frames,
            } => self.post_arrives(place, credentials.as_ref(), frames),
            Purpose::Poll {
                credentials,
                received,
                hold,
            } => self.poll_arrives(place, &credentials, received, hold),
        }
    }

    fn handshake_arrives(&mut self, place: usize, early: Option<&str>) {
        self.set_far_end(place, FarEnd::Hello);
        let takes_hello = !self.now.as_millis().is_multiple_of(4);
        let early = early.and_then(Hello::from_subprotocol);
        let Some(hello) = early.filter(|_| takes_hello) else {
            self.push_down(place, Down::Opened);
            return;
        };
        self.push_down(place, Down::HelloTaken);
        let result = hello
            .map_err(Reject::violation)
            .and_then(|hello| self.server.attach(self.now, &hello));
        match result {
            Ok(link) => self.set_far_end(place, FarEnd::Attached(link)),
            Err(reject) => self.refuse_socket(place, reject),
        }
    }

    fn stream_arrives(&mut self, place: usize, url: &str) {
        let ticket = url.split("ticket=").nth(1).unwrap_or_default();
        let opened = self.server.redeem(ticket).and_then(|link| {
            let host = self.server.host_mut(&link).ok()?;
            host.open_downstream(self.now, link.number, None).ok()?;
            Some(link)
        });
        match opened {
            Some(link) => {
                self.set_far_end(place, FarEnd::Attached(link));
                self.push_down(place, Down::Opened);
            }
            None => self.end(place, Down::Lost),
        }
    }

    fn post_arrives(
        &mut self,
        place: usize,
        credentials: Option<&Credentials>,
        frames: Vec<Message>,
    ) {
        let answer = match self.take_post(credentials, frames) {
            Ok(frames) => Down::Answer {
                status: 200,
                frames,
            },
            Err(reject) => self.refused(place, &reject),
        };
        self.end(place, answer);
    }

    fn take_post(
        &mut self,
        credentials: Option<&Credentials>,
        frames: Vec<Message>,
    ) -> Result<Vec<Message>, Reject> {
        let mut frames = frames.into_iter();
        let link = match credentials {
            Some(credentials) => self.server.link_of(credentials)?,
            None => {
                let first = frames.next().ok_or_else(|| refusal(400))?;
                self.server.attach_link(self.now, first)?
            }
        };
        let now = self.now;
        let host = self.server.host_mut(&link)?;
        for frame in frames {
            if let Err(reject) = host.receive(now, link.number, frame) {
                host.detach(now, link.number);
                return Err(reject);
            }
        }
        Ok(host.take_replies(now, link.number).into())
    }

    fn poll_arrives(&mut self, place: usize, credentials: &Credentials, received: u64, hold: u64) {
        let now = self.now;
        let opened = self.server.link_of(credentials).and_then(|link| {
            let host = self.server.host_mut(&link)?;
            host.open_downstream(now, link.number, Some(received))?;
            let granted = host.hold(link.number).unwrap_or(0);
            Ok((link, now.after(granted.min(hold))))
        });
        match opened {
            Ok((link, until)) => {
                self.supersede(&link);
                self.set_far_end(place, FarEnd::Held(link, until));
            }
            Err(reject) => {
                let answer = self.refused(place, &reject);
                self.end(place, answer);
            }
        }
    }

    fn frame_arrives(&mut self, place: usize, frame: Message) {
        let far_end = self.far_end(place).cloned();
        let now = self.now;
        let result = match far_end {
            Some(FarEnd::Hello | FarEnd::HelloAgain) => {
                self.server.attach_link(now, frame).map(|link| {
                    self.set_far_end(place, FarEnd::Attached(link));
                })
            }
            Some(FarEnd::Attached(link)) => self
                .server
                .host_mut(&link)
                .and_then(|host| host.receive(now, link.number, frame)),
            _ => Ok(()),
        };
        if let Err(reject) = result {
            self.refuse_socket(place, reject);
        }
    }

    /// After «no such session» the same socket may say HELLO again.
    fn refuse_socket(&mut self, place: usize, reject: Reject) {
        self.refused(place, &reject);
        let is_greeting = self.far_end(place).is_some_and(FarEnd::is_greeting);
        let is_gone = reject.status == gone().status;
        self.push_down(place, Down::Frame(Control::Reject(reject).encode()));
        if is_gone && is_greeting {
            self.set_far_end(place, FarEnd::HelloAgain);
        } else {
            self.detach(place);
            self.push_down(place, Down::Lost);
        }
    }

    /// The answer of a refusal. A client that waits for it has done nothing wrong.
    fn refused(&self, place: usize, reject: &Reject) -> Down {
        let is_heard = self
            .channels
            .get(place)
            .is_some_and(|channel| channel.is_heard);
        let is_again = self.far_end(place) == Some(&FarEnd::HelloAgain);
        let is_violation = matches!(reject.status, 400 | 413 | 426);
        assert!(
            !is_heard || is_again || !is_violation,
            "the client is refused: {reject:?}"
        );
        Down::Answer {
            status: reject.status,
            frames: Vec::new(),
        }
    }
}

//! One attachment of the session to one transport, seen from the client.

use crate::channel::{ChannelId, Transport};
use crate::dialect::everwire::codec::Downstream;
use crate::dialect::everwire::session::Intake;
use crate::link::Heartbeat;
use crate::payload::Payload;
use crate::time::Instant;

/// A link under way or proven.
#[derive(Clone, Debug)]
pub(super) struct Link<P> {
    /// Grows with each link of this client.
    pub(super) number: u32,
    pub(super) transport: Transport,
    /// The session of the client that its HELLO spoke of.
    pub(super) epoch: u32,
    /// Whether its HELLO asked to wait for USE.
    pub(super) standby: bool,
    /// The claim of its HELLO.
    pub(super) claim: u32,
    pub(super) stage: Stage,
    pub(super) wire: Wire<P>,
    pub(super) intake: Intake,
    pub(super) heartbeat: Heartbeat,
}

/// How far a link has come. Deadlines are for being proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// The WebSocket is connecting; an HTTP link waits for the answer about its permit.
    Opening { deadline: Instant },
    /// The server is to answer HELLO.
    HelloSent { hello: HelloPath, deadline: Instant },
    /// WELCOME has come, but no round trip has succeeded: the event stream has not shown that it flows, or it is not known
    /// whether frames get up on a WebSocket whose handshake brought HELLO.
    Accepted {
        /// Whether the server uses this link already.
        is_active: bool,
        /// When that was sent whose answer will show it.
        asked: Instant,
        deadline: Instant,
    },
    /// A round trip has succeeded.
    Proven,
}

/// How HELLO reaches the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HelloPath {
    /// As a frame, at this time.
    Frame(Instant),
    /// With the handshake of the WebSocket, which has been open since.
    Handshake(Instant),
}

/// The channels of a link.
#[derive(Clone, Debug)]
pub(super) enum Wire<P> {
    Socket(ChannelId),
    Http(Http<P>),
}

/// The channels of an HTTP link: at most one request up and one down.
#[derive(Clone, Debug)]
pub(super) struct Http<P> {
    pub(super) up: Up<P>,
    pub(super) down: Down,
    /// Control frames for the next POST.
    pub(super) controls: Vec<P>,
    /// How often in a row the POST or poll under way has failed.
    pub(super) failures: u32,
    /// How long the server would hold a poll, in ms.
    pub(super) granted_hold: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Up<P> {
    Idle,
    /// A POST with these control frames; sent once more if its answer is lost. The answer is read for itself: it may come
    /// between two frames of the downstream, and carry messages of its own.
    Posting {
        channel: ChannelId,
        controls: Vec<P>,
        answer: Intake,
        began: Instant,
        deadline: Instant,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Down {
    None,
    Stream(ChannelId),
    /// A poll that is to be held for so long (ms); whether it has brought any frame is what tells a held one from one
    /// answered out of hand.
    Poll {
        channel: ChannelId,
        began: Instant,
        hold: u64,
        deadline: Instant,
        frames: u32,
    },
    /// Between two polls that are not held.
    Pause {
        until: Instant,
    },
}

impl<P> Http<P> {
    pub(super) const fn new() -> Self {
        Self {
            up: Up::Idle,
            down: Down::None,
            controls: Vec::new(),
            failures: 0,
            granted_hold: 0,
        }
    }

    /// Takes back the control frames of the POST on this channel, to be sent again; false if there is none.
    pub(super) fn take_back(&mut self, channel: ChannelId) -> bool {
        match std::mem::replace(&mut self.up, Up::Idle) {
            Up::Posting {
                channel: own,
                mut controls,
                ..
            } if own.0 == channel.0 => {
                controls.append(&mut self.controls);
                self.controls = controls;
                true
            }
            up => {
                self.up = up;
                false
            }
        }
    }
}

impl<P: Payload> Link<P> {
    pub(super) fn owns(&self, channel: ChannelId) -> bool {
        let [first, second] = self.open_channels();
        first == Some(channel) || second == Some(channel)
    }

    /// What is known of the frames of this channel.
    pub(super) fn intake(&mut self, channel: ChannelId) -> &mut Intake {
        match &mut self.wire {
            Wire::Http(Http {
                up:
                    Up::Posting {
                        channel: own,
                        answer,
                        ..
                    },
                ..
            }) if *own == channel => answer,
            _ => &mut self.intake,
        }
    }

    pub(super) const fn is_proven(&self) -> bool {
        matches!(self.stage, Stage::Proven)
    }

    /// WELCOME has come.
    pub(super) const fn accepted(
        &mut self,
        is_active: bool,
        asked: Instant,
        deadline: Instant,
        hold: u64,
    ) {
        self.stage = Stage::Accepted {
            is_active,
            asked,
            deadline,
        };
        if let Wire::Http(http) = &mut self.wire {
            http.granted_hold = hold;
        }
    }

    /// Whether the server has accepted it.
    pub(super) const fn is_accepted(&self) -> bool {
        matches!(self.stage, Stage::Accepted { .. } | Stage::Proven)
    }

    /// A frame has come over this channel. Returns whether that shows that the link's event stream flows; on a link
    /// that has one, nothing else counts as life.
    pub(super) const fn hear(&mut self, now: Instant, channel: ChannelId) -> bool {
        let is_stream = match &mut self.wire {
            Wire::Socket(_) => false,
            Wire::Http(http) => match &mut http.down {
                Down::Stream(own) => own.0 == channel.0,
                Down::Poll {
                    channel: own,
                    frames,
                    ..
                } if own.0 == channel.0 => {
                    *frames = frames.saturating_add(1);
                    false
                }
                Down::Poll { .. } | Down::Pause { .. } | Down::None => false,
            },
        };
        if is_stream || !matches!(self.transport, Transport::Sse) {
            self.heartbeat.hear(now);
        }
        is_stream
    }

    /// What the server must know of its downstream.
    pub(super) const fn downstream(&self) -> Downstream {
        downstream(self.transport)
    }

    /// When it must have answered.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let stage = match self.stage {
            Stage::Opening { deadline }
            | Stage::HelloSent { deadline, .. }
            | Stage::Accepted { deadline, .. } => Some(deadline),
            Stage::Proven => None,
        };
        let Wire::Http(http) = &self.wire else {
            return stage;
        };
        let up = match http.up {
            Up::Posting { deadline, .. } => Some(deadline),
            Up::Idle => None,
        };
        let down = match http.down {
            Down::Poll { deadline, .. } => Some(deadline),
            Down::None | Down::Pause { .. } | Down::Stream(_) => None,
        };
        Instant::earlier(Instant::earlier(stage, up), down)
    }

    /// The channels it is made of.
    pub(super) fn open_channels(&self) -> [Option<ChannelId>; 2] {
        match &self.wire {
            Wire::Socket(channel) => [Some(*channel), None],
            Wire::Http(http) => {
                let up = match http.up {
                    Up::Posting { channel, .. } => Some(channel),
                    Up::Idle => None,
                };
                let down = match http.down {
                    Down::Stream(channel) | Down::Poll { channel, .. } => Some(channel),
                    Down::None | Down::Pause { .. } => None,
                };
                [up, down]
            }
        }
    }
}

pub(super) const fn downstream(transport: Transport) -> Downstream {
    match transport {
        Transport::WebSocket => Downstream::Duplex,
        Transport::Sse => Downstream::Stream,
        Transport::LongPoll => Downstream::Poll,
    }
}

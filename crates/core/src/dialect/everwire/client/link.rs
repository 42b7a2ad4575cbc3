//! One attachment of the session to one transport, seen from the client.

use crate::channel::{ChannelId, Transport};
use crate::dialect::everwire::codec::Downstream;
use crate::dialect::everwire::session::Intake;
use crate::link::{Heartbeat, HttpLink};
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
    /// Control frames travel with its POSTs.
    Http(HttpLink<P, Intake>),
}

impl<P: Payload> Link<P> {
    pub(super) fn owns(&self, channel: ChannelId) -> bool {
        let [first, second] = self.open_channels();
        first == Some(channel) || second == Some(channel)
    }

    /// What is known of the frames of this channel.
    pub(super) fn intake(&mut self, channel: ChannelId) -> &mut Intake {
        let answer = match &mut self.wire {
            Wire::Http(http) => http.answer(channel),
            Wire::Socket(_) => None,
        };
        answer.unwrap_or(&mut self.intake)
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
            http.grant_hold(hold);
        }
    }

    /// Whether the server has accepted it.
    pub(super) const fn is_accepted(&self) -> bool {
        matches!(self.stage, Stage::Accepted { .. } | Stage::Proven)
    }

    /// A frame has come over this channel. Returns whether that shows that the link's event stream flows; on a link
    /// that has one, nothing else counts as life.
    pub(super) fn frame_received(&mut self, now: Instant, channel: ChannelId) -> bool {
        let is_stream = match &mut self.wire {
            Wire::Socket(_) => false,
            Wire::Http(http) => {
                http.frame_received(channel);
                http.is_stream(channel)
            }
        };
        if is_stream || !matches!(self.transport, Transport::Sse) {
            self.heartbeat.alive(now);
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
        match &self.wire {
            Wire::Socket(_) => stage,
            Wire::Http(http) => Instant::earlier(stage, http.deadline()),
        }
    }

    /// When the pause between two of its polls is over, if there is one.
    pub(super) const fn pause(&self) -> Option<Instant> {
        match &self.wire {
            Wire::Socket(_) => None,
            Wire::Http(http) => http.pause(),
        }
    }

    /// The channels it is made of.
    pub(super) const fn open_channels(&self) -> [Option<ChannelId>; 2] {
        match &self.wire {
            Wire::Socket(channel) => [Some(*channel), None],
            Wire::Http(http) => http.channels(),
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

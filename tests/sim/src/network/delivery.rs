//! Things arrive.

use everwire_core::channel::{ChannelEnd, ChannelEvent};
use everwire_core::dialect::everwire::codec::{frame_kind, peer};
use everwire_core::machine::Input;
use everwire_core::payload::Message;

use super::{Arrival, Health, Kind, Parcel, Port};
use crate::coverage::Fault;
use crate::world::World;

impl World {
    /// A parcel arrives, if its connection still lets it.
    pub(crate) fn deliver(
        &mut self,
        (_, serial): Arrival,
        port: Port,
        parcel: Parcel,
    ) -> Result<(), String> {
        let Some(connection) = self.net.connection(port) else {
            return Ok(());
        };
        let is_lost = match connection.health {
            Health::Good | Health::Sealed => false,
            Health::Frozen(_) => !matches!(parcel, Parcel::Kill),
            Health::Mute(_) => parcel.is_up(),
            Health::Dead => !matches!(parcel, Parcel::Lost),
            // A loss is noticed by the platform itself.
            Health::Deaf(_) => !parcel.is_up() && !matches!(parcel, Parcel::Lost | Parcel::Kill),
        };
        let text = |what| {
            let arrow = if parcel.is_up() { "->" } else { "<-" };
            let (client, channel) = (port.client, port.channel.0);
            format!("{client}/{channel} {arrow} {what}{}", parcel.describe())
        };
        self.history
            .note(self.now, || text(if is_lost { "(lost) " } else { "" }));
        if is_lost {
            return Ok(());
        }
        if matches!(parcel, Parcel::Post { .. } | Parcel::Poll { .. })
            && self.net.is_overtaken(port, serial)
        {
            self.coverage.draw(Fault::Overtaken);
        }
        if parcel.is_up() {
            self.arrive_at_server(port, parcel)
        } else {
            self.arrive_at_client(port, parcel)
        }
    }

    fn arrive_at_server(&mut self, port: Port, parcel: Parcel) -> Result<(), String> {
        match parcel {
            Parcel::Handshake { early } => return self.handshake(port, early.as_deref()),
            Parcel::FrameUp(frame) => return self.frame_up(port, frame),
            Parcel::Post { pass, frames } => return self.post_up(port, pass, frames),
            Parcel::Poll {
                pass,
                received,
                hold,
            } => self.poll_up(port, &pass, received, hold),
            Parcel::Stream { url } => self.stream_up(port, &url),
            _ => {
                self.detach(port);
                if !self.is_known_to_client(port) {
                    self.net.forget(port);
                }
            }
        }
        Ok(())
    }

    fn arrive_at_client(&mut self, port: Port, parcel: Parcel) -> Result<(), String> {
        match parcel {
            Parcel::FrameDown(frame) => {
                let kind = self.net.connection(port).map(|one| one.kind);
                let event = match kind {
                    Some(Kind::Stream) => peer::event(&frame),
                    _ => ChannelEvent::Frame(frame.clone()),
                };
                self.frames_down(port, event, &[frame])?;
            }
            Parcel::Answer {
                status,
                retry_after,
                frames,
            } => {
                self.net.forget(port);
                let answer = peer::answer(status, retry_after, frames.clone());
                self.frames_down(port, answer, &frames)?;
                self.forget_channel(port);
            }
            Parcel::Lost => self.lose(port),
            Parcel::Kill => {
                self.coverage.draw(Fault::Killed);
                self.detach(port);
                self.set_health(port, Health::Dead);
                self.lose(port);
            }
            Parcel::HelloTaken => self.report_channel(port, peer::opened(true)),
            _ => self.report_channel(port, peer::opened(false)),
        }
        Ok(())
    }

    /// The platform tells the client that a connection is lost. The server may still believe in it.
    fn lose(&mut self, port: Port) {
        let connection = self.net.connection(port);
        let Some((kind, link)) = connection.map(|one| (one.kind, one.link)) else {
            return;
        };
        if link.is_some() {
            self.set_health(port, Health::Dead);
        } else {
            self.net.forget(port);
        }
        let end = match kind {
            Kind::Socket => ChannelEnd::abnormal(),
            _ => ChannelEnd::Failed,
        };
        self.forget_channel(port);
        self.report_channel(port, ChannelEvent::Closed(end));
    }

    /// A channel of a client reports.
    pub(super) fn report_channel(&mut self, port: Port, event: ChannelEvent<Message>) {
        let channel = port.channel;
        self.input(port.client, Input::Channel { channel, event });
    }

    fn forget_channel(&mut self, port: Port) {
        if let Some(front) = self.fronts.get_mut(port.client) {
            front.channels.remove(&port.channel);
        }
    }

    /// Frames reach the client together; what they acknowledge is noted if the client goes on with its link.
    fn frames_down(
        &mut self,
        port: Port,
        event: ChannelEvent<Message>,
        frames: &[Message],
    ) -> Result<(), String> {
        let before = self.session_at(port)?;
        self.report_channel(port, event);
        self.settle()?;
        let after = self.session_at(port)?;
        let ends_link = |frame| matches!(frame_kind(frame), Some('C' | 'G' | 'R'));
        let handled = if self.is_known_to_client(port) {
            frames.len()
        } else {
            frames.iter().position(ends_link).unwrap_or(0)
        };
        let mut session = before;
        for frame in frames.iter().take(handled) {
            if frame_kind(frame) == Some('W') {
                session.clone_from(&after);
            }
            if let (Some(count), Some(session)) = (crate::model::acknowledgement(frame), &session)
                && let Some(model) = self.models.get_mut(port.client)
            {
                model.acknowledged(session, count);
            }
        }
        Ok(())
    }

    /// The session that a client's application knows of, if the client has this channel.
    fn session_at(&self, port: Port) -> Result<Option<String>, String> {
        let front = self.front(port.client)?;
        let is_open = self.is_known_to_client(port) && front.is_open();
        Ok(is_open.then(|| front.client.session().to_owned()))
    }

    fn is_known_to_client(&self, port: Port) -> bool {
        self.fronts
            .get(port.client)
            .is_some_and(|front| front.channels.contains(&port.channel))
    }
}

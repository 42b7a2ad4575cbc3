//! Things arrive.

use everwire_core::channel::ChannelClosed;
use everwire_core::dialect::everwire::client::Input;
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
        let channel = port.channel;
        match parcel {
            Parcel::FrameDown(frame) => self.frame_down(port, frame)?,
            Parcel::Answer {
                status,
                retry_after,
                frames,
            } => {
                self.net.forget(port);
                for frame in frames {
                    self.frame_down(port, frame)?;
                }
                let how = ChannelClosed::Answered {
                    status,
                    retry_after,
                };
                self.channel_ended(port, how);
            }
            Parcel::Lost => self.lose(port),
            Parcel::Kill => {
                self.coverage.draw(Fault::Killed);
                self.detach(port);
                self.set_health(port, Health::Dead);
                self.lose(port);
            }
            Parcel::Greeted => self.input(port.client, Input::Greeted { channel }),
            _ => self.input(port.client, Input::Opened { channel }),
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
        let how = match kind {
            Kind::Socket => ChannelClosed::Socket { code: 1006 },
            _ => ChannelClosed::Failed,
        };
        self.channel_ended(port, how);
    }

    fn channel_ended(&mut self, port: Port, how: ChannelClosed) {
        let channel = port.channel;
        if let Some(front) = self.fronts.get_mut(port.client) {
            front.channels.remove(&channel);
        }
        self.input(port.client, Input::Closed { channel, how });
    }

    /// A frame reaches the client; what it acknowledges is noted if the client goes on with its link.
    fn frame_down(&mut self, port: Port, frame: Message) -> Result<(), String> {
        let channel = port.channel;
        let count = crate::model::acknowledgement(&frame);
        let was_open = self.is_known_to_client(port) && self.front(port.client)?.is_open();
        let session = self.front(port.client)?.client.session().to_owned();
        self.input(port.client, Input::Frame { channel, frame });
        self.settle()?;
        if let (Some(count), true) = (count, was_open)
            && self.is_known_to_client(port)
            && let Some(model) = self.models.get_mut(port.client)
        {
            model.acknowledged(&session, count);
        }
        Ok(())
    }

    fn is_known_to_client(&self, port: Port) -> bool {
        self.fronts
            .get(port.client)
            .is_some_and(|front| front.channels.contains(&port.channel))
    }
}

//! WebSockets at the server.

use everwire_core::client::Input;
use everwire_core::dialect::everwire::Reject;
use everwire_core::error::GONE;
use everwire_core::io::Message;

use super::climate::Upgrades;
use super::{Health, Parcel, Port};
use crate::backend::{LinkId, gone, reject_frame};
use crate::coverage::Sight;
use crate::world::World;

impl World {
    pub(super) fn handshake(&mut self, port: Port) {
        match self.net.climate.upgrades {
            Upgrades::Pass => self.dispatch(port, Parcel::Opened),
            Upgrades::Refuse => self.dispatch(port, Parcel::Lost),
            Upgrades::Swallow => self.set_health(port, Health::Frozen(self.now)),
            Upgrades::Silent => {
                let channel = port.channel;
                self.input(port.client, Input::Opened { channel });
                self.set_health(port, Health::Frozen(self.now));
            }
            Upgrades::Delay(delay) => {
                if let Some(connection) = self.net.connection_mut(port) {
                    connection.last_down = self.now.after(delay);
                }
                self.dispatch(port, Parcel::Opened);
            }
        }
    }

    pub(super) fn frame_up(&mut self, port: Port, frame: Message) -> Result<(), String> {
        let known = self.net.connection(port).and_then(|one| one.link);
        let result = match known {
            None => self.greet(port, frame),
            Some((session, number)) => match self.back.host(session) {
                Some(host) => host
                    .receive(self.now, number, frame)
                    .map(|()| (session, number)),
                None => Err(gone()),
            },
        };
        match result {
            Ok((session, _)) => {
                self.server_reads(session)?;
                self.transmit_all();
            }
            Err(reject) => self.refuse_socket(port, reject),
        }
        Ok(())
    }

    /// The first frame of a link.
    pub(super) fn greet(&mut self, port: Port, frame: Message) -> Result<LinkId, Reject> {
        let accepted = self.back.accept(self.now, frame)?;
        self.set_link(port, accepted.link);
        if accepted.has_spared {
            self.breach = Some("a link took over, and others are still attached");
        }
        if accepted.has_fenced {
            self.coverage.see(Sight::Fenced);
        }
        Ok(accepted.link)
    }

    /// After «no such session» the same socket may greet again.
    fn refuse_socket(&mut self, port: Port, reject: Reject) {
        let has_link = self
            .net
            .connection(port)
            .is_some_and(|one| one.link.is_some());
        let is_over = reject.status != GONE || has_link;
        self.dispatch(port, Parcel::FrameDown(reject_frame(reject)));
        if is_over {
            self.detach(port);
            self.dispatch(port, Parcel::Lost);
        }
    }
}

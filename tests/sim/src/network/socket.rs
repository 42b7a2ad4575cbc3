//! WebSockets at the server.

use everwire_core::dialect::everwire::codec::{Hello, Reject, peer};
use everwire_core::dialect::everwire::server::decode_hello;
use everwire_core::error::{GONE, Violation};
use everwire_core::payload::Message;

use super::climate::Upgrades;
use super::{Health, Parcel, Port};
use crate::backend::{LinkId, gone, reject_frame};
use crate::coverage::Sight;
use crate::world::World;

/// A server takes the HELLO out of so many of 1000 handshakes that have one.
const TAKEN: u64 = 800;

/// A HELLO that came with a handshake.
type Early = Option<Result<Hello, Violation>>;

impl World {
    pub(super) fn handshake(&mut self, port: Port, early: Option<&str>) -> Result<(), String> {
        let early = early.and_then(Hello::from_subprotocol);
        let hello = early.filter(|_| self.dice.chance(TAKEN));
        match self.net.climate.upgrades {
            Upgrades::Pass => self.answer_handshake(port, hello)?,
            Upgrades::Refuse => self.dispatch(port, Parcel::Lost),
            Upgrades::Swallow => {
                // The server may have got it, and its answer is lost.
                if self.dice.chance(500) {
                    self.answer_handshake(port, hello)?;
                }
                self.set_health(port, Health::Frozen(self.now));
            }
            Upgrades::Silent => {
                let is_taken = hello.is_some();
                self.take_hello(port, hello)?;
                self.report_channel(port, peer::opened(is_taken));
                self.set_health(port, Health::Frozen(self.now));
            }
            Upgrades::Mute => {
                self.answer_handshake(port, hello)?;
                self.set_health(port, Health::Mute(self.now));
            }
            Upgrades::Delay(delay) => {
                if let Some(connection) = self.net.connection_mut(port) {
                    connection.last_down = self.now.after(delay);
                }
                self.answer_handshake(port, hello)?;
            }
        }
        Ok(())
    }

    fn answer_handshake(&mut self, port: Port, hello: Early) -> Result<(), String> {
        let is_taken = hello.is_some();
        self.coverage.see(if is_taken {
            Sight::EarlyTaken
        } else {
            Sight::EarlyLeft
        });
        self.dispatch(
            port,
            if is_taken {
                Parcel::HelloTaken
            } else {
                Parcel::Opened
            },
        );
        self.take_hello(port, hello)
    }

    fn take_hello(&mut self, port: Port, hello: Early) -> Result<(), String> {
        let Some(hello) = hello else { return Ok(()) };
        let hello = hello.map_err(Reject::violation);
        let result = hello.and_then(|hello| self.attach_link(port, &hello));
        self.answer_frame(port, result)
    }

    pub(super) fn frame_up(&mut self, port: Port, frame: Message) -> Result<(), String> {
        let known = self.net.connection(port).and_then(|one| one.link);
        let result = match known {
            None => decode_hello(frame).and_then(|hello| self.attach_link(port, &hello)),
            Some((session, number)) => match self.back.host(session) {
                Some(host) => host
                    .receive(self.now, number, frame)
                    .map(|()| (session, number)),
                None => Err(gone()),
            },
        };
        self.answer_frame(port, result)
    }

    fn answer_frame(&mut self, port: Port, result: Result<LinkId, Reject>) -> Result<(), String> {
        match result {
            Ok((session, _)) => {
                self.server_reads(session)?;
                self.transmit_all();
            }
            Err(reject) => self.refuse_socket(port, reject),
        }
        Ok(())
    }

    /// The HELLO of a link.
    pub(super) fn attach_link(&mut self, port: Port, hello: &Hello) -> Result<LinkId, Reject> {
        let accepted = self.back.accept(self.now, hello)?;
        self.set_link(port, accepted.link);
        if accepted.has_spared {
            self.breach = Some("a link took over, and others are still attached");
        }
        if accepted.has_fenced {
            self.coverage.see(Sight::Fenced);
        }
        Ok(accepted.link)
    }

    /// After «no such session» the same socket may say HELLO again.
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

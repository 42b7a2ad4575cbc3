//! Requests at the server: POSTs, polls and event streams.

use everwire_core::dialect::everwire::codec::{Reject, frame_kind, peer};
use everwire_core::dialect::everwire::server::decode_hello;
use everwire_core::payload::Message;

use super::connection::Pass;
use super::{Health, Kind, Parcel, Port};
use crate::backend::{LinkId, gone, refusal};
use crate::coverage::Sight;
use crate::world::World;

impl World {
    pub(super) fn post_up(
        &mut self,
        port: Port,
        pass: Option<Pass>,
        frames: Vec<Message>,
    ) -> Result<(), String> {
        match self.handle_post(port, pass, frames) {
            Ok((session, number)) => {
                self.server_reads(session)?;
                // What it replies goes with the answer, where it may.
                if self.dice.chance(500) {
                    self.server_sends(session)?;
                }
                let now = self.now;
                let host = self.back.host(session);
                let replies = host.map(|host| host.take_replies(now, number));
                let frames: Vec<_> = replies.unwrap_or_default().into();
                if frames.iter().any(is_position) {
                    self.coverage.see(Sight::Answered);
                }
                self.dispatch(port, Parcel::answer(200, frames));
                self.transmit_all();
            }
            Err(reject) => self.dispatch(port, Parcel::answer(reject.status, Vec::new())),
        }
        Ok(())
    }

    fn handle_post(
        &mut self,
        port: Port,
        pass: Option<Pass>,
        frames: Vec<Message>,
    ) -> Result<LinkId, Reject> {
        let mut frames = frames.into_iter();
        let (session, number) = match pass {
            Some((session, key, number)) => {
                let (id, host) = self.back.authenticated(&session, &key)?;
                if !host.is_attached(number) {
                    return Err(refusal(409));
                }
                (id, number)
            }
            None => self.attach_link(port, &decode_hello(frames.next().ok_or_else(gone)?)?)?,
        };
        let host = self.back.host(session).ok_or_else(gone)?;
        for frame in frames {
            host.receive(self.now, number, frame)?;
        }
        Ok((session, number))
    }

    pub(super) fn poll_up(&mut self, port: Port, pass: &Pass, received: u64, asked: u64) {
        let (session, key, number) = pass;
        let now = self.now;
        let opened = self
            .back
            .authenticated(session, key)
            .and_then(|(id, host)| {
                host.open_downstream(now, *number, Some(received))?;
                Ok((id, host.hold(*number).unwrap_or(0).min(asked)))
            });
        let (id, hold) = match opened {
            Ok(opened) => opened,
            Err(reject) => return self.dispatch(port, Parcel::answer(reject.status, Vec::new())),
        };
        let link = (id, *number);
        let is_superseded = |other: &&super::Connection| {
            other.kind == Kind::Poll && other.port != port && other.link == Some(link)
        };
        let superseded = self.net.connections.iter().filter(is_superseded);
        for other in superseded.map(|other| other.port).collect::<Vec<_>>() {
            self.answer_poll(other, 200, Vec::new());
        }
        if let Some(connection) = self.net.connection_mut(port) {
            connection.link = Some(link);
            connection.hold = Some(now.after(hold));
        }
        self.transmit_all();
    }

    pub(super) fn stream_up(&mut self, port: Port, url: &str) {
        let value = |name: &str| {
            url.split(['?', '&'])
                .find_map(|part| part.strip_prefix(name)?.parse::<u64>().ok())
                .unwrap_or(0)
        };
        let session = value("session=");
        let number = u32::try_from(value("link=")).unwrap_or(0);
        let now = self.now;
        let host = self.back.host(session).filter(|host| host.end().is_none());
        let opened = host
            .ok_or_else(gone)
            .and_then(|host| host.open_downstream(now, number, None));
        if opened.is_err() {
            self.dispatch(port, Parcel::Lost);
            return;
        }
        self.set_link(port, (session, number));
        if self.net.climate.streams_buffered {
            self.report_channel(port, peer::opened(false));
            self.set_health(port, Health::Deaf(now));
        } else {
            self.dispatch(port, Parcel::Opened);
        }
        self.transmit_all();
    }
}

/// What comes before messages in a body.
fn is_position(frame: &Message) -> bool {
    frame_kind(frame) == Some('N')
}

//! Things set out: channels open and close, frames leave, and the climate has its say.

use everwire_core::channel::ChannelId;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::codec::requests::Credentials;
use everwire_core::payload::Message;

use super::{Connection, Health, Kind, Parcel, Port, Told};
use crate::coverage::{Fault, Sight};
use crate::world::World;

/// Channels above this number belong to nobody: answers on them reach no client.
const NOBODY: u32 = 1 << 30;

impl World {
    /// A client opens a channel.
    pub(crate) fn open(&mut self, port: Port, what: Purpose<Message>) {
        let (kind, parcel) = request(what);
        let connection = Connection::new(port, kind, self.now);
        self.net.connections.push(connection);
        if self.net.climate.is_offline {
            self.dispatch(port, Parcel::Lost);
            return;
        }
        if let Some(age) = self.net.climate.lifetime {
            self.net.put(self.now.after(age), port, Parcel::Kill);
        }
        if matches!(kind, Kind::Post | Kind::Poll) {
            self.disturb_request(port, kind, parcel);
            return;
        }
        if matches!(parcel, Parcel::Handshake { early: Some(_) })
            && self.dice.chance(self.net.climate.late)
        {
            self.coverage.draw(Fault::HandshakeRepeated);
            self.repeat_later(port, kind, parcel.clone());
        }
        self.dispatch(port, parcel);
    }

    /// A client ends a channel.
    pub(crate) fn hang_up(&mut self, port: Port) {
        self.dispatch(port, Parcel::HangUp);
    }

    /// A proxy may answer the request, repeat it, or lose its answer.
    fn disturb_request(&mut self, port: Port, kind: Kind, parcel: Parcel) {
        let climate = self.net.climate;
        if self.dice.chance(climate.proxied) {
            self.coverage.draw(Fault::ProxyError);
            let is_busy = self.dice.chance(500);
            let answer = Parcel::Answer {
                status: if is_busy { 503 } else { 502 },
                retry_after: is_busy.then(|| self.dice.between(0, 300)),
                frames: Vec::new(),
            };
            self.dispatch(port, answer);
            return;
        }
        if climate.body_max.is_some_and(|max| parcel.body() > max) {
            self.coverage.draw(Fault::BodyRefused);
            self.dispatch(port, Parcel::answer(413, Vec::new()));
            return;
        }
        if self.dice.chance(climate.repeated) {
            self.coverage.draw(match kind {
                Kind::Poll => Fault::PollRepeated,
                _ => Fault::PostRepeated,
            });
            self.dispatch(port, parcel.clone());
        }
        if self.dice.chance(climate.late) {
            self.coverage.draw(Fault::LateRepeat);
            self.repeat_later(port, kind, parcel.clone());
        }
        if self.dice.chance(climate.unanswered) {
            self.coverage.draw(match kind {
                Kind::Poll => Fault::PollUnanswered,
                _ => Fault::PostUnanswered,
            });
            self.set_health(port, Health::Deaf(self.now));
            if self.dice.chance(700) {
                self.dispatch(port, Parcel::Lost);
            }
        }
        self.dispatch(port, parcel);
    }

    /// A proxy sends the request once more, when nobody waits for its answer any longer.
    fn repeat_later(&mut self, port: Port, kind: Kind, parcel: Parcel) {
        let ghost = Port {
            channel: ChannelId(NOBODY + port.channel.0),
            ..port
        };
        let at = self.now.after(self.dice.between(20, 3_000));
        let connection = Connection::new(ghost, kind, self.now);
        self.net.connections.push(connection);
        self.net.put(at, ghost, parcel);
    }

    /// Puts something on its way; it never overtakes what went before it on the same connection.
    pub(crate) fn dispatch(&mut self, port: Port, parcel: Parcel) {
        if let Some(sight) = announcement(&parcel) {
            self.coverage.see(sight);
        }
        let climate = self.net.climate;
        let delay = self.dice.between(climate.delay.0, climate.delay.1);
        let connection = self.net.connection(port);
        let is_good = connection.is_some_and(|one| one.health == Health::Good);
        let cut = if is_good && parcel.is_data() && self.dice.chance(climate.cut) {
            self.draw_cut()
        } else {
            Cut::None
        };
        let arrival = self.now.after(delay);
        let Some(connection) = self.net.connection_mut(port) else {
            return;
        };
        if connection.health == Health::Sealed {
            return;
        }
        let last = if parcel.is_up() {
            &mut connection.last_up
        } else {
            &mut connection.last_down
        };
        *last = arrival.max(*last);
        let at = *last;
        match cut {
            Cut::None => self.net.put(at, port, parcel),
            Cut::Before => self.seal(port),
            Cut::Within => self.cut(port, Told::Both),
            Cut::After => {
                self.net.put(at, port, parcel);
                self.seal(port);
            }
        }
    }

    fn draw_cut(&mut self) -> Cut {
        let (fault, cut) = match self.dice.between(0, 2) {
            0 => (Fault::CutBefore, Cut::Before),
            1 => (Fault::CutWithin, Cut::Within),
            _ => (Fault::CutAfter, Cut::After),
        };
        self.coverage.draw(fault);
        cut
    }
}

/// Where a connection breaks.
enum Cut {
    None,
    /// All earlier frames arrive, this one does not.
    Before,
    /// Whatever is under way is lost with this frame.
    Within,
    /// This frame is the last that arrives.
    After,
}

fn request(what: Purpose<Message>) -> (Kind, Parcel) {
    let pass = |by: Credentials| (by.session, by.key, by.link);
    match what {
        Purpose::Socket { early } => (Kind::Socket, Parcel::Handshake { early }),
        Purpose::Stream { url } => (Kind::Stream, Parcel::Stream { url }),
        Purpose::Post {
            credentials,
            frames,
        } => {
            let pass = credentials.map(pass);
            (Kind::Post, Parcel::Post { pass, frames })
        }
        Purpose::Poll {
            credentials,
            received,
            hold,
        } => {
            let pass = pass(credentials);
            let parcel = Parcel::Poll {
                pass,
                received,
                hold,
            };
            (Kind::Poll, parcel)
        }
    }
}

fn announcement(parcel: &Parcel) -> Option<Sight> {
    let (Parcel::FrameUp(frame) | Parcel::FrameDown(frame)) = parcel else {
        return None;
    };
    match frame.as_text()? {
        "\0OT" => Some(Sight::TextAsOctets),
        "\0OB" => Some(Sight::BinaryAgain),
        _ => None,
    }
}

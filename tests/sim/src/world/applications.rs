//! The applications on both ends: they send, read, answer and close, and learn what becomes of it.

use everwire_core::dialect::everwire::codec::Close;
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use everwire_core::payload::{Message, Payload};

use super::events::CLOSED_BY_SERVER;
use super::{Season, World};
use crate::backend::SessionId;
use crate::coverage::{Fault, Sight};
use crate::frontend::{Frontend, Question};
use crate::network::{Parcel, Port};

impl World {
    /// A moment at which everybody may send, and slow readers read.
    pub(super) fn applications_act(&mut self) -> Result<(), String> {
        for client in 0..self.fronts.len() {
            let count = match self.dice.between(0, 39) {
                0 => self.dice.between(10, 150),
                1 => self.dice.between(3, 10),
                _ => self.dice.between(0, 2),
            };
            let is_awake = self
                .fronts
                .get(client)
                .is_some_and(|front| front.asleep.is_none());
            if is_awake {
                for _ in 0..count {
                    self.client_sends(client, false)?;
                }
            }
            if is_awake && self.dice.chance(4) {
                for _ in 0..10 {
                    self.client_sends(client, true)?;
                }
            }
        }
        for session in self.back.seats.keys().copied().collect::<Vec<_>>() {
            self.server_sends(session)?;
            let is_slow = self
                .back
                .seats
                .get(&session)
                .is_some_and(|seat| !seat.reads_at_once);
            if is_slow {
                for _ in 0..self.dice.between(0, 3) {
                    self.server_reads_one(session)?;
                }
            }
        }
        self.transmit_all();
        Ok(())
    }

    /// A client's application sends one message, and knows beforehand whether it will be taken.
    pub(super) fn client_sends(&mut self, client: usize, is_huge: bool) -> Result<(), String> {
        let (Some(front), Some(model)) = (self.fronts.get_mut(client), self.models.get_mut(client))
        else {
            return Ok(());
        };
        let is_over = model.has_asked_to_close || front.is_closed();
        let Some(flow) = model.flow_mut().filter(|_| !is_over) else {
            return Ok(());
        };
        let message = if is_huge {
            flow.next_huge()
        } else {
            flow.next_message(&mut self.dice)
        };
        match front.client.send(message.clone()) {
            Ok(()) if is_ending(front) => {}
            Ok(()) => flow.push(message),
            Err(ErrorCode::MessageTooLarge) if message.size() > front.config.max_message => {
                self.coverage.see(Sight::MessageTooLarge);
            }
            Err(ErrorCode::QuotaExceeded) => {
                let bytes = front.client.unacknowledged().saturating_add(message.size());
                let quota = front.config.quota;
                if bytes <= quota.bytes && flow.sent() < quota.messages {
                    return Err(String::from("send refused below the quota"));
                }
                self.coverage.see(Sight::QuotaExceeded);
            }
            Err(code) => return Err(format!("send refused: {code:?}")),
        }
        Ok(())
    }

    /// The server's application sends a few messages; they are not transmitted yet.
    pub(crate) fn server_sends(&mut self, session: SessionId) -> Result<(), String> {
        let Some(seat) = self.back.seats.get_mut(&session) else {
            return Ok(());
        };
        let Some(model) = self.models.get_mut(seat.client) else {
            return Ok(());
        };
        let flow = &mut model.session_mut(session).down;
        for _ in 0..self.dice.between(0, 4) {
            if seat.host.is_finished() {
                break;
            }
            if !seat.host.has_room() {
                self.coverage.see(Sight::WindowFull);
                break;
            }
            let message = flow.next_message(&mut self.dice);
            flow.push(message.clone());
            seat.host
                .send(message)
                .map_err(|_| "room, and yet refused")?;
        }
        Ok(())
    }

    /// The server's application reads what has come, unless it is slow; of a session that has ended it reads the rest.
    pub(crate) fn server_reads(&mut self, session: SessionId) -> Result<(), String> {
        let is_eager =
            |seat: &crate::backend::Seat| seat.reads_at_once || seat.host.end().is_some();
        if self.back.seats.get(&session).is_some_and(is_eager) {
            while self.server_reads_one(session)? {}
        }
        Ok(())
    }

    fn server_reads_one(&mut self, session: SessionId) -> Result<bool, String> {
        let Some(seat) = self.back.seats.get_mut(&session) else {
            return Ok(false);
        };
        let (Some(message), Some(model)) =
            (seat.host.recv(self.now), self.models.get_mut(seat.client))
        else {
            return Ok(false);
        };
        model.read(session, &message)?;
        self.messages += 1;
        Ok(true)
    }

    pub(super) fn send_up(&mut self, port: Port, frame: Message) {
        self.dispatch(port, Parcel::FrameUp(frame));
    }

    /// What the page says when it is asked.
    pub(super) fn page_answer(&mut self, client: usize, question: Question) -> Input<Message> {
        let is_trouble = matches!(self.season, Season::Trouble { .. }) && !self.is_calm();
        match question {
            Question::Where { attempt } if is_trouble && self.dice.chance(30) => {
                self.coverage.draw(Fault::ProviderFails);
                Input::Unresolved { attempt }
            }
            Question::Where { attempt } => {
                let target = self.fronts.get(client).map(Frontend::target);
                let target = target.unwrap_or_default();
                Input::Resolved { attempt, target }
            }
            Question::Permit => Input::Permit(self.draw_permit()),
            Question::WhetherToGoOn => {
                let go_on = !(is_trouble && self.dice.chance(5));
                if !go_on {
                    self.coverage.draw(Fault::ConsultNo);
                    if let Some(model) = self.models.get_mut(client) {
                        model.may_give_up = true;
                    }
                }
                Input::Decided { go_on }
            }
        }
    }

    /// A client's application closes.
    pub(super) fn close(&mut self, client: usize) {
        let (Some(front), Some(model)) = (self.fronts.get(client), self.models.get_mut(client))
        else {
            return;
        };
        if front.is_closed() || model.has_asked_to_close {
            return;
        }
        model.has_asked_to_close = true;
        if front.client.unacknowledged() > 0 {
            self.coverage.see(Sight::RestOfAStorm);
        }
        self.history.note(self.now, || format!("{client} closes"));
        let reason = String::from("done");
        self.input(client, Input::Close { code: 1000, reason });
    }

    /// The server's application closes a session.
    pub(super) fn server_closes(&mut self, session: SessionId) {
        let Some(seat) = self.back.seats.get_mut(&session) else {
            return;
        };
        if let Some(model) = self.models.get_mut(seat.client) {
            model.session_mut(session).was_closed_by_server = true;
        }
        self.history
            .note(self.now, || format!("the server closes session {session}"));
        let reason = String::from("enough");
        seat.host.close(
            self.now,
            Close {
                code: CLOSED_BY_SERVER,
                reason,
            },
        );
        self.transmit_all();
    }
}

/// Whether the machine has ended or is ending without its application having been told yet.
fn is_ending(front: &Frontend) -> bool {
    !matches!(front.client.states().0, "new" | "open")
}

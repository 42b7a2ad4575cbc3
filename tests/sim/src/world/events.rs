//! What a client tells its application, and whether it may say so.

use everwire_core::connect::Step;
use everwire_core::dialect::everwire::client::Event;
use everwire_core::error::ErrorCode;
use everwire_core::payload::{Message, Payload};

use super::{Season, World};
use crate::coverage::Sight;

/// The code with which the server's application closes.
pub(super) const CLOSED_BY_SERVER: u16 = 4000;

impl World {
    /// A client tells of a step of one of its links.
    pub(super) fn record(&mut self, client: usize, step: &Step) -> Result<(), String> {
        self.check_not_closed(client)?;
        self.link_stepped(client, step)
    }

    fn check_not_closed(&self, client: usize) -> Result<(), String> {
        let model = self.models.get(client);
        if model.is_none_or(|model| model.closed.is_some()) {
            return Err(String::from("an event after the end"));
        }
        Ok(())
    }

    /// A client's application learns something.
    pub(super) fn learn(&mut self, client: usize, event: Event<Message>) -> Result<(), String> {
        self.history.note(self.now, || describe(client, &event));
        self.check_not_closed(client)?;
        let sight = match event {
            Event::Message(message) => return self.message_arrived(client, &message),
            Event::Opened { unconfirmed } => self.session_opened(client, &unconfirmed)?,
            Event::Closed {
                code,
                clean,
                unconfirmed,
                ..
            } => self.session_closed(client, (code, clean), &unconfirmed)?,
            Event::Failed(failure) => {
                check_failure(failure.code)?;
                if let Some(front) = self.fronts.get_mut(client) {
                    front.reputation.attempt_failed();
                }
                match failure.code {
                    ErrorCode::RetriesExhausted => Sight::GaveUp,
                    _ => Sight::Failed,
                }
            }
            Event::Reconnecting {
                attempt,
                delay,
                reason,
            } => {
                check_failure(reason)?;
                if let Some(model) = self.models.get_mut(client) {
                    model.paused(attempt, delay)?;
                }
                if self.is_calm() {
                    return Err(format!("a drop on a good network: {reason:?}"));
                }
                Sight::Reconnecting
            }
            Event::Reconnected { .. } => Sight::Reconnected,
            Event::Switched { .. } => Sight::Switched,
            Event::Drained => Sight::Drained,
        };
        self.coverage.see(sight);
        Ok(())
    }

    fn message_arrived(&mut self, client: usize, message: &Message) -> Result<(), String> {
        if let Some(model) = self.models.get_mut(client) {
            model.delivered(message)?;
        }
        self.messages += 1;
        if matches!(self.season, Season::Trouble { .. }) && self.dice.chance(100) {
            self.coverage.see(Sight::SentInHandler);
            self.client_sends(client, false)?;
        }
        Ok(())
    }

    fn session_opened(&mut self, client: usize, unconfirmed: &[Message]) -> Result<Sight, String> {
        let (Some(front), Some(model)) = (self.fronts.get(client), self.models.get_mut(client))
        else {
            return Err(String::from("no such client"));
        };
        let was_bound = model.bound.is_some();
        let session = front.client.session().parse();
        let session = session.map_err(|_| "opened without a session")?;
        model.opened(session, unconfirmed)?;
        if !unconfirmed.is_empty() {
            self.coverage.see(Sight::UnconfirmedReported);
        }
        Ok(if was_bound {
            Sight::Reopened
        } else {
            Sight::Opened
        })
    }

    fn session_closed(
        &mut self,
        client: usize,
        (code, is_clean): (u16, bool),
        unconfirmed: &[Message],
    ) -> Result<Sight, String> {
        if let Some(model) = self.models.get_mut(client) {
            model.closed(is_clean, unconfirmed)?;
        }
        Ok(match (code, is_clean) {
            (CLOSED_BY_SERVER, _) => Sight::ClosedByServer,
            (_, true) => Sight::ClosedClean,
            (_, false) => Sight::ClosedUnclean,
        })
    }
}

fn describe(client: usize, event: &Event<Message>) -> String {
    match event {
        Event::Message(message) => format!("{client} gets {} bytes", message.size()),
        Event::Opened { unconfirmed } => {
            format!("{client} learns: opened, {} unconfirmed", unconfirmed.len())
        }
        Event::Closed {
            code,
            clean,
            unconfirmed,
            ..
        } => {
            let count = unconfirmed.len();
            format!("{client} learns: closed with {code}, clean: {clean}, {count} unconfirmed")
        }
        event => format!("{client} learns: {event:?}"),
    }
}

/// No honest end ever breaks the protocol, whatever the network does.
fn check_failure(code: ErrorCode) -> Result<(), String> {
    match code {
        ErrorCode::Protocol
        | ErrorCode::Forbidden
        | ErrorCode::PayloadTooLarge
        | ErrorCode::VersionMismatch
        | ErrorCode::NoTransport => Err(format!("an honest end was blamed: {code:?}")),
        _ => Ok(()),
    }
}

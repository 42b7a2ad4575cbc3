//! Frames from the client.

use super::ServerSession;
use crate::dialect::everwire::codec::{Batcher, Control, Incoming, Reject};
use crate::dialect::everwire::session::Window;
use crate::error::Violation;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> ServerSession<P> {
    /// Handles one frame that a link has brought in.
    ///
    /// # Errors
    ///
    /// The refusal to answer with; the link is then to be ended. The session goes on.
    pub fn receive(&mut self, now: Instant, link: u32, frame: P) -> Result<(), Reject> {
        self.handle_frame(now, link, frame)
            .map_err(Reject::violation)
    }

    fn handle_frame(&mut self, now: Instant, number: u32, frame: P) -> Result<(), Violation> {
        // What a fenced link still brings is ignored: the client has left it.
        let Some(link) = self.link_mut(number) else {
            return Ok(());
        };
        link.heartbeat.alive(now);
        if link.is_overfull() {
            return Err(Violation::TooLarge);
        }
        match link.intake.decode(frame)? {
            Incoming::Announced => Ok(()),
            Incoming::Message(message) => self.take(number, message),
            Incoming::Batch(messages) => messages
                .into_iter()
                .try_for_each(|message| self.take(number, message)),
            Incoming::Control(control) => self.handle_control(now, number, control),
        }
    }

    fn handle_control(
        &mut self,
        now: Instant,
        number: u32,
        control: Control,
    ) -> Result<(), Violation> {
        match control {
            Control::Ack(count) | Control::Pong(count) => self.outbox.acknowledge(count),
            Control::Ping(count) => {
                self.outbox.acknowledge(count)?;
                let pong = Control::Pong(self.acknowledge_on(number));
                if let Some(link) = self.link_mut(number) {
                    link.push(&pong);
                }
                Ok(())
            }
            Control::Position(position) => {
                if let Some(link) = self.link_mut(number) {
                    link.intake.set_position(position);
                }
                Ok(())
            }
            Control::Use { claim, received } => self.activate(number, claim, received),
            Control::Close(close) => {
                self.closed_by_client(number, close);
                self.check_closing(now);
                Ok(())
            }
            Control::Hello(_)
            | Control::Welcome(_)
            | Control::Reject(_)
            | Control::GoAway(_)
            | Control::Lengths(_)
            | Control::Octets(_) => Err(Violation::Unexpected),
        }
    }

    fn take(&mut self, number: u32, message: P) -> Result<(), Violation> {
        if message.size() > self.config.max_message {
            return Err(Violation::TooLarge);
        }
        // Nobody will read it: it must not count as received.
        if self.is_finished() {
            return Ok(());
        }
        let Some(link) = self.link_mut(number) else {
            return Ok(());
        };
        let position = link.intake.next_number();
        if !self.inbox.accept(position)? {
            return Ok(());
        }
        self.queue_bytes += message.size();
        self.queue.push_back(message);
        self.check_credit()
    }

    /// A client that respects its window never has more under way than this.
    fn check_credit(&self) -> Result<(), Violation> {
        let window = Window::MAX;
        let bytes = window.bytes + self.config.max_message + Batcher::BATCH_MAX;
        if self.queue.len() > window.messages || self.queue_bytes > bytes {
            return Err(Violation::TooLarge);
        }
        Ok(())
    }
}

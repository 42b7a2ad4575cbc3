//! HELLO that goes with the WebSocket's handshake. WELCOME then comes with the answer: that frames get down is known, that
//! they get up is not. So PING goes first, and its PONG makes the round trip; the session is carried meanwhile.

use super::Client;
use super::link::{HelloPath, Link, Stage, Wire};
use crate::dialect::everwire::codec::Control;
use crate::error::Violation;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// The server has read HELLO, as things were when connecting began. Messages of a new session go at once.
    pub(super) fn hello_taken(&mut self, now: Instant, number: u32) {
        self.await_welcome(now, number, HelloPath::Handshake(now));
        if self.carrier == Some(number) {
            self.ping_first(number);
            self.flush(now);
        }
    }

    /// WELCOME has come: PING goes before all that follows, unless messages have gone already, and it before them. Returns
    /// when it went, and by when it must have been answered.
    pub(super) fn ask_first(
        &mut self,
        now: Instant,
        number: u32,
        opened: Instant,
    ) -> (Instant, Instant) {
        let deadline = now.after(self.config.heartbeat_timeout);
        if self.carrier == Some(number) {
            return (opened, deadline);
        }
        self.ping_first(number);
        (now, deadline)
    }

    /// PONG has come over this link.
    pub(super) fn confirm(&mut self, now: Instant, number: u32) {
        if let Some(Link {
            wire: Wire::Socket(_),
            stage: Stage::Accepted { asked, .. },
            ..
        }) = self.link(number)
        {
            let rtt = now.since(*asked);
            self.connector.measured(rtt);
            self.prove(now, number);
        }
    }

    /// Data has come over this link: the server uses it, so that the session moves to it without a round trip.
    ///
    /// # Errors
    ///
    /// [`Violation::Unexpected`] on a link that the server has no reason to use.
    pub(super) fn data_received(&mut self, now: Instant, number: u32) -> Result<(), Violation> {
        match self.link(number) {
            None
            | Some(Link {
                stage: Stage::Proven,
                ..
            }) => {}
            Some(Link {
                wire: Wire::Socket(_),
                stage: Stage::Accepted { is_active, .. },
                ..
            }) => self.take_over(now, number, *is_active),
            Some(_) => return Err(Violation::Unexpected),
        }
        Ok(())
    }

    // What was received is another link's to acknowledge: the session may have changed since HELLO.
    fn ping_first(&mut self, number: u32) {
        self.push_control(number, &Control::Ping(0));
    }
}

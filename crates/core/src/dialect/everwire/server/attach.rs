//! Links coming and going.

use super::link::{Link, granted_hold};
use super::{End, ServerSession};
use crate::dialect::everwire::codec::{
    Control, Downstream, Hello, Identity, Incoming, Reject, Welcome,
};
use crate::dialect::everwire::session::Intake;
use crate::error::Violation;
use crate::payload::Payload;
use crate::time::Instant;

/// Reads the first frame of a link.
///
/// # Errors
///
/// The refusal to answer with, if it is not a HELLO of this version.
pub fn decode_hello<P: Payload>(frame: P) -> Result<Hello, Reject> {
    match Intake::default().decode(frame) {
        Ok(Incoming::Control(Control::Hello(hello))) => Ok(hello),
        Ok(_) => Err(Reject::violation(Violation::Unexpected)),
        Err(violation) => Err(Reject::violation(violation)),
    }
}

impl<P: Payload> ServerSession<P> {
    /// Attaches a link; WELCOME is then the first thing that [`ServerSession::transmit`] or [`ServerSession::take_replies`] gives for it.
    /// The caller has checked the key. `ticket` is for the event stream that the client opens next, if it wants one.
    ///
    /// # Errors
    ///
    /// The refusal to answer with: the session has ended, the counts cannot be, or the link number was used before.
    pub fn attach(
        &mut self,
        now: Instant,
        hello: &Hello,
        ticket: Option<String>,
    ) -> Result<(), Reject> {
        if self.end().is_some() {
            return Err(gone());
        }
        if !self.numbers.take(hello.link) {
            return Err(fenced());
        }
        let is_claimed = !hello.standby && hello.claim > self.claim;
        let takes_over = is_claimed || self.active.is_none();
        // Messages follow the HELLO of a new session at once, from the first one on.
        let position = match hello.identity {
            Identity::New { .. } => 0,
            Identity::Known { .. } => self.inbox.consumed(),
        };
        if takes_over {
            self.rewind(hello.received).map_err(Reject::violation)?;
            if matches!(hello.downstream, Downstream::Duplex) {
                self.outbox.assume_expected(hello.received);
            }
            self.claim = self.claim.max(hello.claim);
            self.fence();
        }
        self.make_room_for_link();
        let mut link = Link::new(now, &self.config, hello, position);
        link.reply(&Control::Welcome(self.welcome(hello, takes_over, ticket)));
        self.links.push(link);
        self.detached = None;
        if takes_over {
            self.active = Some(hello.link);
        }
        Ok(())
    }

    /// The downstream of an HTTP link begins: an event stream, or a poll that tells how many messages it has `received`.
    ///
    /// # Errors
    ///
    /// The refusal to answer with: the link was fenced off, or the count cannot be.
    pub fn open_downstream(
        &mut self,
        now: Instant,
        number: u32,
        received: Option<u64>,
    ) -> Result<(), Reject> {
        if !self.is_attached(number) {
            return Err(if matches!(self.end(), Some(End::Expired)) {
                gone()
            } else {
                fenced()
            });
        }
        if let Some(received) = received {
            self.begin_poll(number, received)
                .map_err(Reject::violation)?;
        }
        let Some(link) = self.link_mut(number) else {
            return Ok(());
        };
        link.heartbeat.alive(now);
        if matches!(link.downstream, Downstream::Stream) {
            // The first event proves the stream to the client.
            let ack = Control::Ack(self.acknowledge_on(number));
            if let Some(link) = self.link_mut(number) {
                link.push(&ack);
            }
        }
        Ok(())
    }

    /// A link's transport has ended.
    pub fn detach(&mut self, now: Instant, number: u32) {
        let before = self.links.len();
        self.links.retain(|link| link.number != number);
        if self.active == Some(number) {
            self.active = None;
            self.close_unsent();
        }
        if before > 0 && self.links.is_empty() {
            self.detached = Some(now);
        }
    }

    /// The client has chosen this link, having received so many messages.
    pub(super) fn activate(
        &mut self,
        number: u32,
        claim: u32,
        received: u64,
    ) -> Result<(), Violation> {
        if claim <= self.claim {
            return Ok(());
        }
        self.claim = claim;
        self.rewind(received)?;
        self.active = Some(number);
        self.close_unsent();
        // What was acknowledged on the link before may have been lost with it.
        let count = self.acknowledge_on(number);
        if let Some(link) = self.link_mut(number) {
            link.push_ack(count);
        }
        Ok(())
    }

    /// A poll tells how many messages the client has received.
    fn begin_poll(&mut self, number: u32, received: u64) -> Result<(), Violation> {
        // With fewer than the poll before it, it was sent before that: something on the way repeats it.
        if self
            .link_mut(number)
            .is_some_and(|link| received < link.cursor)
        {
            return Err(Violation::Count);
        }
        if self.active != Some(number) {
            return Ok(());
        }
        self.rewind(received)?;
        self.close_unsent();
        if let Some(link) = self.link_mut(number) {
            link.drop_data();
            link.cursor = received;
        }
        Ok(())
    }

    /// The client has received `count` messages: what follows them is transmitted again.
    fn rewind(&mut self, count: u64) -> Result<(), Violation> {
        // It may come late, when more has arrived on another link, or was acknowledged by a POST.
        let count = count.max(self.outbox.acknowledged());
        self.outbox.rewind(count)?;
        self.answered = None;
        Ok(())
    }

    fn welcome(&self, hello: &Hello, active: bool, ticket: Option<String>) -> Welcome {
        Welcome {
            session: self.session.clone(),
            key: self.key.clone(),
            received: self.inbox.consumed(),
            resumed: matches!(hello.identity, Identity::Known { .. }),
            active,
            protocol: self.protocol.clone(),
            max_message: self.config.max_message as u64,
            ticket,
            hold: granted_hold(&self.config, hello),
        }
    }

    /// A newer link takes the session over: the older ones end.
    fn fence(&mut self) {
        self.links.clear();
        self.active = None;
        self.close_unsent();
    }

    fn make_room_for_link(&mut self) {
        while self.links.len() >= self.config.max_links.max(1) {
            let oldest = self
                .links
                .iter()
                .position(|link| Some(link.number) != self.active)
                .unwrap_or(0);
            self.links.remove(oldest);
        }
    }
}

fn fenced() -> Reject {
    Reject {
        status: 409,
        retry_after: 0,
        message: String::from("another link has taken over"),
    }
}

/// The refusal of a session that does not exist, or no longer.
pub(super) fn gone() -> Reject {
    Reject {
        status: 410,
        retry_after: 0,
        message: String::from("no such session"),
    }
}

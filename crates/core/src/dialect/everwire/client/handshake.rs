//! HELLO, WELCOME, and refusals.

use super::link::{HelloPath, Link, Stage, Wire};
use super::state::Phase;
use super::{Client, Output};
use crate::channel::Transport;
use crate::connect::{Failure, LinkStage};
use crate::dialect::everwire::codec::{Hello, Reject, Welcome, requests};
use crate::dialect::everwire::session::{Inbox, Intake};
use crate::error::{ErrorCode, GONE, Violation};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// Sends HELLO. Messages of a new session follow at once, on the first link that says it.
    pub(super) fn say_hello(&mut self, now: Instant, number: u32) {
        if let Some(hello) = self.hello_of(number) {
            self.await_welcome(now, number, HelloPath::Frame(now));
            self.send_hello(now, number, P::from_text(&hello));
        }
    }

    /// The HELLO of a link as things are now, as the text of its frame.
    pub(super) fn hello_of(&mut self, number: u32) -> Option<String> {
        let (epoch, received) = (self.identity.epoch(), self.inbox.received());
        let claim = self.identity.next_claim();
        let is_connected = self.connector.is_connected();
        let link = self.link_mut(number)?;
        link.epoch = epoch;
        link.standby |= is_connected;
        link.claim = claim;
        link.intake = Intake::at(received);
        let (standby, downstream) = (link.standby, link.downstream());
        let target = self.connector.target();
        let hello = Hello {
            identity: self.identity.wire().clone(),
            link: number,
            received,
            claim,
            standby,
            downstream,
            heartbeat: self.config.heartbeat_interval,
            protocols: target.protocols.clone(),
            auth: target.auth.clone(),
        };
        Some(hello.encode())
    }

    /// The server has or gets the link's HELLO. Of a session that is new with it, this may become the carrier.
    pub(super) fn await_welcome(&mut self, now: Instant, number: u32, hello: HelloPath) {
        let deadline = now.after(self.config.connect_timeout);
        let epoch = self.identity.epoch();
        let Some(link) = self.link_mut(number) else {
            return;
        };
        link.stage = Stage::HelloSent { hello, deadline };
        let (transport, is_current) = (link.transport, link.epoch == epoch);
        self.connector.trace(
            now,
            number,
            transport,
            LinkStage::Handshaking,
            &mut self.outputs,
        );
        let may_precede = self.identity.is_new() && self.lost.is_none();
        if may_precede && is_current && self.carrier.is_none() {
            self.carrier = Some(number);
            self.outbox.rewind_all();
            self.outbox.assume_expected(0);
        }
    }

    pub(super) fn welcomed(
        &mut self,
        now: Instant,
        number: u32,
        welcome: Welcome,
    ) -> Result<(), Violation> {
        let Some(link) = self.link(number) else {
            return Ok(());
        };
        let transport = link.transport;
        let Stage::HelloSent { hello, deadline } = link.stage else {
            return Err(Violation::Unexpected);
        };
        self.check_welcome(link, &welcome)?;
        self.acknowledged(now, welcome.received)?;
        let (asked, deadline) = match hello {
            HelloPath::Frame(sent) => {
                self.connector.measured(now.since(sent));
                (sent, deadline)
            }
            HelloPath::Handshake(opened) => self.ask_first(now, number, opened),
        };
        self.protocol = welcome.protocol;
        self.max_message = usize::try_from(welcome.max_message)
            .unwrap_or(usize::MAX)
            .min(self.config.max_message);
        self.identity.accepted(welcome.session, welcome.key);
        let stage = LinkStage::Accepted;
        self.connector
            .trace(now, number, transport, stage, &mut self.outputs);
        if let Some(link) = self.link_mut(number) {
            link.accepted(welcome.active, asked, deadline, welcome.hold);
        }
        match (welcome.ticket, hello) {
            (Some(ticket), _) => self.open_stream(number, &ticket),
            (None, HelloPath::Frame(_)) => self.prove(now, number),
            // A session that is being carried can await the round trip.
            (None, HelloPath::Handshake(_)) if self.connector.is_connected() => {}
            (None, HelloPath::Handshake(_)) => self.activate(now, number, welcome.active),
        }
        Ok(())
    }

    fn check_welcome(&self, link: &Link<P>, welcome: &Welcome) -> Result<(), Violation> {
        let is_ours = self.session().is_empty() || self.session() == welcome.session;
        let wants_stream = matches!(link.transport, Transport::Sse);
        if !is_ours || wants_stream != welcome.ticket.is_some() {
            return Err(Violation::Malformed);
        }
        // Where another link may have carried the session meanwhile, the count may be an old one.
        let is_alone = !link.standby && self.identity.is_latest_claim(link.claim);
        let is_current = link.epoch == self.identity.epoch();
        if !is_current || (is_alone && welcome.received < self.outbox.acknowledged()) {
            return Err(Violation::Count);
        }
        Ok(())
    }

    fn open_stream(&mut self, number: u32, ticket: &str) {
        let channel = self.next_channel();
        let (url, session) = (&self.connector.target().url, self.session());
        let what = requests::event_source(url, session, number, ticket);
        if let Some(Link {
            wire: Wire::Http(http),
            ..
        }) = self.link_mut(number)
        {
            http.stream_opened(channel);
            self.outputs.push_back(Output::Open { channel, what });
        }
    }

    pub(super) fn rejected(&mut self, now: Instant, number: u32, reject: &Reject) {
        if reject.status == GONE {
            self.session_lost(now, number);
        } else {
            let retry_after = Some(reject.retry_after).filter(|delay| *delay > 0);
            self.link_failed(now, number, Failure::refused(reject.status, retry_after));
        }
    }

    /// The server no longer has the session: a new one begins on the same link, and the application will be told.
    pub(super) fn session_lost(&mut self, now: Instant, number: u32) {
        let Some(link) = self.link(number) else {
            return;
        };
        let is_current = link.epoch == self.identity.epoch();
        if !matches!(link.stage, Stage::HelloSent { .. }) || (is_current && self.is_accepted()) {
            self.link_failed(now, number, Failure::new(ErrorCode::SessionLost));
            return;
        }
        if is_current {
            if !matches!(self.phase, Phase::New | Phase::Open) {
                self.finish_abnormally();
                return;
            }
            self.forget_session();
        }
        self.say_hello(now, number);
    }

    /// Whether the server has the session by its own word, given on a link that is still there.
    fn is_accepted(&self) -> bool {
        self.connector.links().iter().any(Link::is_accepted)
    }

    /// What was sent in the session that is lost may not have arrived. Where the application does not know of that session
    /// yet, the messages begin the next one.
    fn forget_session(&mut self) {
        self.identity.renew();
        self.carrier = None;
        self.inbox = Inbox::new();
        if matches!(self.phase, Phase::New) {
            self.outbox.restart();
        } else {
            let unconfirmed = self.outbox.reset();
            self.lost.get_or_insert_default().extend(unconfirmed);
        }
    }
}

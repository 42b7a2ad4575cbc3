//! HELLO, WELCOME, and what makes a link the one that carries the session.

use super::link::{Accepted, Down, Link, Sent, Stage, Wire};
use super::state::{Carriage, Phase};
use super::{Client, Entropy, Event, Failure, LinkStage, Output};
use crate::channel::Transport;
use crate::dialect::everwire::codec::{Control, Hello, Identity, Reject, Welcome, requests};
use crate::dialect::everwire::session::{Inbox, Intake};
use crate::error::{ErrorCode, GONE, Violation};
use crate::link::Heartbeat;
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    /// Sends HELLO. Messages of a new session follow at once, on the first link that greets.
    pub(super) fn greet(&mut self, now: Instant, number: u32) {
        if let Some(hello) = self.introduce(number) {
            self.await_welcome(now, number, Sent::Framed(now));
            self.send_hello(now, number, P::from_text(&hello));
        }
    }

    /// The HELLO of a link as things are now, as the text of its frame.
    pub(super) fn introduce(&mut self, number: u32) -> Option<String> {
        let (epoch, received) = (self.epoch, self.inbox.received());
        let claim = self.next_claim();
        let is_connected = self.is_connected();
        let link = self.link_mut(number)?;
        link.epoch = epoch;
        link.standby |= is_connected;
        link.claim = claim;
        link.intake = Intake::at(received);
        let (standby, downstream) = (link.standby, link.downstream());
        let hello = Hello {
            identity: self.identity.clone(),
            link: number,
            received,
            claim,
            standby,
            downstream,
            heartbeat: self.config.heartbeat_interval,
            protocols: self.target.protocols.clone(),
            auth: self.target.auth.clone(),
        };
        Some(hello.encode())
    }

    /// The server has or gets the link's HELLO. Of a session that is new with it, this may become the carrier.
    pub(super) fn await_welcome(&mut self, now: Instant, number: u32, hello: Sent) {
        let deadline = now.after(self.config.connect_timeout);
        let epoch = self.epoch;
        let Some(link) = self.link_mut(number) else {
            return;
        };
        link.stage = Stage::Greeted { hello, deadline };
        let (transport, is_current) = (link.transport, link.epoch == epoch);
        self.trace(now, number, transport, LinkStage::Greeted);
        let may_precede = matches!(self.identity, Identity::New { .. }) && self.lost.is_none();
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
        let (epoch, last_claim) = (self.epoch, self.last_claim);
        let is_ours = self.session().is_empty() || self.session() == welcome.session;
        let Some(link) = self.link_mut(number) else {
            return Ok(());
        };
        let Stage::Greeted { hello, deadline } = link.stage else {
            return Err(Violation::Unexpected);
        };
        let wants_stream = matches!(link.transport, Transport::Sse);
        if !is_ours || wants_stream != welcome.ticket.is_some() {
            return Err(Violation::Malformed);
        }
        // Where another link may have carried the session meanwhile, the count may be an old one.
        let is_alone = !link.standby && link.claim == last_claim;
        let is_current = link.epoch == epoch;
        if !is_current || (is_alone && welcome.received < self.outbox.acknowledged()) {
            return Err(Violation::Count);
        }
        self.acknowledged(now, welcome.received)?;
        let (asked, deadline) = match hello {
            Sent::Framed(sent) => {
                self.rtt = Some(now.since(sent));
                (sent, deadline)
            }
            Sent::Early(opened) => self.ask_early(now, number, opened),
        };
        self.protocol = welcome.protocol;
        self.max_message = usize::try_from(welcome.max_message)
            .unwrap_or(usize::MAX)
            .min(self.config.max_message);
        let session = welcome.session;
        let ticket = welcome.ticket;
        self.identity = Identity::Known {
            session: session.clone(),
            key: welcome.key,
        };
        if let Some(transport) = self.link(number).map(|link| link.transport) {
            self.trace(now, number, transport, LinkStage::Welcomed);
        }
        let accepted = Accepted {
            active: welcome.active,
        };
        if let Some(link) = self.link_mut(number) {
            link.stage = Stage::Welcomed {
                accepted,
                asked,
                deadline,
            };
            if let Wire::Http(http) = &mut link.wire {
                http.granted_hold = welcome.hold;
            }
        }
        match (ticket, hello) {
            (Some(ticket), _) => self.open_stream(number, &session, &ticket),
            (None, Sent::Framed(_)) => self.prove(now, number),
            // A session that is being carried can await the round trip.
            (None, Sent::Early(_)) if self.is_connected() => {}
            (None, Sent::Early(_)) => self.activate(now, number, accepted),
        }
        Ok(())
    }

    fn open_stream(&mut self, number: u32, session: &str, ticket: &str) {
        let channel = self.next_channel();
        let what = requests::event_source(&self.target.url, session, number, ticket);
        if let Some(Link {
            wire: Wire::Http(http),
            ..
        }) = self.link_mut(number)
        {
            http.down = Down::Stream(channel);
            self.outputs.push_back(Output::Open { channel, what });
        }
    }

    /// A round trip over this link has succeeded: it carries the session, unless a better one does already.
    pub(super) fn prove(&mut self, now: Instant, number: u32) {
        let config = &self.config;
        let (interval, timeout) = (config.heartbeat_interval, config.heartbeat_timeout);
        let Some(link) = self.link_mut(number) else {
            return;
        };
        let Stage::Welcomed { accepted, .. } = link.stage else {
            return;
        };
        link.stage = Stage::Proven;
        // The time limit of a poll is its heartbeat.
        let interval = if matches!(link.transport, Transport::LongPoll) {
            0
        } else {
            interval
        };
        link.heartbeat = Heartbeat::new(now, interval, timeout);
        self.take_over(now, number, accepted);
        self.remember_round_trip(now);
    }

    /// A link may carry the session from now on, unless it does already or a better one does.
    pub(super) fn take_over(&mut self, now: Instant, number: u32, accepted: Accepted) {
        let Some(transport) = self.link(number).map(|link| link.transport) else {
            return;
        };
        if self.is_live(number) {
            return;
        }
        // Nor does a session move that is closing: CLOSE may have reached the server already.
        let is_closing = !matches!(self.phase, Phase::New | Phase::Open);
        let is_superfluous = self
            .live_link()
            .is_some_and(|live| is_closing || !self.is_better(transport, live.transport));
        if is_superfluous {
            self.remove_link(now, number);
        } else {
            self.activate(now, number, accepted);
        }
    }

    fn activate(&mut self, now: Instant, number: u32, accepted: Accepted) {
        self.keep_better_than(now, number);
        let Some(link) = self.link(number) else {
            return;
        };
        let transport = link.transport;
        // Another link may have claimed the session since this one greeted.
        let is_known = accepted.active && link.claim == self.last_claim;
        let stable_at = Some(now.after(self.config.stable_after));
        self.carriage = Carriage::Live {
            link: number,
            stable_at,
        };
        self.trace(now, number, transport, LinkStage::Active);
        self.convict(now, transport);
        self.preferred = Some(transport);

        if let Some(lost) = &mut self.lost {
            // The server must first be told who speaks: what was sent meanwhile is the application's to send again.
            lost.extend(self.outbox.reset());
        }
        if self.carrier != Some(number) {
            self.carrier = Some(number);
            self.outbox.rewind_all();
        }
        if !is_known {
            let (claim, received) = (self.next_claim(), self.inbox.received());
            self.push_control(number, &Control::Use { claim, received });
        }
        self.schedule_upgrade(now, transport);
        self.poll(now, number);
        self.flush(now);
        self.announce(now, transport);
    }

    /// Tells the application what the new link means.
    fn announce(&mut self, now: Instant, transport: Transport) {
        let outage = self.outage.take();
        // Whoever is closing learns at the end what may not have arrived.
        let lost = match self.phase {
            Phase::Open => self.lost.take(),
            _ => None,
        };
        match (&self.phase, lost, outage) {
            (Phase::New, ..) => {
                self.phase = Phase::Open;
                self.emit(Event::Opened {
                    unconfirmed: Vec::new(),
                });
            }
            (Phase::Open, Some(unconfirmed), _) => self.emit(Event::Opened { unconfirmed }),
            (Phase::Open, None, Some(outage)) => {
                self.emit(Event::Reconnected {
                    transport,
                    downtime: now.since(outage.since),
                });
            }
            (Phase::Open, None, None) => self.emit(Event::Switched { transport }),
            _ => {}
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
        let is_current = link.epoch == self.epoch;
        if !matches!(link.stage, Stage::Greeted { .. }) || (is_current && self.is_accepted()) {
            self.link_failed(now, number, Failure::new(ErrorCode::SessionLost));
            return;
        }
        if is_current {
            if !matches!(self.phase, Phase::New | Phase::Open) {
                self.finish(1006, String::new(), false);
                return;
            }
            self.forget_session();
        }
        self.greet(now, number);
    }

    /// Whether the server has the session by its own word, given on a link that is still there.
    fn is_accepted(&self) -> bool {
        self.links.iter().any(Link::is_welcomed)
    }

    const fn next_claim(&mut self) -> u32 {
        self.last_claim = self.last_claim.wrapping_add(1);
        self.last_claim
    }

    fn forget_session(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
        self.identity = Self::new_identity(self.entropy, self.epoch);
        self.carrier = None;
        self.inbox = Inbox::new();
        if matches!(self.phase, Phase::New) {
            self.outbox.restart();
        } else {
            let unconfirmed = self.outbox.reset();
            self.lost.get_or_insert_default().extend(unconfirmed);
        }
    }

    pub(super) fn new_identity(entropy: Entropy, epoch: u32) -> Identity {
        let attach = format!("{:032x}-{epoch}", entropy.attach);
        Identity::New { attach }
    }
}

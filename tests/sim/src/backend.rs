//! The server's side of a world: the real session machines, found as a real server finds them.

use std::collections::BTreeMap;

use everwire_core::dialect::everwire::codec::{Control, Downstream, Hello, Identity, Reject};
use everwire_core::dialect::everwire::server::{
    Directory, ServerSession, SessionConfig, SessionIds,
};
use everwire_core::dialect::everwire::session::Window;
use everwire_core::payload::Message;
use everwire_core::time::Instant;

use crate::dice::Dice;

/// A session's number; its id on the wire is the number in decimal.
pub(crate) type SessionId = u64;

/// A link: its session, and its number there.
pub(crate) type LinkId = (SessionId, u32);

/// One session with its application.
pub(crate) struct Seat {
    pub(crate) host: ServerSession<Message>,
    /// The client it belongs to.
    pub(crate) client: usize,
    /// Whether the application reads whatever comes at once.
    pub(crate) reads_at_once: bool,
    /// Numbers of the links that have attached to it.
    pub(crate) links: Vec<u32>,
    /// Since when no link has been attached.
    pub(crate) alone: Option<Instant>,
    /// Since when it has ended.
    pub(crate) ended: Option<Instant>,
    /// The name of its state when it was looked at last.
    pub(crate) state: &'static str,
}

/// All sessions of the server.
pub(crate) struct Backend {
    pub(crate) config: SessionConfig,
    pub(crate) seats: BTreeMap<SessionId, Seat>,
    directory: Directory<SessionId>,
    /// Sessions begun so far.
    begun: u64,
}

/// What a HELLO came to.
pub(crate) struct Accepted {
    pub(crate) link: LinkId,
    /// Whether others were fenced off by it, and whether it should have.
    pub(crate) has_fenced: bool,
    pub(crate) has_spared: bool,
}

impl Backend {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let defaults = SessionConfig::default();
        let window = if dice.chance(200) {
            Window {
                messages: dice.size(1, 30),
                bytes: dice.size(2_000, 60_000),
            }
        } else {
            defaults.window
        };
        let config = SessionConfig {
            heartbeat_interval: dice.between(300, 3_000),
            heartbeat_timeout: dice.between(200, 1_500),
            hold: dice.between(100, 3_000),
            retention: dice.between(1_000, 20_000),
            close_timeout: dice.between(300, 3_000),
            window,
            max_links: dice.size(2, 4),
            ..defaults
        };
        Self {
            config,
            seats: BTreeMap::new(),
            directory: Directory::new(|left, right| left == right),
            begun: 0,
        }
    }

    pub(crate) fn host(&mut self, session: SessionId) -> Option<&mut ServerSession<Message>> {
        self.seats.get_mut(&session).map(|seat| &mut seat.host)
    }

    /// Attaches the link of a HELLO.
    pub(crate) fn accept(&mut self, now: Instant, hello: &Hello) -> Result<Accepted, Reject> {
        let session = self.session_of(now, hello)?;
        let ticket = matches!(hello.downstream, Downstream::Stream).then(|| String::from("ticket"));
        let seat = self.seats.get_mut(&session).ok_or_else(gone)?;
        let before = seat.host.link_count();
        seat.host.attach(now, hello, ticket)?;
        seat.links.push(hello.link);
        seat.alone = None;
        let links = seat.host.link_count();
        Ok(Accepted {
            link: (session, hello.link),
            has_fenced: links <= before,
            has_spared: links > 1 && seat.host.active_link() == Some(hello.link),
        })
    }

    /// Loses everything.
    pub(crate) fn forget(&mut self) {
        self.seats.clear();
        self.directory.clear();
    }

    /// Removes a session that has ended.
    pub(crate) fn remove(&mut self, session: SessionId) {
        self.seats.remove(&session);
        self.directory.remove(&session.to_string());
    }

    /// The session that a request names, if its key is right.
    pub(crate) fn authenticated(
        &mut self,
        session: &str,
        key: &str,
    ) -> Result<(SessionId, &mut ServerSession<Message>), Reject> {
        let id = *self.directory.authenticate(session, key)?;
        let host = self
            .host(id)
            .filter(|host| host.end().is_none())
            .ok_or_else(gone)?;
        Ok((id, host))
    }

    fn session_of(&mut self, now: Instant, hello: &Hello) -> Result<SessionId, Reject> {
        match &hello.identity {
            Identity::Known { session, key } => Ok(self.authenticated(session, key)?.0),
            Identity::New { attach } => match self.directory.find_by_attach(attach) {
                Some(session) => Ok(*session),
                None => Ok(self.begin(now, attach)),
            },
        }
    }

    fn begin(&mut self, now: Instant, attach: &str) -> SessionId {
        self.begun += 1;
        let id = self.begun;
        let ids = SessionIds {
            id: id.to_string(),
            key: format!("key {id}"),
            attach: attach.to_owned(),
        };
        let host = ServerSession::new(
            now,
            self.config,
            ids.id.clone(),
            ids.key.clone(),
            String::new(),
        );
        let seat = Seat {
            state: host.state(),
            host,
            client: owner(attach),
            reads_at_once: true,
            links: Vec::new(),
            alone: None,
            ended: None,
        };
        self.seats.insert(id, seat);
        self.directory.insert(ids, id);
        id
    }
}

/// A refusal as a frame.
pub(crate) fn reject_frame(reject: Reject) -> Message {
    Control::Reject(reject).encode()
}

pub(crate) fn gone() -> Reject {
    refusal(410)
}

pub(crate) fn refusal(status: u16) -> Reject {
    Reject {
        status,
        retry_after: 0,
        message: String::new(),
    }
}

/// The client that an attach id belongs to: the last byte in front of the dash is its index.
fn owner(attach: &str) -> usize {
    let digits = attach.split('-').next().unwrap_or_default();
    let last = digits.get(digits.len().saturating_sub(2)..);
    usize::from_str_radix(last.unwrap_or_default(), 16).unwrap_or(0)
}

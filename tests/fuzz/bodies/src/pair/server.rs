//! The server: a registry of real session machines, without anything of HTTP.

use std::collections::BTreeMap;

use everwire_core::dialect::everwire::codec::requests::Credentials;
use everwire_core::dialect::everwire::codec::{Downstream, Hello, Identity, Reject};
use everwire_core::dialect::everwire::server::{ServerSession, SessionConfig, decode_hello};
use everwire_core::payload::Message;
use everwire_core::time::Instant;

/// A link, by its session's id and its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct LinkName {
    pub(super) session: String,
    pub(super) number: u32,
}

pub(super) struct Server {
    config: SessionConfig,
    pub(super) hosts: BTreeMap<String, ServerSession<Message>>,
    by_attach: BTreeMap<String, String>,
    tickets: BTreeMap<String, LinkName>,
    /// Sessions begun and tickets issued so far: their names.
    serial: u32,
}

impl Server {
    pub(super) const fn new(config: SessionConfig) -> Self {
        Self {
            config,
            hosts: BTreeMap::new(),
            by_attach: BTreeMap::new(),
            tickets: BTreeMap::new(),
            serial: 0,
        }
    }

    /// Takes the first frame of a link.
    pub(super) fn attach_link(&mut self, now: Instant, frame: Message) -> Result<LinkName, Reject> {
        self.attach(now, &decode_hello(frame)?)
    }

    /// Attaches the link of a HELLO.
    pub(super) fn attach(&mut self, now: Instant, hello: &Hello) -> Result<LinkName, Reject> {
        let session = self.session_of(now, hello)?;
        let link = LinkName {
            session,
            number: hello.link,
        };
        let ticket = matches!(hello.downstream, Downstream::Stream).then(|| self.next_name());
        let host = self.hosts.get_mut(&link.session).ok_or_else(gone)?;
        host.attach(now, hello, ticket.clone())?;
        if let Some(ticket) = ticket {
            self.tickets.insert(ticket, link.clone());
        }
        Ok(link)
    }

    /// The link that a request names, if its key is right and the link is attached.
    pub(super) fn link_of(&mut self, credentials: &Credentials) -> Result<LinkName, Reject> {
        let host = self.authenticate(&credentials.session, &credentials.key)?;
        let number = credentials.link;
        match (host.is_attached(number), host.end().is_some()) {
            (true, _) => Ok(LinkName {
                session: credentials.session.clone(),
                number,
            }),
            (false, true) => Err(gone()),
            (false, false) => Err(refusal(409)),
        }
    }

    /// The link of an event stream's ticket, which is good once.
    pub(super) fn redeem(&mut self, ticket: &str) -> Option<LinkName> {
        self.tickets.remove(ticket)
    }

    pub(super) fn host_mut(
        &mut self,
        link: &LinkName,
    ) -> Result<&mut ServerSession<Message>, Reject> {
        self.hosts.get_mut(&link.session).ok_or_else(gone)
    }

    pub(super) fn forget_all(&mut self) {
        self.hosts.clear();
        self.by_attach.clear();
        self.tickets.clear();
    }

    fn authenticate(
        &mut self,
        session: &str,
        key: &str,
    ) -> Result<&mut ServerSession<Message>, Reject> {
        let host = self.hosts.get_mut(session).ok_or_else(gone)?;
        if host.key() == key {
            Ok(host)
        } else {
            Err(refusal(403))
        }
    }

    fn session_of(&mut self, now: Instant, hello: &Hello) -> Result<String, Reject> {
        let attach = match &hello.identity {
            Identity::Known { session, key } => {
                self.authenticate(session, key)?;
                return Ok(session.clone());
            }
            Identity::New { attach } => attach.clone(),
        };
        let known = self.by_attach.get(&attach);
        if let Some(session) = known.filter(|session| self.hosts.contains_key(*session)) {
            return Ok(session.clone());
        }
        let session = self.next_name();
        let key = format!("key of {session}");
        let host = ServerSession::new(now, self.config, session.clone(), key, String::new());
        self.hosts.insert(session.clone(), host);
        self.by_attach.insert(attach, session.clone());
        Ok(session)
    }

    fn next_name(&mut self) -> String {
        self.serial += 1;
        self.serial.to_string()
    }
}

pub(super) fn gone() -> Reject {
    refusal(410)
}

pub(super) fn refusal(status: u16) -> Reject {
    Reject {
        status,
        retry_after: 0,
        message: String::new(),
    }
}

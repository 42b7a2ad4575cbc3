//! The decode_hello that opens a link, and its answer.

use super::VERSION;
use super::fields::{FieldReader, FieldWriter};
use crate::error::Violation;

/// Who the client says it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Identity {
    /// No session yet. The attach id is a secret of at least 128 random bits that makes racing links one session.
    New {
        /// The attach id.
        attach: String,
    },
    /// A session that a server has given out.
    Known {
        /// Its public id.
        session: String,
        /// Its secret.
        key: String,
    },
}

/// How the server reaches the client over this link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Downstream {
    /// Over the same channel, as on a WebSocket.
    Duplex,
    /// Over an event stream that the client opens next.
    Stream,
    /// Over polls.
    Poll,
}

/// The first frame of a link, from the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hello {
    /// The session to join or to begin.
    pub identity: Identity,
    /// The client's number for this link, growing with each link of a session.
    pub link: u32,
    /// How many messages the client has received in this session.
    pub received: u64,
    /// Grows with each HELLO and USE of the client; an older one that comes late does not count.
    pub claim: u32,
    /// Whether the link waits for USE if another one carries the session, rather than take over from it.
    pub standby: bool,
    /// How the server reaches the client.
    pub downstream: Downstream,
    /// The client's heartbeat interval in ms; an idle server is heard from at least this often. 0: not told.
    pub heartbeat: u64,
    /// The application's sub-protocols, in order of preference.
    pub protocols: Vec<String>,
    /// What the application's credentials provider gave.
    pub auth: Option<String>,
}

/// The server's answer to HELLO.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Welcome {
    /// The session's public id.
    pub session: String,
    /// The session's secret.
    pub key: String,
    /// How many messages the server has received in this session.
    pub received: u64,
    /// Whether the session existed before this HELLO.
    pub resumed: bool,
    /// Whether this link carries the session from now on; otherwise it waits for USE.
    pub active: bool,
    /// The sub-protocol that was chosen; empty if none.
    pub protocol: String,
    /// The largest message the server takes, in bytes.
    pub max_message: u64,
    /// Single-use ticket for the event stream, where one is to be opened.
    pub ticket: Option<String>,
    /// How long the server holds a poll, in ms.
    pub hold: u64,
}

impl Hello {
    pub(super) const KIND: char = 'H';

    /// The frame, as text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut fields = FieldWriter::new(Self::KIND);
        fields.number("version", VERSION);
        match &self.identity {
            Identity::New { attach } => fields.text("attach", attach),
            Identity::Known { session, key } => {
                fields.text("session", session);
                fields.text("key", key);
            }
        }
        fields.number("link", u64::from(self.link));
        fields.number("received", self.received);
        fields.number("claim", u64::from(self.claim));
        if self.standby {
            fields.number("standby", 1);
        }
        match self.downstream {
            Downstream::Duplex => {}
            Downstream::Stream => fields.text("downstream", "stream"),
            Downstream::Poll => fields.text("downstream", "poll"),
        }
        fields.number("heartbeat", self.heartbeat);
        if !self.protocols.is_empty() {
            fields.text("protocols", &self.protocols.join(","));
        }
        if let Some(auth) = &self.auth {
            fields.text("auth", auth);
        }
        fields.finish()
    }

    pub(super) fn decode(body: &str) -> Result<Self, Violation> {
        let fields = FieldReader::new(body);
        if fields.number("version") != Some(VERSION) {
            return Err(Violation::Version);
        }
        let identity = match (
            fields.text("attach"),
            fields.text("session"),
            fields.text("key"),
        ) {
            (Some(attach), None, None) if attach.len() >= 16 => Identity::New { attach },
            (None, Some(session), Some(key)) => Identity::Known { session, key },
            _ => return Err(Violation::Malformed),
        };
        let downstream = match fields.text("downstream").as_deref() {
            None => Downstream::Duplex,
            Some("stream") => Downstream::Stream,
            Some("poll") => Downstream::Poll,
            Some(_) => return Err(Violation::Malformed),
        };
        let small = |name| {
            fields
                .number(name)
                .and_then(|number| u32::try_from(number).ok())
        };
        Ok(Self {
            identity,
            link: small("link").ok_or(Violation::Malformed)?,
            received: fields.number("received").ok_or(Violation::Malformed)?,
            claim: small("claim").ok_or(Violation::Malformed)?,
            standby: fields.number("standby") == Some(1),
            downstream,
            heartbeat: fields.number("heartbeat").unwrap_or(0),
            protocols: protocol_list(fields.text("protocols")),
            auth: fields.text("auth"),
        })
    }
}

impl Welcome {
    pub(super) const KIND: char = 'W';

    pub(super) fn encode(&self) -> String {
        let mut fields = FieldWriter::new(Self::KIND);
        fields.text("session", &self.session);
        fields.text("key", &self.key);
        fields.number("received", self.received);
        fields.number("resumed", u64::from(self.resumed));
        fields.number("active", u64::from(self.active));
        if !self.protocol.is_empty() {
            fields.text("protocol", &self.protocol);
        }
        fields.number("max-message", self.max_message);
        if let Some(ticket) = &self.ticket {
            fields.text("ticket", ticket);
        }
        fields.number("hold", self.hold);
        fields.finish()
    }

    pub(super) fn decode(body: &str) -> Result<Self, Violation> {
        let fields = FieldReader::new(body);
        Ok(Self {
            session: fields.text("session").ok_or(Violation::Malformed)?,
            key: fields.text("key").ok_or(Violation::Malformed)?,
            received: fields.number("received").ok_or(Violation::Malformed)?,
            resumed: fields.number("resumed") == Some(1),
            active: fields.number("active") == Some(1),
            protocol: fields.text("protocol").unwrap_or_default(),
            max_message: fields.number("max-message").ok_or(Violation::Malformed)?,
            ticket: fields.text("ticket"),
            hold: fields.number("hold").unwrap_or(0),
        })
    }
}

fn protocol_list(field: Option<String>) -> Vec<String> {
    let list = field.unwrap_or_default();
    list.split(',')
        .filter(|name| !name.is_empty())
        .map(String::from)
        .collect()
}

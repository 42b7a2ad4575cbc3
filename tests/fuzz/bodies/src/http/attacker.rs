//! Sends anything at all, and knows a session of its own to do so.

use std::time::Duration;

use everwire_core::dialect::everwire::codec::Downstream;
use everwire_server::Endpoint;
use tokio::io::{AsyncReadExt, AsyncWriteExt, split};

use super::guest::Guest;
use super::pipes::Doorbell;

/// Bytes of the input that stand for something else. None of them is ever part of UTF-8.
mod token {
    /// The id, the key and a ticket of the attacker's session.
    pub(super) const SESSION: u8 = 0xf8;
    pub(super) const KEY: u8 = 0xf9;
    pub(super) const TICKET: u8 = 0xfa;
    /// The id of the guest's session, which is no secret.
    pub(super) const OTHER_SESSION: u8 = 0xfb;
    /// The header and the empty line of a body that goes to the next such byte, or to the end.
    pub(super) const BODY: u8 = 0xfd;
    /// A pause that is longer than a poll is held.
    pub(super) const PAUSE: u8 = 0xfe;
    /// The end of a connection.
    pub(super) const NEXT: u8 = 0xff;
}

const PAUSE: Duration = Duration::from_secs(20);

/// So many connections make an attack; what follows is left out.
const CONNECTIONS: usize = 8;

/// So many parts make a connection, with pauses between them.
const PARTS: usize = 4;

pub(super) struct Attacker<'a> {
    server: &'a Doorbell,
    session: String,
    key: String,
    ticket: String,
    other_session: String,
}

impl<'a> Attacker<'a> {
    /// Begins the attacker's own session. Its link 2 is an event stream, whose ticket is good still.
    pub(super) async fn begin(endpoint: Endpoint, server: &'a Doorbell, guest: &Guest) -> Self {
        let mut accomplice = Guest::begin(endpoint, "the attacker's attach id").await;
        accomplice.resume(Downstream::Stream).await;
        let welcome = accomplice.welcome;
        Self {
            server,
            session: welcome.session,
            key: welcome.key,
            ticket: welcome.ticket.unwrap_or_default(),
            other_session: guest.welcome.session.clone(),
        }
    }

    pub(super) async fn attack(&self, data: &[u8]) {
        for connection in data.split(|byte| *byte == token::NEXT).take(CONNECTIONS) {
            self.connect(connection).await;
        }
    }

    /// One connection: it is over when the server closes it, which it must once there is no more to come.
    async fn connect(&self, data: &[u8]) {
        let (mut reader, mut writer) = split(self.server.connect());
        let write = async {
            for part in data.splitn(PARTS, |byte| *byte == token::PAUSE) {
                // A server that reads no further has closed, or will.
                if writer.write_all(&self.spell_out(part)).await.is_err() {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
            let _ = writer.shutdown().await;
        };
        let read = async {
            let mut buffer = vec![0; 16 * 1024];
            while matches!(reader.read(&mut buffer).await, Ok(1..)) {}
        };
        tokio::join!(write, read);
    }

    /// Puts in what the tokens stand for.
    fn spell_out(&self, data: &[u8]) -> Vec<u8> {
        let mut parts = data.split(|byte| *byte == token::BODY);
        let mut out = self.fill_in(parts.next().unwrap_or_default());
        for part in parts {
            let body = self.fill_in(part);
            let header = format!("content-length: {}\r\n\r\n", body.len());
            out.extend_from_slice(header.as_bytes());
            out.extend_from_slice(&body);
        }
        out
    }

    fn fill_in(&self, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(data.len());
        for byte in data {
            match *byte {
                token::SESSION => out.extend_from_slice(self.session.as_bytes()),
                token::KEY => out.extend_from_slice(self.key.as_bytes()),
                token::TICKET => out.extend_from_slice(self.ticket.as_bytes()),
                token::OTHER_SESSION => out.extend_from_slice(self.other_session.as_bytes()),
                byte => out.push(byte),
            }
        }
        out
    }
}

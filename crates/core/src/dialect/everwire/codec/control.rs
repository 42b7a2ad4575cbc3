//! Control frames: text that starts with U+0000 and a kind letter.

use super::decimal;
use super::hello::{Hello, Welcome};
use crate::error::Violation;
use crate::payload::Payload;

/// A decoded control frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Control {
    /// `H`: opens a link (client).
    Hello(Hello),
    /// `W`: accepts it (server).
    Welcome(Welcome),
    /// `R`: refuses a HELLO, or says why the link ends (server).
    Reject(Reject),
    /// `U`: this link carries the session from now on (client).
    Use {
        /// Grows with each claim of the client; an older one that comes late is ignored.
        claim: u32,
        /// How many messages the sender has received.
        received: u64,
    },
    /// `N`: the next message on this link has this number.
    Position(u64),
    /// `A`: this many messages have been received and consumed.
    Ack(u64),
    /// `P`: answer with a pong. Acknowledges like `A`.
    Ping(u64),
    /// `Q`: the answer. Acknowledges like `A`.
    Pong(u64),
    /// `L`: the next frame is binary and joins messages of these lengths.
    Lengths(Vec<usize>),
    /// `O`: what the binary frames that follow hold, unless they are announced.
    Octets(Content),
    /// `C`: the sender has sent all it had and ends the session.
    Close(Close),
    /// `G`: the server is about to go; come back after so many milliseconds.
    GoAway(u64),
}

/// What a binary frame holds that is not announced.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Content {
    /// A binary message.
    #[default]
    Binary,
    /// A text message, in UTF-8.
    Text,
}

/// Why a session ends.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Close {
    /// Close code as in RFC 6455, section 7.4.
    pub code: u16,
    /// Up to 123 bytes of UTF-8.
    pub reason: String,
}

/// Why a link is refused or ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reject {
    /// An HTTP status, with the meaning it has there, on every transport.
    pub status: u16,
    /// When to come back, in ms; 0 where nothing is asked.
    pub retry_after: u64,
    /// For humans.
    pub message: String,
}

/// `T`: text messages joined by U+0000.
pub(super) const TEXT_BATCH: char = 'T';
/// `E`: one message that itself starts with U+0000.
pub(super) const ESCAPED: char = 'E';
pub(super) const TEXT_PREFIX: &str = "\0T";
pub(super) const ESCAPE_PREFIX: &str = "\0E";

impl Control {
    /// The frame as a payload.
    pub fn encode<P: Payload>(&self) -> P {
        P::from_text(&self.to_text())
    }

    /// Reads a frame whose first character is U+0000. `own` reads the kinds that only one of the ends sends.
    pub(super) fn decode(
        frame: &str,
        own: impl Fn(char, &str) -> Result<Self, Violation>,
    ) -> Result<Self, Violation> {
        let [0, kind, ..] = frame.as_bytes() else {
            return Err(Violation::Malformed);
        };
        let body = frame.get(2..).ok_or(Violation::Malformed)?;
        let control = match char::from(*kind) {
            'N' => Self::Position(number(body)?),
            'A' => Self::Ack(number(body)?),
            'P' => Self::Ping(number(body)?),
            'Q' => Self::Pong(number(body)?),
            'L' => Self::Lengths(lengths(body)?),
            'O' => Self::Octets(Content::decode(body)?),
            'C' => Self::Close(Close::decode(body)?),
            kind => own(kind, body)?,
        };
        Ok(control)
    }

    /// The kinds that only a server sends.
    pub(super) fn of_server(kind: char, body: &str) -> Result<Self, Violation> {
        match kind {
            Welcome::KIND => Welcome::decode(body).map(Self::Welcome),
            'R' => Reject::decode(body).map(Self::Reject),
            'G' => number(body).map(Self::GoAway),
            _ => Err(Violation::Malformed),
        }
    }

    /// The kinds that only one of the ends sends.
    pub(super) fn of_either(kind: char, body: &str) -> Result<Self, Violation> {
        match kind {
            Hello::KIND => Hello::decode(body).map(Self::Hello),
            'U' => use_link(body),
            _ => Self::of_server(kind, body),
        }
    }

    fn to_text(&self) -> String {
        match self {
            Self::Hello(hello) => hello.encode(),
            Self::Welcome(welcome) => welcome.encode(),
            Self::Reject(reject) => reject.encode(),
            Self::Use { claim, received } => {
                format!("\0U{claim} {received}")
            }
            Self::Position(number) => numbered('N', *number),
            Self::Ack(count) => numbered('A', *count),
            Self::Ping(count) => numbered('P', *count),
            Self::Pong(count) => numbered('Q', *count),
            Self::Lengths(lengths) => encode_lengths(lengths),
            Self::Octets(content) => content.encode().to_owned(),
            Self::Close(close) => close.encode(),
            Self::GoAway(delay) => numbered('G', *delay),
        }
    }
}

impl Content {
    const fn encode(self) -> &'static str {
        match self {
            Self::Binary => "\0OB",
            Self::Text => "\0OT",
        }
    }

    fn decode(body: &str) -> Result<Self, Violation> {
        match body {
            "B" => Ok(Self::Binary),
            "T" => Ok(Self::Text),
            _ => Err(Violation::Malformed),
        }
    }
}

impl Close {
    /// The longest reason, in bytes of UTF-8 (RFC 6455, section 5.5).
    pub const MAX_REASON: usize = 123;

    fn encode(&self) -> String {
        format!("\0C{} {}", self.code, self.reason)
    }

    fn decode(body: &str) -> Result<Self, Violation> {
        let (code, reason) = body.split_once(' ').ok_or(Violation::Malformed)?;
        let code = u16::try_from(number(code)?).map_err(|_| Violation::Malformed)?;
        if !(1000..5000).contains(&code) || reason.len() > Self::MAX_REASON {
            return Err(Violation::Malformed);
        }
        Ok(Self {
            code,
            reason: reason.to_owned(),
        })
    }
}

impl Reject {
    /// A refusal for breaking the protocol.
    #[must_use]
    pub fn violation(violation: Violation) -> Self {
        Self {
            status: violation.status(),
            retry_after: 0,
            message: violation.name().to_owned(),
        }
    }

    fn encode(&self) -> String {
        format!("\0R{} {} {}", self.status, self.retry_after, self.message)
    }

    fn decode(body: &str) -> Result<Self, Violation> {
        let mut parts = body.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default();
        let status = u16::try_from(number(next())?).map_err(|_| Violation::Malformed)?;
        Ok(Self {
            status,
            retry_after: number(next())?,
            message: next().to_owned(),
        })
    }
}

fn use_link(body: &str) -> Result<Control, Violation> {
    let (claim, received) = body.split_once(' ').ok_or(Violation::Malformed)?;
    Ok(Control::Use {
        claim: u32::try_from(number(claim)?).map_err(|_| Violation::Malformed)?,
        received: number(received)?,
    })
}

fn number(text: &str) -> Result<u64, Violation> {
    decimal(text).ok_or(Violation::Malformed)
}

fn numbered(kind: char, number: u64) -> String {
    format!("\0{kind}{number}")
}

fn lengths(body: &str) -> Result<Vec<usize>, Violation> {
    let length = |text| usize::try_from(number(text)?).map_err(|_| Violation::Malformed);
    body.split(',').map(length).collect()
}

fn encode_lengths(lengths: &[usize]) -> String {
    let lengths: Vec<_> = lengths.iter().map(usize::to_string).collect();
    format!("\0L{}", lengths.join(","))
}

//! What can go wrong, as stable numbers. The JavaScript surface turns them into words.

/// Stable codes of everything that is reported to an application. Values never change their meaning; 30 is not used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ErrorCode {
    /// The URL cannot be parsed, or is not ws, wss, http or https.
    InvalidUrl = 1,
    /// A sub-protocol is not a token of RFC 6455, or stands twice.
    InvalidProtocol = 2,
    /// A close code that is neither 1000 nor in 3000-4999.
    InvalidCloseCode = 3,
    /// A close reason of more than 123 bytes of UTF-8.
    CloseReasonTooLong = 4,
    /// An option of a name that does not exist.
    UnknownOption = 5,
    /// An option of the wrong type.
    OptionType = 6,
    /// An option out of its range.
    OptionRange = 7,
    /// More is unacknowledged than the application allowed.
    QuotaExceeded = 8,
    /// A message above the maximum size.
    MessageTooLarge = 9,
    /// WebAssembly or another platform feature is missing or forbidden.
    Environment = 10,
    /// No transport reached the server: offline, name not found, refused, or down.
    Unreachable = 20,
    /// A connection was not proven by an answer in time.
    Timeout = 21,
    /// An open link ended.
    LinkLost = 22,
    /// Nothing was heard within heartbeat interval and time-out.
    HeartbeatTimeout = 23,
    /// The server answered with an unexpected HTTP status.
    HttpStatus = 24,
    /// HTTP 401: credentials are missing or not valid.
    Unauthorized = 25,
    /// HTTP 403: the origin or the credentials are refused.
    Forbidden = 26,
    /// HTTP 404: nothing lives at this URL.
    NotFound = 27,
    /// HTTP 429 or 503: come back later.
    Busy = 28,
    /// The server no longer has the session.
    SessionLost = 29,
    /// The other side speaks another version of the protocol.
    VersionMismatch = 31,
    /// A frame that the protocol does not allow.
    Protocol = 32,
    /// HTTP 413: a message is larger than the server takes.
    PayloadTooLarge = 33,
    /// A provider of the URL, the protocols or the credentials failed.
    ProviderFailed = 34,
    /// `maxRetries` or `maxElapsed` is used up, or `shouldReconnect` said no.
    RetriesExhausted = 35,
    /// None of the chosen transports exists in this environment.
    NoTransport = 36,
    /// Another link has taken over this session.
    Fenced = 37,
    /// The application asked for a new connection.
    ReconnectRequested = 38,
    /// The page was frozen or put into the back/forward cache.
    Suspended = 39,
    /// The server is shutting down or restarting.
    ServerShutdown = 40,
    /// The page forbids the connection: Content-Security-Policy or mixed content.
    Blocked = 41,
}

impl ErrorCode {
    /// The code for a refusal by HTTP status (RFC 9110, section 15).
    #[must_use]
    pub const fn from_status(status: u16) -> Self {
        match status {
            400 => Self::Protocol,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 => Self::Fenced,
            410 => Self::SessionLost,
            413 => Self::PayloadTooLarge,
            426 => Self::VersionMismatch,
            429 | 503 => Self::Busy,
            _ => Self::HttpStatus,
        }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::Timeout
                | Self::LinkLost
                | Self::HeartbeatTimeout
                | Self::HttpStatus
                | Self::Busy
                | Self::SessionLost
                | Self::Protocol
                | Self::ProviderFailed
                | Self::Fenced
                | Self::ReconnectRequested
                | Self::Suspended
                | Self::ServerShutdown
        )
    }
}

/// What the peer sent does not follow the protocol; says which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Violation {
    /// A control frame of an unknown kind or with malformed contents.
    Malformed,
    /// A frame that has no place at this point of the conversation.
    Unexpected,
    /// An acknowledgement or count of messages that were never sent, or that were already let go.
    Count,
    /// A message number beyond the next expected one: something is missing.
    Gap,
    /// A message or batch larger than allowed, or more than the window allows.
    TooLarge,
    /// The peer speaks another version.
    Version,
}

/// The status of a session that the server does not have (any more): HTTP 410.
pub const GONE: u16 = 410;

impl Violation {
    /// The HTTP status that stands for it, on every transport.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::TooLarge => 413,
            Self::Version => 426,
            Self::Malformed | Self::Unexpected | Self::Count | Self::Gap => 400,
        }
    }

    /// A short stable name for logs and refusals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed frame",
            Self::Unexpected => "unexpected frame",
            Self::Count => "impossible count",
            Self::Gap => "missing message",
            Self::TooLarge => "too large",
            Self::Version => "unsupported version",
        }
    }
}

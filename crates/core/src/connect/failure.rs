//! Why something did not work.

use crate::error::ErrorCode;

/// Why an attempt or a link failed, as far as is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The stable code.
    pub code: ErrorCode,
    /// HTTP status, or 0.
    pub status: u16,
    /// Close code of a WebSocket, or 0.
    pub close_code: u16,
    /// When the server wants to be asked again, in ms.
    pub retry_after: Option<u64>,
}

impl Failure {
    /// A failure about which no more than its code is known.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self {
            code,
            status: 0,
            close_code: 0,
            retry_after: None,
        }
    }

    /// A refusal by the server.
    #[must_use]
    pub const fn refused(status: u16, retry_after: Option<u64>) -> Self {
        Self {
            code: ErrorCode::from_status(status),
            status,
            close_code: 0,
            retry_after,
        }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        let is_refusal = self.status >= 400 && self.status < 500;
        match self.code {
            ErrorCode::HttpStatus => !is_refusal || self.status == 408 || self.status == 425,
            code => code.is_retryable(),
        }
    }
}

//! What a handler talks to.

use std::fmt;
use std::sync::Arc;

use everwire_core::dialect::everwire::codec::Close;
use everwire_core::dialect::everwire::server::NotSent;
use everwire_core::payload::Message;

use crate::budget::unacknowledged;
use crate::conversation::Conversation;
use crate::reason::cut_reason;

/// The error of a handler.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a handler returns: `Ok` closes the session with code 1000, an error with 1011.
pub type HandlerResult = Result<(), Error>;

/// One client's session, over all drops and transports. Clones are handles of the same session, so that one task may
/// receive while another sends. The session is closed when its handler returns.
#[derive(Clone, Debug)]
pub struct Session {
    conversation: Arc<Conversation>,
}

/// The session is closing or has ended; the message was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SendError;

/// Why a message was not sent at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TrySendError {
    /// The client has not acknowledged enough of what was sent before; here is the message back.
    Full(Message),
    /// The session is closing or has ended.
    Ended,
}

impl Session {
    pub(crate) const fn new(conversation: Arc<Conversation>) -> Self {
        Self { conversation }
    }

    /// The next message from the client; `None` once the session is closing and all that came before was received.
    ///
    /// Receiving a message is what acknowledges it: a handler that receives slowly slows its client. A call that is
    /// dropped before it has returned loses nothing.
    pub async fn recv(&self) -> Option<Message> {
        loop {
            let changed = self.conversation.signals.incoming.notified();
            let (message, is_finished) = self
                .conversation
                .with(|state, now| (state.session.recv(now), state.session.is_finished()));
            if message.is_some() || is_finished {
                return message;
            }
            changed.await;
        }
    }

    /// Sends a message, waiting while too much is unacknowledged. It is delivered once, in order, also over drops.
    ///
    /// # Errors
    ///
    /// [`SendError`] if the session is closing or has ended.
    pub async fn send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        let mut message = message.into();
        loop {
            let changed = self.conversation.signals.room.notified();
            match self.try_send(message) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Ended) => return Err(SendError),
                Err(TrySendError::Full(back)) => message = back,
            }
            changed.await;
        }
    }

    /// Sends a message, or fails where [`Session::send`] waits.
    ///
    /// # Errors
    ///
    /// [`TrySendError::Full`] with the message if too much is unacknowledged, [`TrySendError::Ended`] if the session is
    /// closing or has ended.
    pub fn try_send(&self, message: impl Into<Message>) -> Result<(), TrySendError> {
        let message = message.into();
        self.conversation
            .with(|state, _| {
                let is_open = !state.session.is_finished();
                if is_open && state.usage.is_denied(unacknowledged(&state.session)) {
                    return Err(NotSent::Full(message));
                }
                state.session.send(message)
            })
            .map_err(|refused| match refused {
                NotSent::Full(message) => TrySendError::Full(message),
                NotSent::Ended => TrySendError::Ended,
            })?;
        self.conversation.signals.outgoing.notify_waiters();
        Ok(())
    }

    /// Closes the session once all that was sent has been transmitted. A code that is no close code becomes 1011; a
    /// reason is cut to 123 bytes of UTF-8. Only the first call counts.
    pub fn close(&self, code: u16, reason: &str) {
        let close = Close {
            code: if (1000..5000).contains(&code) {
                code
            } else {
                1011
            },
            reason: cut_reason(reason).to_owned(),
        };
        self.conversation
            .with(|state, now| state.session.close(now, close));
        self.conversation.signals.wake_all();
    }

    /// The public id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.conversation.about.id
    }

    /// What the client's credentials provider returned when the session began.
    #[must_use]
    pub fn auth(&self) -> Option<&str> {
        self.conversation.about.auth.as_deref()
    }

    /// The sub-protocol that was chosen; empty if none.
    #[must_use]
    pub fn protocol(&self) -> &str {
        &self.conversation.about.protocol
    }

    /// The `Origin` header of the request that began the session.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.conversation.about.origin.as_deref()
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the session has ended")
    }
}

impl std::error::Error for SendError {}

impl fmt::Display for TrySendError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Full(_) => "too much is unacknowledged",
            Self::Ended => "the session has ended",
        })
    }
}

impl std::error::Error for TrySendError {}

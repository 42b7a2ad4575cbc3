//! The headers that say which link a request belongs to.

use std::sync::Arc;

use axum::http::HeaderMap;
use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::codec::requests::{HOLD, KEY, LINK, RECEIVED, SESSION};

use crate::conversation::Conversation;
use crate::refusal::reject;
use crate::registry::Registry;

/// What a request's headers say about its link.
#[derive(Clone, Copy)]
pub(super) struct Credentials<'a> {
    session: &'a str,
    key: &'a str,
    pub(super) link: u32,
}

impl<'a> Credentials<'a> {
    /// The credentials of a request; `None` if it names no session.
    ///
    /// # Errors
    ///
    /// A refusal with status 400 if it names one and the rest is missing or malformed.
    pub(super) fn read(headers: &'a HeaderMap) -> Result<Option<Self>, Reject> {
        if !headers.contains_key(SESSION) {
            return Ok(None);
        }
        let credentials = || {
            Some(Self {
                session: text(headers, SESSION)?,
                key: text(headers, KEY)?,
                link: text(headers, LINK)?.parse().ok()?,
            })
        };
        let incomplete = || reject(400, "malformed credentials");
        credentials().map(Some).ok_or_else(incomplete)
    }

    /// The session, if the key is right.
    pub(super) fn check(&self, registry: &Registry) -> Result<Arc<Conversation>, Reject> {
        registry.authenticate(self.session, self.key)
    }
}

/// For how long the client wants a poll to be held at most, in ms; `None` if it does not say.
pub(super) fn poll_hold(headers: &HeaderMap) -> Option<u64> {
    text(headers, HOLD)?.parse().ok()
}

/// How many messages the client has received when it polls.
pub(super) fn received(headers: &HeaderMap) -> Result<u64, Reject> {
    text(headers, RECEIVED)
        .and_then(|count| count.parse().ok())
        .ok_or_else(|| reject(400, "malformed count"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

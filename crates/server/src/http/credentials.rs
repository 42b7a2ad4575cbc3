//! Who sends a request of an HTTP link.

use std::sync::Arc;

use axum::http::HeaderMap;
use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::codec::requests::{HOLD, KEY, LINK, RECEIVED, SESSION};

use crate::conversation::Conversation;
use crate::registry::{Registry, reject};

/// What a request's headers say about its link.
#[derive(Clone, Copy)]
pub(super) struct Credentials<'a> {
    session: &'a str,
    key: &'a str,
    pub(super) link: u32,
}

impl<'a> Credentials<'a> {
    /// `None` if the request names no session.
    ///
    /// # Errors
    ///
    /// A refusal with status 400 if it names one, but not all that belongs to it.
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
        let incomplete = || reject(400, 0, "malformed credentials");
        credentials().map(Some).ok_or_else(incomplete)
    }

    /// The session, if the key is right.
    pub(super) fn check(&self, registry: &Registry) -> Result<Arc<Conversation>, Reject> {
        registry.find(self.session, self.key)
    }
}

/// For how long the sender of a poll wants it to be held at most, in ms; `None` if it does not say.
pub(super) fn hold(headers: &HeaderMap) -> Option<u64> {
    text(headers, HOLD)?.parse().ok()
}

/// How many messages the sender of a poll has received.
pub(super) fn received(headers: &HeaderMap) -> Result<u64, Reject> {
    text(headers, RECEIVED)
        .and_then(|count| count.parse().ok())
        .ok_or_else(|| reject(400, 0, "malformed count"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

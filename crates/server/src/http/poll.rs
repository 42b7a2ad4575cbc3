//! Frames down, one poll at a time (long polling).

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use axum::http::request::Parts;
use bytes::BytesMut;
use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::server::Next;
use everwire_core::time::Instant;

use super::body;
use super::credentials::{Credentials, poll_hold, received};
use crate::conversation::Conversation;
use crate::endpoint::Endpoint;
use crate::polls::PollId;
use crate::refusal::reject;

/// A body that has reached this size in bytes takes no further frame.
const BODY_FULL: usize = 1024 * 1024;

/// Responds to a poll: with frames as soon as there are some, with none once it was held for long enough.
pub(crate) async fn respond(endpoint: &Endpoint, parts: &Parts) -> Result<Response<Body>, Reject> {
    let credentials =
        Credentials::read(&parts.headers)?.ok_or_else(|| reject(400, "credentials are missing"))?;
    let received = received(&parts.headers)?;
    let conversation = credentials.check(&endpoint.registry)?;
    let hold = poll_hold(&parts.headers).unwrap_or(u64::MAX);
    let (poll, deadline) = Poll::begin(conversation, credentials.link, received, hold)?;
    let _transport = endpoint.shutdown.enter();
    let mut was_held = false;
    loop {
        let changed = poll.conversation.signals.outgoing.notified();
        match poll.take() {
            Taken::Frames(frames) => return Ok(body::response(frames)),
            Taken::Superseded => break,
            // The end came while the poll was held, so that it was not a mistake to send it.
            Taken::Ended(_) if was_held => break,
            Taken::Ended(reject) => return Err(reject),
            Taken::Nothing => {}
        }
        tokio::select! {
            () = changed => was_held = true,
            () = poll.conversation.clock.reach(Some(deadline)) => break,
            () = endpoint.shutdown.begun() => return poll.respond_at_shutdown(endpoint),
        }
    }
    Ok(body::response(BytesMut::new()))
}

struct Poll {
    conversation: Arc<Conversation>,
    link: u32,
    id: PollId,
}

enum Taken {
    Frames(BytesMut),
    Nothing,
    /// A later poll of the same link has begun.
    Superseded,
    Ended(Reject),
}

impl Poll {
    /// A poll that is to be held for `hold` ms at most, and the deadline of its response.
    fn begin(
        conversation: Arc<Conversation>,
        link: u32,
        received: u64,
        hold: u64,
    ) -> Result<(Self, Instant), Reject> {
        let (id, deadline) = conversation.with(|state, now| {
            state.session.open_downstream(now, link, Some(received))?;
            let id = state
                .polls
                .begin(link, |other| state.session.is_attached(other));
            let granted = state.session.hold(link).unwrap_or(0);
            Ok((id, now.after(granted.min(hold))))
        })?;
        conversation.signals.wake_all();
        let poll = Self {
            conversation,
            link,
            id,
        };
        Ok((poll, deadline))
    }

    /// The response to a poll that is held when a shutdown begins: what there is to send, or when to come back.
    fn respond_at_shutdown(&self, endpoint: &Endpoint) -> Result<Response<Body>, Reject> {
        match self.take() {
            Taken::Frames(frames) => Ok(body::response(frames)),
            Taken::Superseded => Ok(body::response(BytesMut::new())),
            Taken::Ended(reject) => Err(reject),
            Taken::Nothing => Err(endpoint.shutting_down()),
        }
    }

    fn take(&self) -> Taken {
        self.conversation.with(|state, now| {
            if !state.polls.is_newest(self.link, self.id) {
                return Taken::Superseded;
            }
            if state.posts.has_pending_response(self.link) {
                return Taken::Nothing;
            }
            let mut frames = BytesMut::new();
            while frames.len() < BODY_FULL {
                match state.session.transmit(now, self.link) {
                    Next::Frame(frame) => body::push(&mut frames, &frame),
                    Next::Wait => break,
                    Next::End if frames.is_empty() => {
                        return Taken::Ended(self.ending(state.session.end().is_some()));
                    }
                    Next::End => break,
                }
            }
            if frames.is_empty() {
                Taken::Nothing
            } else {
                Taken::Frames(frames)
            }
        })
    }

    fn ending(&self, has_session_ended: bool) -> Reject {
        if has_session_ended {
            reject(410, "the session has ended")
        } else {
            reject(409, "another link has taken over")
        }
    }
}

//! Frames down, one held request at a time.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use axum::http::request::Parts;
use bytes::BytesMut;
use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::server::Next;
use everwire_core::time::Instant;

use super::body;
use super::credentials::{Credentials, hold, received};
use crate::conversation::Conversation;
use crate::endpoint::Endpoint;
use crate::polls::PollId;
use crate::registry::reject;

/// A body that has reached this size in bytes takes no further frame.
const BODY_FULL: usize = 1024 * 1024;

/// Answers a poll: with frames as soon as there are some, with nothing once it was held for long enough.
pub(super) async fn answer(endpoint: &Endpoint, parts: &Parts) -> Result<Response<Body>, Reject> {
    let credentials = Credentials::read(&parts.headers)?
        .ok_or_else(|| reject(400, 0, "credentials are missing"))?;
    let received = received(&parts.headers)?;
    let conversation = credentials.check(&endpoint.registry)?;
    let asked = hold(&parts.headers).unwrap_or(u64::MAX);
    let (poll, deadline) = Poll::begin(conversation, credentials.link, received, asked)?;
    let _transport = endpoint.shutdown.enter();
    let mut was_held = false;
    loop {
        let changed = poll.conversation.signals.outgoing.notified();
        match poll.take() {
            Taken::Frames(frames) => return Ok(body::response(frames)),
            Taken::Superseded => break,
            // Who was held when the end came has done nothing wrong.
            Taken::Ended(_) if was_held => break,
            Taken::Ended(reject) => return Err(reject),
            Taken::Nothing => {}
        }
        tokio::select! {
            () = changed => was_held = true,
            () = poll.conversation.clock.reach(Some(deadline)) => break,
            () = endpoint.shutdown.begun() => return poll.last(endpoint),
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
    /// A later poll of the same link is there.
    Superseded,
    Ended(Reject),
}

impl Poll {
    /// The poll, and when it is to be answered at the latest.
    fn begin(
        conversation: Arc<Conversation>,
        link: u32,
        received: u64,
        asked: u64,
    ) -> Result<(Self, Instant), Reject> {
        let (id, deadline) = conversation.with(|state, now| {
            state.host.open_downstream(now, link, Some(received))?;
            let id = state
                .polls
                .begin(link, |other| state.host.is_attached(other));
            let hold = state.host.hold(link).unwrap_or(0);
            Ok((id, now.after(hold.min(asked))))
        })?;
        conversation.signals.wake_all();
        let poll = Self {
            conversation,
            link,
            id,
        };
        Ok((poll, deadline))
    }

    /// The answer to a poll that is there when a shutdown begins: what there is to say, or when to come back.
    fn last(&self, endpoint: &Endpoint) -> Result<Response<Body>, Reject> {
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
            if state.posts.is_answering(self.link) {
                return Taken::Nothing;
            }
            let mut frames = BytesMut::new();
            while frames.len() < BODY_FULL {
                match state.host.transmit(now, self.link) {
                    Next::Frame(frame) => body::push(&mut frames, &frame),
                    Next::Wait => break,
                    Next::End if frames.is_empty() => {
                        return Taken::Ended(self.ending(state.host.end().is_some()));
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
            reject(410, 0, "the session has ended")
        } else {
            reject(409, 0, "another link has taken over")
        }
    }
}

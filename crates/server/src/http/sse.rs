//! Frames down, as an event stream.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response};
use data_encoding::BASE64;
use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::codec::sse;
use everwire_core::dialect::everwire::server::Next;
use everwire_core::payload::Message;
use futures_util::stream::{self, Stream};
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::query::parameter;
use crate::attachment::Attachment;
use crate::endpoint::Endpoint;
use crate::refusal::reject;
use crate::shutdown::Shutdown;

/// The length of the comment that an event stream begins with, in bytes. It fills the buffers of some proxies, which then
/// pass on what follows at once.
const PADDING: usize = 2 * 1024;

/// A chunk that has reached this size in bytes takes no further frame.
const CHUNK_FULL: usize = 256 * 1024;

/// Responds to the request of an `EventSource`.
pub(crate) fn respond(endpoint: &Endpoint, parts: &Parts) -> Result<Response<Body>, Reject> {
    let attachment = redeem(endpoint, parts)?;
    let source = Source {
        attachment,
        shutdown: endpoint.shutdown.clone(),
        stage: Stage::Padding,
        _transport: endpoint.shutdown.enter(),
    };
    let mut response = Response::new(Body::from_stream(source.into_stream()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// Exchanges the ticket for the link that it was issued to.
fn redeem(endpoint: &Endpoint, parts: &Parts) -> Result<Attachment, Reject> {
    let (Some(session), Some(link), Some(ticket)) = (
        parameter(parts, "session"),
        parameter(parts, "link").and_then(|link| link.parse().ok()),
        parameter(parts, "ticket"),
    ) else {
        return Err(reject(400, "a ticket is missing"));
    };
    let conversation = endpoint.registry.find(session)?;
    conversation.with(|state, now| {
        if !state.tickets.redeem(now, link, ticket) {
            return Err(reject(403, "no such ticket"));
        }
        state.session.open_downstream(now, link, None)
    })?;
    Ok(Attachment::new(conversation, link))
}

/// The source of the body; dropping it detaches the link.
struct Source {
    attachment: Attachment,
    shutdown: Shutdown,
    stage: Stage,
    _transport: TaskTrackerToken,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Padding,
    Events,
    Done,
}

impl Source {
    fn into_stream(self) -> impl Stream<Item = Result<String, Infallible>> {
        stream::unfold(self, |mut source| async {
            let chunk = source.next_chunk().await?;
            Some((Ok(chunk), source))
        })
    }

    async fn next_chunk(&mut self) -> Option<String> {
        let mut chunk = String::new();
        if self.stage == Stage::Padding {
            self.stage = Stage::Events;
            push_padding(&mut chunk);
        }
        while self.stage == Stage::Events {
            let changed = self.attachment.changed();
            let has_ended = fill(&self.attachment, &mut chunk);
            if has_ended || (self.shutdown.has_begun() && chunk.len() < CHUNK_FULL) {
                self.stage = Stage::Done;
            }
            if !chunk.is_empty() {
                return Some(chunk);
            }
            if self.stage == Stage::Events {
                tokio::select! {
                    () = changed => {}
                    () = self.shutdown.begun() => {}
                }
            }
        }
        None
    }
}

/// Appends the frames that are ready; returns whether the link has ended.
fn fill(attachment: &Attachment, chunk: &mut String) -> bool {
    while chunk.len() < CHUNK_FULL {
        match attachment.transmit() {
            Next::Frame(frame) => push_event(chunk, &frame),
            Next::Wait => return false,
            Next::End => return true,
        }
    }
    false
}

fn push_event(chunk: &mut String, frame: &Message) {
    match frame {
        Message::Text(text) => sse::push_text(chunk, text.as_str()),
        Message::Binary(bytes) => sse::push_binary(chunk, &BASE64.encode(bytes)),
    }
}

fn push_padding(chunk: &mut String) {
    chunk.push(':');
    chunk.extend(std::iter::repeat_n(' ', PADDING));
    chunk.push_str("\n\n");
}

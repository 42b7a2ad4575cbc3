//! Frames up: the HELLO of a link, and its messages.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};
use everwire_core::dialect::everwire::codec::body::MEDIA_TYPE;
use everwire_core::dialect::everwire::codec::{Downstream, Reject};
use everwire_core::error::Violation;
use everwire_core::payload::Message;
use tokio_util::sync::CancellationToken;

use super::body;
use super::credentials::Credentials;
use crate::conversation::Conversation;
use crate::endpoint::Endpoint;
use crate::frame::read_hello;
use crate::refusal::reject;

/// By how many bytes a body may exceed the largest message.
const BODY_SLACK: usize = 1024 * 1024;

/// Responds to a POST.
pub(crate) async fn respond(
    endpoint: &Endpoint,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, Reject> {
    check_type(parts)?;
    let known = match Credentials::read(&parts.headers)? {
        Some(credentials) => Some((credentials.check(&endpoint.registry)?, credentials.link)),
        None => None,
    };
    let superseded = match &known {
        Some((conversation, link)) => begin(conversation, *link),
        None => CancellationToken::new(),
    };
    let config = endpoint.config();
    let body = tokio::select! {
        body = read(endpoint, body) => body?,
        () = superseded.cancelled() => return Err(reject(409, "the POST was repeated")),
    };
    let mut frames = body::decode(&body, config.max_frames)?.into_iter();
    let (conversation, link) = match known {
        Some((conversation, link)) => {
            check_attached(&conversation, link)?;
            (conversation, link)
        }
        None => attach(endpoint, parts, frames.next()).await?,
    };
    // A link that breaks the protocol ends.
    let replies = conversation
        .exchange(link, frames)
        .await
        .inspect_err(|_| conversation.detach(link))?;
    Ok(response(&replies))
}

/// Requires a content type that a page of another origin can send neither in a form nor without a preflight.
fn check_type(parts: &Parts) -> Result<(), Reject> {
    let is_right = parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes() == MEDIA_TYPE.as_bytes());
    if is_right {
        return Ok(());
    }
    Err(reject(415, "the body must be application/octet-stream"))
}

async fn read(endpoint: &Endpoint, body: Body) -> Result<Bytes, Reject> {
    let config = endpoint.config();
    let limit = config.session.max_message.saturating_add(BODY_SLACK);
    let usage = endpoint.registry.budget.usage();
    body::read(body, limit, config.body_timeout, usage).await
}

/// Begins a POST, which supersedes an earlier one of the link.
fn begin(conversation: &Conversation, link: u32) -> CancellationToken {
    conversation.with(|state, _| {
        let session = &state.session;
        state.posts.begin(link, |other| session.is_attached(other))
    })
}

/// Attaches the link of a HELLO.
async fn attach(
    endpoint: &Endpoint,
    parts: &Parts,
    first: Option<Message>,
) -> Result<(Arc<Conversation>, u32), Reject> {
    let unexpected = || Reject::violation(Violation::Unexpected);
    let hello = read_hello(first.ok_or_else(unexpected)?)?;
    if hello.downstream == Downstream::Duplex {
        return Err(unexpected());
    }
    let conversation = endpoint.attach(parts, &hello).await?;
    Ok((conversation, hello.link))
}

fn check_attached(conversation: &Conversation, link: u32) -> Result<(), Reject> {
    conversation.with(|state, _| {
        if state.session.is_attached(link) {
            Ok(())
        } else if state.session.end().is_some() {
            Err(reject(410, "the session has ended"))
        } else {
            Err(reject(409, "the link is no longer attached"))
        }
    })
}

fn response(replies: &VecDeque<Message>) -> Response<Body> {
    let mut out = BytesMut::new();
    for frame in replies {
        body::push(&mut out, frame);
    }
    body::response(out)
}

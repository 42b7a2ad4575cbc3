//! Bodies that consist of frames.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use bytes::{BufMut, Bytes, BytesMut};
use everwire_core::dialect::everwire::codec::Reject;
use everwire_core::dialect::everwire::codec::body;
use everwire_core::error::Violation;
use everwire_core::payload::Message;
use http_body_util::BodyExt;

use crate::budget::Usage;
use crate::refusal::{budget_exhausted, reject};

/// How much of a body that is too large is read and discarded, in bytes: many clients read the response only after they have
/// sent the whole body.
const DISCARD_MAX: usize = 32 * 1024 * 1024;

/// Reads a request's body.
///
/// # Errors
///
/// The refusal to answer with: larger than `limit` bytes, too slow, cut short, or beyond the memory budget.
pub(super) async fn read(
    body: Body,
    limit: usize,
    timeout: Duration,
    usage: Usage,
) -> Result<Bytes, Reject> {
    match tokio::time::timeout(timeout, collect(body, limit, usage)).await {
        Ok(result) => result,
        Err(_) => Err(reject(408, "too slow")),
    }
}

/// The frames of a body.
///
/// # Errors
///
/// A refusal with status 400 if it is no sequence of frames, 413 if it has more than `most` of them.
pub(super) fn decode(bytes: &Bytes, most: usize) -> Result<Vec<Message>, Reject> {
    let malformed = || Reject::violation(Violation::Malformed);
    body::frame_ranges_within(bytes, most)
        .map_err(Reject::violation)?
        .into_iter()
        .map(|part| {
            let frame = bytes.slice(part.range);
            if part.is_text {
                Message::from_utf8(frame).ok_or_else(malformed)
            } else {
                Ok(Message::binary(frame))
            }
        })
        .collect()
}

/// Appends one frame to a body.
pub(super) fn push(out: &mut BytesMut, frame: &Message) {
    out.put_slice(body::header(frame).as_bytes());
    out.put_slice(frame.as_bytes());
}

/// The response with such a body.
pub(super) fn response(body: BytesMut) -> Response<Body> {
    let mut response = Response::new(Body::from(body.freeze()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(body::MEDIA_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn collect(mut body: Body, limit: usize, mut usage: Usage) -> Result<Bytes, Reject> {
    let mut collected = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| reject(400, "body cut short"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if collected.len() + data.len() > limit {
            drop(collected);
            discard(body).await;
            return Err(Reject::violation(Violation::TooLarge));
        }
        usage.set(collected.len() + data.len());
        if usage.is_denied(collected.len()) {
            drop((collected, usage));
            discard(body).await;
            return Err(budget_exhausted());
        }
        collected.extend_from_slice(&data);
    }
    Ok(collected.freeze())
}

async fn discard(mut body: Body) {
    let mut discarded = 0;
    while let Some(Ok(frame)) = body.frame().await {
        discarded += frame.data_ref().map_or(0, Bytes::len);
        if discarded > DISCARD_MAX {
            return;
        }
    }
}

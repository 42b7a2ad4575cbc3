//! Bodies made of frames.

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

use crate::memory::Share;
use crate::registry::reject;

/// A client that sends too much reads the answer only after it has sent all; up to this many bytes are thrown away.
const DISCARD_MAX: usize = 32 * 1024 * 1024;

/// Reads a request's body.
///
/// # Errors
///
/// The refusal to answer with: larger than `limit` bytes, too slow, cut short, or more than there is memory for.
pub(super) async fn read(
    body: Body,
    limit: usize,
    timeout: Duration,
    share: Share,
) -> Result<Bytes, Reject> {
    match tokio::time::timeout(timeout, collect(body, limit, share)).await {
        Ok(result) => result,
        Err(_) => Err(reject(408, 0, "too slow")),
    }
}

/// Takes a body apart into its frames.
///
/// # Errors
///
/// A refusal with status 400 if it is no sequence of frames, 413 if it has more than `most` of them.
pub(super) fn decode(bytes: &Bytes, most: usize) -> Result<Vec<Message>, Reject> {
    let malformed = || Reject::violation(Violation::Malformed);
    body::frame_ranges_within(bytes, most)
        .map_err(Reject::violation)?
        .into_iter()
        .map(|slot| {
            let frame = bytes.slice(slot.range);
            if slot.is_text {
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

/// The answer that carries such a body.
pub(super) fn response(body: BytesMut) -> Response<Body> {
    let mut response = Response::new(Body::from(body.freeze()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(body::MEDIA_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn collect(mut body: Body, limit: usize, mut share: Share) -> Result<Bytes, Reject> {
    let mut collected = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| reject(400, 0, "body cut short"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if collected.len() + data.len() > limit {
            drop(collected);
            discard(body).await;
            return Err(Reject::violation(Violation::TooLarge));
        }
        share.resize(collected.len() + data.len());
        if share.is_exhausted(collected.len()) {
            drop((collected, share));
            discard(body).await;
            return Err(reject(503, 5_000, "too much is waiting here"));
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

//! Refusals: making them, and how they look in HTTP.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};
use everwire_core::dialect::everwire::codec::Reject;

/// When a client that was refused for want of room is to come back, in ms.
const RETRY_DELAY: u64 = 5_000;

/// A refusal that nothing but a different request changes.
pub(crate) fn reject(status: u16, message: &str) -> Reject {
    reject_until(status, 0, message)
}

/// A refusal of a request that may be repeated after `retry_after` ms.
pub(crate) fn reject_until(status: u16, retry_after: u64, message: &str) -> Reject {
    Reject {
        status,
        retry_after,
        message: message.to_owned(),
    }
}

/// The refusal of a session, a message or a body that there is no room for.
pub(crate) fn no_room(status: u16, message: &str) -> Reject {
    reject_until(status, RETRY_DELAY, message)
}

/// The refusal when the memory budget is exhausted.
pub(crate) fn budget_exhausted() -> Reject {
    no_room(503, "too much is waiting here")
}

/// A refusal as an HTTP response.
pub(crate) fn response(reject: &Reject) -> Response<Body> {
    let mut response = Response::new(Body::from(reject.message.clone()));
    *response.status_mut() =
        StatusCode::from_u16(reject.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if reject.retry_after > 0 {
        let seconds = reject.retry_after.div_ceil(1_000);
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

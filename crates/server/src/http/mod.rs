//! Requests: which of the transports each belongs to, and how refusals look in HTTP.
//!
//! ```text
//!   GET, Upgrade: websocket   WebSocket
//!   POST ?everwire=post       frames up; the first of a link is its HELLO
//!   GET  ?everwire=poll       frames down, one held request at a time
//!   GET  ?everwire=sse        frames down, as an event stream
//!   OPTIONS                   CORS preflight
//! ```

mod body;
mod cors;
mod credentials;
mod poll;
mod post;
mod sse;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use everwire_core::dialect::everwire::codec::Reject;

use crate::endpoint::Endpoint;
use crate::origins::Verdict;
use crate::registry::reject;
use crate::websocket;

pub(crate) use self::post::read_hello;

/// Answers any request to an endpoint.
pub(crate) async fn answer(endpoint: Endpoint, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let verdict = endpoint.config().origins.judge(&parts);
    if verdict == Verdict::Refused {
        return cors::refuse(refusal(&reject(403, 0, "origin not allowed")));
    }
    let response = match route(&parts) {
        Route::Preflight => cors::preflight(),
        Route::WebSocket => websocket::accept(endpoint, parts).await,
        Route::Post => or_refusal(post::answer(&endpoint, &parts, body).await),
        Route::Poll => or_refusal(poll::answer(&endpoint, &parts).await),
        Route::Stream => or_refusal(sse::answer(&endpoint, &parts)),
        Route::Unknown => refusal(&reject(
            400,
            0,
            "an Everwire endpoint: connect with an Everwire client",
        )),
        Route::Method => refusal(&reject(405, 0, "method not allowed")),
    };
    cors::allow(&verdict, response)
}

/// A refusal as an HTTP answer.
pub(crate) fn refusal(reject: &Reject) -> Response<Body> {
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

enum Route {
    Preflight,
    WebSocket,
    Post,
    Poll,
    Stream,
    Unknown,
    Method,
}

fn route(parts: &Parts) -> Route {
    let wants_upgrade = parts
        .headers
        .get(UPGRADE)
        .is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"));
    match (&parts.method, query(parts, "everwire")) {
        (&Method::OPTIONS, _) => Route::Preflight,
        (&Method::GET, _) if wants_upgrade => Route::WebSocket,
        (&Method::GET, Some("poll")) => Route::Poll,
        (&Method::GET, Some("sse")) => Route::Stream,
        (&Method::POST, Some("post")) => Route::Post,
        (&Method::GET | &Method::POST, _) => Route::Unknown,
        _ => Route::Method,
    }
}

/// A query parameter whose value has nothing to be decoded.
fn query<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let pairs = parts.uri.query()?.split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn or_refusal(answer: Result<Response<Body>, Reject>) -> Response<Body> {
    answer.unwrap_or_else(|reject| refusal(&reject))
}

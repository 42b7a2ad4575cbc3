//! The endpoint as a tower service: which transport each request belongs to.
//!
//! ```text
//!   GET, Upgrade: websocket   WebSocket
//!   POST ?everwire=post       frames up; the first of a link is its HELLO
//!   GET  ?everwire=poll       frames down, one poll at a time
//!   GET  ?everwire=sse        frames down, as an event stream
//!   OPTIONS                   CORS preflight
//! ```

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header::UPGRADE;
use axum::http::request::Parts;
use axum::http::{Method, Request, Response};
use everwire_core::dialect::everwire::codec::Reject;
use futures_util::future::BoxFuture;
use tower_service::Service;

use crate::endpoint::Endpoint;
use crate::http::{cors, poll, post, query, sse};
use crate::origins::OriginCheck;
use crate::refusal::{self, reject};
use crate::websocket;

impl Service<Request<Body>> for Endpoint {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let endpoint = self.clone();
        Box::pin(async move { Ok(respond(endpoint, request).await) })
    }
}

async fn respond(endpoint: Endpoint, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let origin = endpoint.config().origins.check(&parts);
    if origin == OriginCheck::Refused {
        let response = refusal::response(&reject(403, "origin not allowed"));
        return cors::refuse(response);
    }
    let response = match route(&parts) {
        Route::Preflight => cors::preflight(),
        Route::WebSocket => websocket::accept(endpoint, parts).await,
        Route::Post => or_refusal(post::respond(&endpoint, &parts, body).await),
        Route::Poll => or_refusal(poll::respond(&endpoint, &parts).await),
        Route::Stream => or_refusal(sse::respond(&endpoint, &parts)),
        Route::Unknown => refusal::response(&reject(
            400,
            "an Everwire endpoint: connect with an Everwire client",
        )),
        Route::Method => refusal::response(&reject(405, "method not allowed")),
    };
    cors::allow(&origin, response)
}

enum Route {
    Preflight,
    WebSocket,
    Post,
    Poll,
    Stream,
    Unknown,
    /// The method is not one of an endpoint.
    Method,
}

fn route(parts: &Parts) -> Route {
    let wants_upgrade = parts
        .headers
        .get(UPGRADE)
        .is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"));
    match (&parts.method, query::parameter(parts, "everwire")) {
        (&Method::OPTIONS, _) => Route::Preflight,
        (&Method::GET, _) if wants_upgrade => Route::WebSocket,
        (&Method::GET, Some("poll")) => Route::Poll,
        (&Method::GET, Some("sse")) => Route::Stream,
        (&Method::POST, Some("post")) => Route::Post,
        (&Method::GET | &Method::POST, _) => Route::Unknown,
        _ => Route::Method,
    }
}

fn or_refusal(result: Result<Response<Body>, Reject>) -> Response<Body> {
    result.unwrap_or_else(|reject| refusal::response(&reject))
}

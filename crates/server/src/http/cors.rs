//! Cross-origin resource sharing (WHATWG Fetch, section 3.3).

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, VARY,
};
use axum::http::{HeaderValue, Response, StatusCode};

use crate::origins::OriginCheck;

/// The response to a preflight, before [`allow`].
pub(crate) fn preflight() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "content-type, everwire-session, everwire-key, everwire-link, everwire-received, everwire-hold",
        ),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

/// Lets the page that sent the request read the response.
pub(crate) fn allow(check: &OriginCheck, response: Response<Body>) -> Response<Body> {
    let mut response = varied(response);
    let headers = response.headers_mut();
    let (OriginCheck::Listed(origin) | OriginCheck::Any(origin)) = check else {
        return response;
    };
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after"),
        );
    }
    if matches!(check, OriginCheck::Listed(_)) {
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
    response
}

/// A response that the page must not read.
pub(crate) fn refuse(response: Response<Body>) -> Response<Body> {
    varied(response)
}

fn varied(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("origin"));
    response
}

//! The query of a request's URL.

use axum::http::request::Parts;

/// The value of a query parameter. It is not percent-decoded: no value of ours needs that.
pub(crate) fn parameter<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let pairs = parts.uri.query()?.split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

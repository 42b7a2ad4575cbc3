//! URLs of the page and of servers.

use super::global::{global_member, member};

/// The document's base URL (WHATWG HTML, section 2.4.3), or the address of the worker; a string.
pub(crate) fn base_url() -> wasm_bindgen::JsValue {
    let document = member(&global_member("document"), "baseURI");
    if document.is_string() {
        document
    } else {
        member(&global_member("location"), "href")
    }
}

/// The scheme, host and port of an absolute URL.
pub(crate) fn origin(url: &str) -> &str {
    // Behind the two slashes before the host.
    let mut ends = url.match_indices(['/', '?']).skip(2);
    ends.next()
        .and_then(|(end, _)| url.get(..end))
        .unwrap_or(url)
}

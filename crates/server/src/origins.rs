//! Which web pages may connect (RFC 6454).

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;

/// The web origins that are allowed besides the server's own. A request without an `Origin` header does not come from a
/// page of another origin, and is always allowed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Origins {
    /// Only pages of the server's own host and port. The scheme is not compared: a proxy may terminate TLS.
    #[default]
    Own,
    /// These too, each as `https://example.org`; their requests may carry cookies.
    Listed(Vec<String>),
    /// Any, without cookies.
    Any,
}

/// The result of checking the origin of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum OriginCheck {
    /// There is none, or it is the server's own.
    Own,
    /// A listed origin.
    Listed(String),
    /// Some origin, where any is allowed.
    Any(String),
    Refused,
}

impl Origins {
    /// The origins of a list, as on a command line: `*` among the names stands for any, an empty list for [`Origins::Own`].
    #[must_use]
    pub fn from_names(names: Vec<String>) -> Self {
        if names.is_empty() {
            Self::Own
        } else if names.iter().any(|name| name == "*") {
            Self::Any
        } else {
            Self::Listed(names)
        }
    }

    /// Whether a request with these parts is allowed.
    #[must_use]
    pub fn admits(&self, parts: &Parts) -> bool {
        self.check(parts) != OriginCheck::Refused
    }

    pub(crate) fn check(&self, parts: &Parts) -> OriginCheck {
        let Some(origin) = parts.headers.get(ORIGIN) else {
            return OriginCheck::Own;
        };
        let Ok(origin) = origin.to_str() else {
            return OriginCheck::Refused;
        };
        match self {
            Self::Listed(list) if list.iter().any(|name| name.eq_ignore_ascii_case(origin)) => {
                OriginCheck::Listed(origin.to_owned())
            }
            Self::Any => OriginCheck::Any(origin.to_owned()),
            _ if is_own(origin, parts) => OriginCheck::Own,
            Self::Own | Self::Listed(_) => OriginCheck::Refused,
        }
    }
}

/// Whether the authority of the origin is that of the request.
fn is_own(origin: &str, parts: &Parts) -> bool {
    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    let host = match parts.uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => parts.headers.get(HOST).and_then(|host| host.to_str().ok()),
    };
    match (authority, host) {
        (Some(authority), Some(host)) => authority.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn check(origins: &Origins, origin: &str) -> OriginCheck {
        let request = Request::get("/live")
            .header(HOST, "example.org:8080")
            .header(ORIGIN, origin);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        origins.check(&parts)
    }

    #[test]
    fn the_servers_own_pages_are_allowed() {
        for origin in ["http://example.org:8080", "https://EXAMPLE.org:8080"] {
            assert_eq!(check(&Origins::Own, origin), OriginCheck::Own);
        }
        for origin in ["http://example.org", "http://evil.org:8080", "null", ""] {
            assert_eq!(
                check(&Origins::Own, origin),
                OriginCheck::Refused,
                "{origin}"
            );
        }
    }

    #[test]
    fn listed_origins_are_compared_whole() {
        let origins = Origins::from_names(vec![String::from("https://a.example")]);
        let listed = OriginCheck::Listed(String::from("https://a.example"));
        assert_eq!(check(&origins, "https://a.example"), listed);
        for origin in [
            "http://a.example",
            "https://a.example.evil",
            "https://b.a.example",
        ] {
            assert_eq!(check(&origins, origin), OriginCheck::Refused, "{origin}");
        }
    }

    #[test]
    fn a_star_allows_every_origin() {
        let origins = Origins::from_names(vec![String::from("*")]);
        assert_eq!(
            check(&origins, "null"),
            OriginCheck::Any(String::from("null"))
        );
    }
}

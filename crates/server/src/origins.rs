//! Which web pages may connect (RFC 6454).

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;

/// The web origins that are let in besides the server's own. Requests without an `Origin` header do not come from a
/// page of another origin, and are always let in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Origins {
    /// Only pages of the server's own host and port. The scheme is not compared: a proxy may have taken TLS off.
    #[default]
    Own,
    /// These too, each as `https://example.org`; their requests may carry cookies.
    Listed(Vec<String>),
    /// Any, without cookies.
    Any,
}

/// What was decided about the origin of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// There is none, or it needs no permission.
    Own,
    /// A listed origin.
    Listed(String),
    /// Some origin, where any is let in.
    Any(String),
    Refused,
}

impl Origins {
    /// A list as a command line gives it: `*` among the names stands for any.
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

    /// Whether a request with these parts may come in.
    #[must_use]
    pub fn admits(&self, parts: &Parts) -> bool {
        self.judge(parts) != Verdict::Refused
    }

    pub(crate) fn judge(&self, parts: &Parts) -> Verdict {
        let Some(origin) = parts.headers.get(ORIGIN) else {
            return Verdict::Own;
        };
        let Ok(origin) = origin.to_str() else {
            return Verdict::Refused;
        };
        match self {
            Self::Listed(list) if list.iter().any(|name| name.eq_ignore_ascii_case(origin)) => {
                Verdict::Listed(origin.to_owned())
            }
            Self::Any => Verdict::Any(origin.to_owned()),
            _ if is_own(origin, parts) => Verdict::Own,
            Self::Own | Self::Listed(_) => Verdict::Refused,
        }
    }
}

/// Whether the origin's authority is the one that the request was sent to.
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

    fn judge(origins: &Origins, origin: &str) -> Verdict {
        let request = Request::get("/live")
            .header(HOST, "example.org:8080")
            .header(ORIGIN, origin);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        origins.judge(&parts)
    }

    #[test]
    fn the_servers_own_pages_are_let_in() {
        for origin in ["http://example.org:8080", "https://EXAMPLE.org:8080"] {
            assert_eq!(judge(&Origins::Own, origin), Verdict::Own);
        }
        for origin in ["http://example.org", "http://evil.org:8080", "null", ""] {
            assert_eq!(judge(&Origins::Own, origin), Verdict::Refused, "{origin}");
        }
    }

    #[test]
    fn listed_origins_are_compared_whole() {
        let origins = Origins::from_names(vec![String::from("https://a.example")]);
        let listed = Verdict::Listed(String::from("https://a.example"));
        assert_eq!(judge(&origins, "https://a.example"), listed);
        for origin in [
            "http://a.example",
            "https://a.example.evil",
            "https://b.a.example",
        ] {
            assert_eq!(judge(&origins, origin), Verdict::Refused, "{origin}");
        }
    }

    #[test]
    fn a_star_lets_everyone_in() {
        let origins = Origins::from_names(vec![String::from("*")]);
        assert_eq!(judge(&origins, "null"), Verdict::Any(String::from("null")));
    }
}

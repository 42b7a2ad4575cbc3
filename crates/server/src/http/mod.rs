//! The requests of HTTP links: POSTs up; polls or an event stream down.

mod body;
pub(crate) mod cors;
mod credentials;
pub(crate) mod poll;
pub(crate) mod post;
pub(crate) mod query;
pub(crate) mod sse;

//! How frames lie in HTTP: one event each in an event stream, one after the other in a body.

pub mod body;
pub mod sse;

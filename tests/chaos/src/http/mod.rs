//! As much of HTTP/1.1 as it takes to separate exchanges. Bytes are never rewritten.

mod body;
mod head;
mod kind;

pub(crate) use body::Body;
pub(crate) use head::{Malformed, RequestHead, ResponseHead};
pub(crate) use kind::{Kind, PerKind};

//! What the fuzz targets do with their input: plain functions that panic when a rule is broken.
//!
//! They know nothing of a fuzzer: a stable compiler replays the committed corpora over them.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a finding is told"
)]

mod body;
mod client;
mod fields;
mod frames;
mod host;
mod hostile;
mod http;
pub mod pair;
mod payloads;
mod sse;

pub use self::body::body;
pub use self::client::client;
pub use self::fields::fields;
pub use self::frames::frames;
pub use self::host::host;
pub use self::http::http;
pub use self::pair::pair;
pub use self::sse::sse;

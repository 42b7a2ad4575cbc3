//! The server over real sockets: what each transport does, and what the network may do to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod application;
mod attacks;
mod early;
mod ending;
mod event_stream;
mod garbage;
mod limits;
mod origins;
mod plenty;
mod polling;
mod resuming;
mod server;
mod slow;
mod websocket;

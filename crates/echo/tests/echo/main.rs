//! The program as a process: its command line, its page, its endpoints, its end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod binary;
mod flags;
mod plain;
mod process;
mod tls;

//! The SDK in a page, against real servers behind the fault-making proxy of `tests/chaos`.
#![cfg(target_arch = "wasm32")]
// What is not as expected ends the test.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]

mod echo;
mod ending;
mod fallback;
mod mistakes;
mod outages;
mod page;
mod reentrancy;
mod sendable;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

//! The SDK in a dedicated worker, which has no document.
#![cfg(target_arch = "wasm32")]
// What is not as expected ends the test.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]
// The page's tests use more of what is shared than these.
#![allow(dead_code)]

mod echo;
mod outages;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

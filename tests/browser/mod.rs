//! The SDK in a page or, with the feature `test-worker`, in a dedicated worker, against real servers behind the
//! fault-making proxy of `tests/chaos`. Without the feature `test-servers` those tests alone run that need no server.
// What is not as expected ends the test.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]
// A worker's tests use less of what is shared.
#![cfg_attr(feature = "test-worker", allow(dead_code, unused_imports))]

#[macro_use]
mod support;

mod echo;
mod outages;

// What a worker does not have, or does no other way.
#[cfg(not(feature = "test-worker"))]
mod ending;
#[cfg(not(feature = "test-worker"))]
mod fallback;
#[cfg(not(feature = "test-worker"))]
mod mistakes;
#[cfg(not(feature = "test-worker"))]
mod page;
#[cfg(not(feature = "test-worker"))]
mod reentrancy;
#[cfg(not(feature = "test-worker"))]
mod sendable;

#[cfg(not(feature = "test-worker"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
#[cfg(feature = "test-worker")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

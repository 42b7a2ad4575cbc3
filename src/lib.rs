//! The Everwire SDK: what a browser runs, compiled to WebAssembly. The npm package wraps it in the JavaScript classes.
//!
//! ```text
//! JavaScript ──► api ──► driver ──► transport ──► browser
//!                 │        │            │
//!                 └────────┴────────────┴──► everwire-core (decides everything)
//! ```
//!
//! - `api`: what JavaScript calls, and what is called in JavaScript.
//! - `driver`: feeds the core with what happens, and does what it asks for.
//! - `transport`: one file for each browser API that carries frames.
//! - `plain`: the engine of `everwire/websocket`, which has no session. It is a module of its own, by the feature `plain`
//!   in the place of `session`, so that neither entry carries the other.
//! - `platform`: what both need of the browser.
//!
//! Browser objects are imported by hand, each member with `catch`, and messages cross as handles: a page may have replaced
//! any of them by something that throws, and a text that is copied into WebAssembly costs more than all the rest.
#![cfg(target_arch = "wasm32")]
#![cfg_attr(not(test), no_std)]
// Either module leaves a part of `platform` to the other.
#![cfg_attr(not(all(feature = "session", feature = "plain")), allow(dead_code))]

extern crate alloc;

#[cfg(feature = "session")]
pub mod api;
#[cfg(feature = "session")]
mod driver;
#[cfg(feature = "plain")]
pub mod plain;
mod platform;
#[cfg(feature = "session")]
mod transport;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

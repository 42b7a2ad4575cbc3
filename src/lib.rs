//! The Everwire SDK: what a browser runs, compiled to WebAssembly. The npm package wraps it in the JavaScript classes.
//!
//! ```text
//! JavaScript ──► api ──► driver ──► transport ──► browser
//!                 │        │            │
//!                 └────────┴────────────┴──► everwire-core (decides everything)
//! ```
//!
//! - [`api`]: what JavaScript calls, and what is called in JavaScript.
//! - `driver`: feeds the core with what happens, and does what it asks for.
//! - `transport`: one file for each browser API that carries frames.
//!
//! Browser objects are imported by hand, each member with `catch`, and messages cross as handles: a page may have replaced
//! any of them by something that throws, and a text that is copied into WebAssembly costs more than all the rest.
#![cfg(target_arch = "wasm32")]

pub mod api;
mod driver;
mod transport;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

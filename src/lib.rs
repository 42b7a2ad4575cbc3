//! The Everwire SDK: what a browser runs, compiled to WebAssembly. The npm package wraps it in the JavaScript classes.
//!
//! ```text
//! JavaScript ──► bindings ──► driver ──► browser
//!                    │          │  │
//!                    │          │  └──► payload
//!                    └──────────┴─────► everwire-core (decides everything)
//! ```
//!
//! - `bindings`: what JavaScript calls, and what is called in JavaScript; one room a face. A feature of the crate selects
//!   each, so that no entry of the npm package carries another.
//! - `driver`: feeds the machines of the core with what happens, and does what they ask for.
//! - `browser`: one file for each browser API.
//! - `payload`: JavaScript values as messages and frames.
//!
//! Browser APIs come from web-sys, JavaScript's own values from js-sys. An import of our own stands where a call of theirs
//! would copy a message, or cannot catch what a page that has replaced the API makes it throw.
#![cfg(target_arch = "wasm32")]

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

// wasm-bindgen takes `pub` alone, also where nothing else can reach it.
#[allow(unreachable_pub)]
mod bindings;
mod browser;
mod driver;
// An engine without channels needs a part of it.
#[cfg_attr(not(feature = "channels"), allow(dead_code))]
mod payload;

// They are a module since there is no `rlib` that tests of their own could link.
#[cfg(all(test, feature = "everwire"))]
#[path = "../tests/browser/mod.rs"]
mod browser_tests;

/// What the names of stored items and locks begin with, which all scripts of an origin share.
#[cfg(feature = "channels")]
const NAMESPACE: &str = "everwire";

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

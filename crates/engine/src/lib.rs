//! The WebAssembly module of the npm package: the SDK, with what a module needs that has no standard library.
#![cfg(target_arch = "wasm32")]
#![no_std]

use core::panic::PanicInfo;

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

// What it exports is exported from here.
extern crate everwire;

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// A trap, which JavaScript sees as a `RuntimeError`. A message would bring the formatter: a tenth of the module.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

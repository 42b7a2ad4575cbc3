//! Randomness of the cryptographic kind.

use everwire_core::dialect::everwire::client::Entropy;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill(bytes: &mut [u8]) -> Result<(), JsValue>;
}

/// Draws what a client needs; `None` where the platform has no source.
pub(super) fn draw() -> Option<Entropy> {
    let (mut seed, mut attach) = ([0; 8], [0; 16]);
    fill(&mut seed).ok()?;
    fill(&mut attach).ok()?;
    Some(Entropy {
        seed: u64::from_le_bytes(seed),
        attach: u128::from_le_bytes(attach),
    })
}

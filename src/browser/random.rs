//! Random numbers.

#[cfg(feature = "channels")]
use wasm_bindgen::JsCast;

#[cfg(feature = "channels")]
use super::global::global_member;

/// `Math.random` draws from so many numbers.
#[cfg(feature = "websocket")]
const SEEDS: f64 = (1_u64 << 53) as f64;

/// Random bytes of the cryptographic kind; `None` where the platform has no source.
#[cfg(feature = "channels")]
pub(crate) fn secret<const N: usize>() -> Option<[u8; N]> {
    let crypto: web_sys::Crypto = global_member("crypto").unchecked_into();
    let mut bytes = [0; N];
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// A number that needs no secrecy.
#[cfg(feature = "websocket")]
pub(crate) fn seed() -> u64 {
    (js_sys::Math::random() * SEEDS) as u64
}

//! Random tokens and their comparison.

use data_encoding::HEXLOWER;
use everwire_core::dialect::everwire::codec::Reject;
use subtle::ConstantTimeEq;

use crate::refusal::reject_until;

/// 128 random bits, as 32 hexadecimal digits.
///
/// # Errors
///
/// A refusal with status 503 if the operating system has no randomness.
pub(crate) fn token() -> Result<String, Reject> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| reject_until(503, 1_000, "no randomness"))?;
    Ok(HEXLOWER.encode(&bytes))
}

/// Whether two secrets are the same, compared in constant time.
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

//! Random names and their comparison.

use data_encoding::HEXLOWER;
use everwire_core::dialect::everwire::codec::Reject;
use subtle::ConstantTimeEq;

/// 128 random bits, as 32 hexadecimal digits.
///
/// # Errors
///
/// A refusal with status 503 if the operating system has no randomness to give.
pub(crate) fn token() -> Result<String, Reject> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Reject {
        status: 503,
        retry_after: 1_000,
        message: String::from("no randomness"),
    })?;
    Ok(HEXLOWER.encode(&bytes))
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

//! The arguments of `close`, by the rules of the WHATWG WebSockets standard.

use everwire_core::error::ErrorCode;

/// The longest close reason, in bytes of UTF-8 (RFC 6455, section 5.5).
const LONGEST_REASON: usize = 123;
/// "No status received" and "normal closure" (RFC 6455, section 7.4.1).
const NO_CODE: u16 = 1005;
const NORMAL: u16 = 1000;

/// The close code and reason that are meant, or `INVALID_CLOSE_CODE` or `CLOSE_REASON_TOO_LONG`.
pub(super) fn check(code: Option<f64>, reason: Option<String>) -> Result<(u16, String), ErrorCode> {
    let default = if reason.is_some() { NORMAL } else { NO_CODE };
    let code = code.map(clamped);
    let reason = reason.unwrap_or_default();
    if code.is_some_and(|code| code != NORMAL && !(3000..5000).contains(&code)) {
        return Err(ErrorCode::InvalidCloseCode);
    }
    if reason.len() > LONGEST_REASON {
        return Err(ErrorCode::CloseReasonTooLong);
    }
    Ok((code.unwrap_or(default), reason))
}

/// `[Clamp] unsigned short` (WebIDL); a float that is no number becomes 0.
fn clamped(number: f64) -> u16 {
    // The conversion clamps.
    number.round_ties_even() as u16
}

//! Permits for held requests, counted over all tabs of the page's origin.

use everwire_core::connect::Permit;

use crate::browser::{HeldLock, is_multiplexed, origin};

/// Requests to an origin that may be held at a time: of a browser's six connections two are left to send on.
const PERMITS: u32 = 4;

/// A permit, or the search for one. Dropping it releases the permit and ends the search.
pub(crate) type Request = Option<HeldLock>;

/// Requests a permit for the origin of this URL, and calls `report` now or later.
pub(crate) fn request_permit(url: &str, report: impl Fn(Permit) + 'static) -> Request {
    if is_multiplexed(url) {
        report(Permit::Granted);
        return None;
    }
    let prefix = format!("{}:{}:", env!("CARGO_PKG_NAME"), origin(url));
    Some(HeldLock::request(prefix, PERMITS, report))
}

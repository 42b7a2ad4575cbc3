//! Permits for held requests.

/// Whether a client may hold a request, a poll or an event stream, of the few that a browser can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Permit {
    /// It may, until [`Output::ReleasePermit`].
    Granted,
    /// Others hold them all.
    Denied,
    /// Nobody counts them here.
    Unknown,
}

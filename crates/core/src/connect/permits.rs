//! Permits for held requests. Over HTTP/1.1 a browser opens six connections to a host, for all tabs together; if every tab
//! held one with a poll or an event stream, none would be left to send on. So there are fewer permits than connections,
//! and a client without one polls at an interval.

/// Whether a client may hold a request, a poll or an event stream, of the few that a browser can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Permit {
    /// It may, until [`crate::machine::Output::ReleasePermit`].
    Granted,
    /// Others hold them all.
    Denied,
    /// Nobody counts them here.
    Unknown,
}

/// What this client has of the permits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Permits {
    /// No link may hold a request.
    #[default]
    None,
    /// One is requested.
    Requested,
    /// The answer.
    Answered(Permit),
}

/// What a link that is to hold a request does first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Admission {
    /// It goes on.
    Admitted,
    /// It waits for the answer to a request that is under way.
    Wait,
    /// It waits, and a permit is to be requested.
    Request,
}

impl Permits {
    /// A link begins that holds requests.
    pub(crate) const fn admit(&mut self) -> Admission {
        match self {
            Self::Answered(Permit::Granted | Permit::Unknown) => Admission::Admitted,
            Self::Requested => Admission::Wait,
            Self::None | Self::Answered(Permit::Denied) => {
                *self = Self::Requested;
                Admission::Request
            }
        }
    }

    /// Whether a permit that was denied is to be requested once more; it then counts as requested.
    pub(crate) fn request_again(&mut self) -> bool {
        let was_denied = *self == Self::Answered(Permit::Denied);
        if was_denied {
            *self = Self::Requested;
        }
        was_denied
    }

    /// The answer has come. Returns whether anybody waits for it.
    pub(crate) fn answered(&mut self, permit: Permit) -> bool {
        let is_awaited = *self == Self::Requested;
        if is_awaited {
            *self = Self::Answered(permit);
        }
        is_awaited
    }

    /// No link needs one any more. Returns whether there is anything to release.
    pub(crate) fn release(&mut self) -> bool {
        std::mem::take(self) != Self::None
    }

    /// Whether requests may be held.
    pub(crate) const fn may_hold(self) -> bool {
        matches!(self, Self::Answered(Permit::Granted | Permit::Unknown))
    }

    /// Whether requests are held without anybody counting them.
    pub(crate) fn is_uncounted(self) -> bool {
        self == Self::Answered(Permit::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_serves_all_links() {
        let mut permits = Permits::default();
        assert_eq!(permits.admit(), Admission::Request);
        assert_eq!(permits.admit(), Admission::Wait);
        assert!(!permits.may_hold());
        assert!(permits.answered(Permit::Granted));
        assert!(permits.may_hold() && !permits.is_uncounted());
        assert_eq!(permits.admit(), Admission::Admitted);
        assert!(permits.release());
        assert!(!permits.release() && !permits.may_hold());
    }

    #[test]
    fn what_was_denied_may_be_requested_again() {
        let mut permits = Permits::default();
        assert!(!permits.request_again());
        permits.admit();
        assert!(permits.answered(Permit::Denied));
        assert!(!permits.may_hold());
        assert!(permits.request_again());
        assert!(permits.answered(Permit::Unknown));
        assert!(permits.may_hold() && permits.is_uncounted());
    }

    #[test]
    fn an_answer_that_nobody_awaits_changes_nothing() {
        let mut permits = Permits::default();
        assert!(!permits.answered(Permit::Granted));
        assert!(!permits.may_hold());
    }
}

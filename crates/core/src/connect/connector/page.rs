//! What the page, its network and its tabs ask for.

use super::{Candidate, Connector, Outputs, State, Wake};
use crate::connect::permits::{Admission, Permits};
use crate::connect::{PageSignal, Permit};
use crate::machine::Output;
use crate::time::Instant;

impl<L: Candidate> Connector<L> {
    /// The application wants a new link: no transport is preferred. Returns the link that carries now.
    pub(crate) fn reconnect_requested<P, E>(&mut self, outputs: &mut Outputs<P, E>) -> Option<u32> {
        self.reputation.forget_preference();
        match self.state {
            State::Live { link, .. } => Some(link),
            State::Waiting { .. } => {
                self.begin_attempt(outputs);
                None
            }
            _ => None,
        }
    }

    /// The page or the network has changed.
    pub(crate) fn signal<P, E>(&mut self, signal: PageSignal, outputs: &mut Outputs<P, E>) -> Wake {
        use PageSignal::{Offline, Resume, Suspend, Wake as Awake};
        match (signal, &self.state) {
            (Suspend, State::Idle | State::Suspended | State::Ended) => Wake::None,
            (Suspend, _) => Wake::Suspend,
            (Awake | Resume, State::Suspended) => Wake::Restart,
            (Awake | Resume | Offline, State::Live { link, .. }) => Wake::Probe(*link),
            (Awake | Resume, State::Waiting { .. }) => {
                self.begin_attempt(outputs);
                Wake::None
            }
            _ => Wake::None,
        }
    }

    /// The page goes to the back/forward cache, which no connection survives.
    pub(crate) fn suspend<P, E>(&mut self, now: Instant, outputs: &mut Outputs<P, E>) {
        self.release_all(now, outputs);
        self.upgrade.cancel();
        self.state = State::Suspended;
    }

    /// A link begins that holds requests.
    pub(crate) fn admit<P, E>(&mut self, outputs: &mut Outputs<P, E>) -> bool {
        let admission = self.permits.admit();
        if admission == Admission::Request {
            outputs.push_back(Output::RequestPermit);
        }
        admission == Admission::Admitted
    }

    /// Requests a permit once more, if it was denied.
    pub(crate) fn request_permit_again<P, E>(&mut self, outputs: &mut Outputs<P, E>) {
        if self.permits.request_again() {
            outputs.push_back(Output::RequestPermit);
        }
    }

    /// The answer about the permit. Returns whether anybody waits for it.
    pub(crate) fn permit_answered(&mut self, permit: Permit) -> bool {
        self.permits.answered(permit)
    }

    pub(crate) const fn permits(&self) -> Permits {
        self.permits
    }
}

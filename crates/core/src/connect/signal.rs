//! Signals of the page and the network.

/// What a page learns about itself and its network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PageSignal {
    /// The network is back, the page is visible or thawed: look at once whether the link lives.
    Wake,
    /// The network is said to be gone: look as well, since that is a guess.
    Offline,
    /// The page goes into the back/forward cache: links end, the session stays.
    Suspend,
    /// The page is back from it.
    Resume,
}

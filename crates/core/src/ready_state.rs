//! The state that an application sees.

/// The state that an application sees, as in the WHATWG WebSockets standard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ReadyState {
    /// Before the first session.
    Connecting = 0,
    /// The session lives, also while there is no link.
    Open = 1,
    /// The application has closed.
    Closing = 2,
    /// The end.
    Closed = 3,
}

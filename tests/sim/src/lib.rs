//! Deterministic simulation: clients and a server, both the real core code, over a network that does its worst.
//!
//! Virtual time, one seed a world. [`run`] plays a world to its end and checks the rules of [`world`](self) at every
//! step: each message arrives exactly once and in order while the session lives; what is reported as unconfirmed is
//! right, to the message, when it does not; memory stays within its bounds; a half-open link is found in time; once the
//! network is good everybody is served within a stated time; after the end nothing is left.
//!
//! ```text
//! world     the clock, the seasons, the rules ──► model, flow (what the applications know)
//!   │ ├──► frontend   the client machine and its page       ├──► coverage (what was drawn and seen)
//!   │ └──► backend    the server's registry of sessions     └──► history  (the last happenings, for a failure)
//!   └────► network    connections, parcels, climate      reputation (what a client holds against transports)
//! ```

mod backend;
mod coverage;
mod dice;
mod flow;
mod frontend;
mod history;
mod model;
mod network;
mod reputation;
mod world;

pub use self::coverage::{Coverage, Fault, Sight, Transition};
pub use self::world::{Broken, Report, Weather, run};

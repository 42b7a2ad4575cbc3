//! How there comes to be a link, for every dialect.

mod connector;
mod failure;
mod hints;
mod history;
mod permits;
mod race;
mod reconnect;
mod reputation;
mod signal;
mod target;
mod upgrade;

pub(crate) use self::connector::{
    Candidate, ConnectConfig, ConnectTimer, Connector, Decision, Fallout, Resolved, Wake,
};
pub use self::failure::Failure;
pub use self::hints::{Demotion, OriginHints};
pub(crate) use self::history::History;
pub use self::history::{LinkStage, Step};
pub use self::permits::Permit;
pub(crate) use self::reconnect::ReconnectConfig;
pub use self::signal::PageSignal;
pub use self::target::Target;

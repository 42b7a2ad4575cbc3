//! How there comes to be a link, for every dialect.

mod backoff;
mod failure;
mod hints;
mod history;
mod permits;
mod signal;
mod target;

pub(crate) use self::backoff::Backoff;
pub use self::failure::Failure;
pub use self::hints::{Demotion, OriginHints};
pub(crate) use self::history::History;
pub use self::history::{LinkStage, Step};
pub use self::permits::Permit;
pub use self::signal::PageSignal;
pub use self::target::Target;

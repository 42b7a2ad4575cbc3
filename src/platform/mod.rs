//! The browser, as every face of the SDK needs it.

mod clock;
pub(crate) mod closing;
mod fault;
pub(crate) mod given;
pub(crate) mod js;
mod lease;
mod listeners;
mod local;
pub(crate) mod message;
mod page;
mod payload;
pub(crate) mod text;
mod timer;

pub(crate) use self::clock::Clock;
pub(crate) use self::fault::Fault;
pub(crate) use self::listeners::{Callback, Event, Listeners};
pub(crate) use self::local::Local;
pub(crate) use self::page::Page;
pub(crate) use self::payload::JsPayload;
pub(crate) use self::timer::Timer;

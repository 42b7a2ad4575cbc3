//! The browser: one file for each of its APIs.
//!
//! Carriers of frames (`websocket`, `event_source`, `request`) have one contract: `open` begins and reports what happens to
//! a [`Sink`]; dropping the carrier closes it and detaches everything, after which its sink is never called again. None
//! knows what a frame means.

mod clock;
#[cfg(feature = "channels")]
mod csp;
#[cfg(feature = "channels")]
mod event_source;
mod global;
mod listeners;
#[cfg(feature = "channels")]
mod locks;
mod microtask;
#[cfg(feature = "channels")]
mod origin;
mod page;
mod random;
#[cfg(feature = "channels")]
mod request;
#[cfg(feature = "channels")]
mod storage;
#[cfg(feature = "channels")]
mod task;
mod timer;
#[cfg(feature = "channels")]
mod timing;
#[cfg(feature = "channels")]
mod websocket;

#[cfg(feature = "channels")]
use std::rc::Rc;

#[cfg(feature = "channels")]
use everwire_core::channel::ChannelEvent;

pub(crate) use self::clock::Clock;
#[cfg(feature = "channels")]
pub(crate) use self::csp::{Policy, refused};
#[cfg(feature = "channels")]
pub(crate) use self::event_source::EventStream;
#[cfg(feature = "channels")]
pub(crate) use self::global::exists;
#[cfg(feature = "channels")]
pub(crate) use self::locks::HeldLock;
pub(crate) use self::microtask::queue_microtask;
#[cfg(feature = "channels")]
pub(crate) use self::origin::{base_url, origin};
pub(crate) use self::page::Page;
#[cfg(feature = "channels")]
pub(crate) use self::random::secret;
#[cfg(feature = "websocket")]
pub(crate) use self::random::seed;
#[cfg(feature = "channels")]
pub(crate) use self::request::Request;
#[cfg(feature = "channels")]
pub(crate) use self::storage::{read_item, write_item};
#[cfg(feature = "channels")]
pub(crate) use self::task::queue_task;
pub(crate) use self::timer::Timer;
#[cfg(feature = "channels")]
pub(crate) use self::timing::{is_multiplexed, round_trip};
#[cfg(feature = "channels")]
pub(crate) use self::websocket::Socket;
#[cfg(feature = "channels")]
use crate::payload::JsPayload;

/// What a carrier reports to. Of a carrier of answers, the last report is the answer or the end; of others, the end.
#[cfg(feature = "channels")]
pub(crate) type Sink = Rc<dyn Fn(ChannelEvent<JsPayload>)>;

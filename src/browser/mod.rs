//! The browser: one file for each of its APIs.
//!
//! Carriers of frames (`websocket`, `event_source`, `request`) have one contract: `open` begins and reports what happens to
//! a [`Sink`]; dropping the carrier closes it and detaches everything, after which its sink is never called again. None
//! knows what a frame means.

mod clock;
mod csp;
mod event_source;
mod global;
mod listeners;
mod locks;
mod microtask;
mod origin;
mod page;
mod random;
mod request;
mod storage;
mod task;
mod timer;
mod timing;
mod websocket;

use std::rc::Rc;

use everwire_core::channel::ChannelEvent;

pub(crate) use self::clock::Clock;
pub(crate) use self::csp::{Policy, refused};
pub(crate) use self::event_source::EventStream;
pub(crate) use self::global::exists;
pub(crate) use self::locks::HeldLock;
pub(crate) use self::microtask::queue_microtask;
pub(crate) use self::origin::{base_url, origin};
pub(crate) use self::page::Page;
pub(crate) use self::random::{secret, seed};
pub(crate) use self::request::Request;
pub(crate) use self::storage::{read_item, write_item};
pub(crate) use self::task::queue_task;
pub(crate) use self::timer::Timer;
pub(crate) use self::timing::{is_multiplexed, round_trip};
pub(crate) use self::websocket::Socket;
use crate::payload::JsPayload;

/// What a carrier reports to. Of a carrier of answers, the last report is the answer or the end; of others, the end.
pub(crate) type Sink = Rc<dyn Fn(ChannelEvent<JsPayload>)>;

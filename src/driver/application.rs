//! What the driver asks and tells the application. Everything here may run the application's code, which may call back in.

use everwire_core::channel::Transport;
use everwire_core::connect::{Failure, Step};
use everwire_core::error::ErrorCode;
use wasm_bindgen::JsValue;

use crate::platform::js::Array;

/// The application's side of a socket. What its code throws is its own affair: it does not come back here.
pub(crate) trait Application {
    /// Where to connect? Answered by `Driver::resolved` or `Driver::unresolved`, now or later.
    fn resolve(&self, attempt: u32);

    /// Whether to go on after this failure.
    fn allows(&self, failure: &Failure) -> bool;

    /// A session has begun; these messages of the one before may not have arrived.
    fn opened(&self, unconfirmed: &Array);

    /// A message has arrived.
    fn message(&self, data: &JsValue);

    /// Several messages have arrived, in this order. Returns how many of them it has taken; it is told of the others again,
    /// in a later task of the event loop.
    fn messages(&self, list: &Array) -> u32;

    /// The link is gone; the next attempt follows after so many ms.
    fn reconnecting(&self, attempt: u32, delay: u64, reason: ErrorCode);

    /// The session goes on, after so many ms without a link.
    fn reconnected(&self, transport: Transport, downtime: u64);

    /// A link has come a step further, or has ended.
    fn step(&self, step: &Step);

    /// An attempt has failed; `cause` is what a provider threw, or undefined.
    fn failed(&self, failure: &Failure, cause: &JsValue);

    /// The messages that had to wait are on their way.
    fn drained(&self);

    /// The end; these messages may not have arrived.
    fn closed(&self, code: u16, reason: &str, clean: bool, unconfirmed: &Array);
}

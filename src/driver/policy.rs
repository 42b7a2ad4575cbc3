//! Whether the page itself forbids the connection: a blocked request fails like any other, and only an event tells.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use everwire_core::channel::ChannelClosed;
use wasm_bindgen::JsValue;

use super::memory::origin;
use crate::platform::{Listeners, js};

/// Hears what the Content-Security-Policy has blocked, as long as it lives.
pub(super) struct Policy {
    blocked: Rc<RefCell<Vec<String>>>,
    _listeners: Listeners,
}

impl Policy {
    /// Calls `tell` at each violation.
    pub(super) fn watch(tell: impl Fn() + 'static) -> Self {
        let blocked = Rc::<RefCell<Vec<String>>>::default();
        let mut listeners = Listeners::on(&js::global());
        let list = blocked.clone();
        // Where it cannot be heard, a blocked connection is one that fails.
        let _ = listeners.listen("securitypolicyviolation", move |event| {
            if let Some(uri) = js::member(&event, "blockedURI").as_string() {
                list.borrow_mut().push(origin(&uri).to_owned());
                tell();
            }
        });
        Self {
            blocked,
            _listeners: listeners,
        }
    }

    /// What the end of a channel to this URL was, knowing what was blocked.
    pub(super) fn explain(&self, url: &str, how: ChannelClosed) -> ChannelClosed {
        let scheme = match how {
            ChannelClosed::Socket { .. } => "ws",
            ChannelClosed::Failed => "http",
            _ => return how,
        };
        let rest = origin(url).strip_prefix("ws");
        let is_it = |blocked: &String| rest.is_some() && blocked.strip_prefix(scheme) == rest;
        if self.blocked.borrow().iter().any(is_it) {
            ChannelClosed::Blocked
        } else {
            how
        }
    }
}

/// What the end of a channel was that the browser refused to open with this exception.
pub(super) fn refused(exception: &JsValue, otherwise: ChannelClosed) -> ChannelClosed {
    match js::member(exception, "name").as_string().as_deref() {
        Some("SecurityError") => ChannelClosed::Blocked,
        _ => otherwise,
    }
}

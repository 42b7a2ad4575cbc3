//! Content-Security-Policy: a blocked request fails like any other, and only an event says why.

use std::cell::RefCell;
use std::rc::Rc;

use everwire_core::channel::ChannelEnd;
use wasm_bindgen::JsValue;

use super::global::{global, member};
use super::listeners::Listeners;
use super::origin;

/// Keeps what the policy has blocked, as long as it lives.
pub(crate) struct Policy {
    blocked: Rc<RefCell<Vec<String>>>,
    _listeners: Listeners,
}

impl Policy {
    /// Calls `report` at each violation.
    pub(crate) fn watch(report: impl Fn() + 'static) -> Self {
        let blocked = Rc::<RefCell<Vec<String>>>::default();
        let mut listeners = Listeners::on(&global());
        let list = blocked.clone();
        // Where there are no such events, a blocked connection is one that fails.
        let _ = listeners.listen("securitypolicyviolation", move |event| {
            if let Some(uri) = member(&event, "blockedURI").as_string() {
                list.borrow_mut().push(origin(&uri).to_owned());
                report();
            }
        });
        Self {
            blocked,
            _listeners: listeners,
        }
    }

    /// Whether something at the origin of this URL was blocked.
    pub(crate) fn has_blocked(&self, url: &str) -> bool {
        let origin = origin(url);
        self.blocked
            .borrow()
            .iter()
            .any(|blocked| blocked == origin)
    }
}

/// What the end of a channel was that the browser refused to open with this exception.
pub(crate) fn refused(exception: &JsValue, otherwise: ChannelEnd) -> ChannelEnd {
    match member(exception, "name").as_string().as_deref() {
        Some("SecurityError") => ChannelEnd::Blocked,
        _ => otherwise,
    }
}

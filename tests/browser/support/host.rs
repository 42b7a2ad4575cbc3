//! The application's side of a socket: it remembers all it is told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::bindings::everwire::{Callbacks, Socket};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::{Content, set};

/// An error code as a number.
pub(crate) type Code = u8;

/// What a socket told.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Heard {
    Opened {
        unconfirmed: Vec<Content>,
    },
    Message(Content),
    Reconnecting {
        reason: Code,
    },
    Reconnected {
        transport: i32,
    },
    Failed {
        code: Code,
        status: u16,
        retryable: bool,
        cause: JsValue,
    },
    Drained,
    Closed {
        code: u16,
        reason: String,
        clean: bool,
        unconfirmed: Vec<Content>,
    },
}

/// What an application does when it is told something.
pub(crate) type Reaction = Box<dyn Fn(&Socket, &Heard) -> Result<(), JsValue>>;

/// What the host and the test share.
pub(crate) struct Diary {
    pub(super) socket: RefCell<Option<Rc<Socket>>>,
    pub(super) heard: RefCell<Vec<Heard>>,
    pub(super) reaction: RefCell<Option<Rc<Reaction>>>,
    pub(super) allows: Cell<bool>,
    pub(super) url: RefCell<String>,
    pub(super) protocols: RefCell<Vec<String>>,
    pub(super) failing: RefCell<Option<JsValue>>,
}

impl Diary {
    pub(super) fn new(url: &str) -> Rc<Self> {
        Rc::new(Self {
            socket: RefCell::default(),
            heard: RefCell::default(),
            reaction: RefCell::default(),
            allows: Cell::new(true),
            url: RefCell::new(url.to_owned()),
            protocols: RefCell::default(),
            failing: RefCell::default(),
        })
    }

    pub(super) fn socket(&self) -> Rc<Socket> {
        self.socket
            .borrow()
            .clone()
            .expect("a socket that was made")
    }

    fn hear(&self, heard: Heard) -> Result<JsValue, JsValue> {
        self.heard.borrow_mut().push(heard.clone());
        let reaction = self.reaction.borrow().clone();
        if let Some(reaction) = reaction {
            reaction(&self.socket(), &heard)?;
        }
        Ok(JsValue::UNDEFINED)
    }

    fn resolve(&self, attempt: &JsValue) -> Result<JsValue, JsValue> {
        if let Some(cause) = self.failing.borrow().clone() {
            self.socket().unresolved(number(attempt) as u32, cause);
            return Ok(JsValue::UNDEFINED);
        }
        let url = self.url.borrow().clone();
        let protocols: Array = self.protocols.borrow().iter().map(JsValue::from).collect();
        self.socket().resolved(
            number(attempt) as u32,
            &url.into(),
            &protocols,
            &JsValue::UNDEFINED,
        );
        Ok(JsValue::UNDEFINED)
    }

    // As the classes over the engine do: what follows a `close` is not delivered.
    fn hear_several(&self, list: &JsValue) -> Result<JsValue, JsValue> {
        for message in list.unchecked_ref::<Array>().iter() {
            if self.socket().ready_state() == 1 {
                // Listeners of one message do not keep the next from its own.
                let _ = self.hear(Heard::Message(Content::of(&message)));
            }
        }
        Ok(JsValue::UNDEFINED)
    }
}

/// A host that writes a diary. Its functions live as long as the page: a diary is small.
pub(super) fn host(diary: &Rc<Diary>) -> Callbacks {
    let host = Object::new();
    let define = |name: &str, told: fn(&Diary, &[JsValue; 4]) -> Result<JsValue, JsValue>| {
        let diary = diary.clone();
        let method = Closure::<
            dyn Fn(JsValue, JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>,
        >::wrap_assert_unwind_safe(Box::new(move |a, b, c, d| {
            told(&diary, &[a, b, c, d])
        }));
        set(&host, name, &method.into_js_value());
    };
    define("resolve", |diary, [attempt, ..]| diary.resolve(attempt));
    define("allow", |diary, _| Ok(diary.allows.get().into()));
    define("opened", |diary, [unconfirmed, ..]| {
        diary.hear(Heard::Opened {
            unconfirmed: contents(unconfirmed),
        })
    });
    define("message", |diary, [data, ..]| {
        diary.hear(Heard::Message(Content::of(data)))
    });
    define("messages", |diary, [list, ..]| diary.hear_several(list));
    define("reconnecting", |diary, [_, _, reason, _]| {
        diary.hear(Heard::Reconnecting {
            reason: number(reason) as Code,
        })
    });
    define("reconnected", |diary, [transport, ..]| {
        diary.hear(Heard::Reconnected {
            transport: number(transport) as i32,
        })
    });
    define("failed", |diary, [code, retryable, status, cause]| {
        diary.hear(Heard::Failed {
            code: number(code) as Code,
            status: number(status) as u16,
            retryable: retryable.is_truthy(),
            cause: cause.clone(),
        })
    });
    define("drained", |diary, _| diary.hear(Heard::Drained));
    define("closed", |diary, [code, reason, clean, unconfirmed]| {
        diary.hear(Heard::Closed {
            code: number(code) as u16,
            reason: reason.as_string().expect("a string"),
            clean: clean.is_truthy(),
            unconfirmed: contents(unconfirmed),
        })
    });
    host.unchecked_into()
}

fn number(value: &JsValue) -> f64 {
    value.as_f64().expect("a number")
}

fn contents(list: &JsValue) -> Vec<Content> {
    list.unchecked_ref::<Array>()
        .iter()
        .map(|value| Content::of(&value))
        .collect()
}

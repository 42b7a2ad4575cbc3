//! A socket with its application.

use std::cell::RefCell;
use std::rc::Rc;

use crate::bindings::everwire::Socket;
use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::host::{Diary, Reaction, host};
use super::{Content, Heard, until};

const CLOSED: u8 = 3;

thread_local! {
    static SOCKETS: RefCell<Vec<Rc<Socket>>> = RefCell::default();
}

/// A socket under test, and what it has told so far.
pub(crate) struct Peer {
    diary: Rc<Diary>,
    socket: Rc<Socket>,
}

impl Peer {
    /// A socket that has begun to connect.
    pub(crate) fn connect(url: &str, options: &Object) -> Self {
        let peer = Self::idle(url, options);
        peer.socket.start();
        peer
    }

    /// A socket that has not begun yet.
    pub(crate) fn idle(url: &str, options: &Object) -> Self {
        let diary = Diary::new(url);
        let socket = Socket::new(host(&diary), options).expect("options that are valid");
        let socket = Rc::new(socket);
        SOCKETS.with_borrow_mut(|sockets| sockets.push(socket.clone()));
        diary.socket.replace(Some(socket.clone()));
        Self { diary, socket }
    }

    /// Closes what earlier tests have left, and waits for its end.
    pub(crate) async fn none_is_left() {
        let sockets = SOCKETS.take();
        for socket in sockets {
            socket.close(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
            let closed = || (socket.ready_state() == CLOSED).then_some(());
            until(closed, || {
                "a socket of an earlier test does not close".to_owned()
            })
            .await;
        }
    }

    /// A socket that is open.
    pub(crate) async fn open(url: &str, options: &Object) -> Self {
        let peer = Self::connect(url, options);
        peer.hears(|heard| matches!(heard, Heard::Opened { .. }))
            .await;
        peer
    }

    /// Waits until the session is on the best of these transports (none: all there are), where it stays: a session that
    /// is still to move there leaves a dead link by moving, and no reconnection is told.
    pub(crate) async fn settles(&self, transports: &[&str]) {
        let best = match transports {
            ["sse", ..] => 1,
            ["longpoll", ..] => 2,
            _ => 0,
        };
        self.becomes(|socket| socket.transport() == best).await;
    }

    pub(crate) fn socket(&self) -> &Socket {
        &self.socket
    }

    /// What the application does from now on when it is told something.
    pub(crate) fn react(
        &self,
        reaction: impl Fn(&Socket, &Heard) -> Result<(), JsValue> + 'static,
    ) {
        let reaction: Reaction = Box::new(reaction);
        self.diary.reaction.replace(Some(Rc::new(reaction)));
    }

    /// What `shouldReconnect` says from now on.
    pub(crate) fn allow(&self, allows: bool) {
        self.diary.allows.set(allows);
    }

    /// Which sub-protocols the provider gives from now on.
    pub(crate) fn offer(&self, protocols: &[&str]) {
        let protocols = protocols.iter().map(|name| (*name).to_owned()).collect();
        self.diary.protocols.replace(protocols);
    }

    /// The provider throws this from now on.
    pub(crate) fn fail_resolving(&self, cause: &JsValue) {
        self.diary.failing.replace(Some(cause.clone()));
    }

    /// Sends as the classes do, which must not fail.
    pub(crate) fn send(&self, content: &Content) {
        let sent = match content {
            Content::Text(units) => {
                let is_plain = units.iter().all(|unit| matches!(unit, 1..=0x7f));
                let is_short = units.len() <= 512;
                self.socket
                    .send_text(content.to_value(), units.len(), is_plain && is_short)
            }
            _ => self.socket.send(content.to_value()).expect("a message"),
        };
        assert_eq!(sent, 0);
    }

    /// All that was told so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.diary.heard.borrow().clone()
    }

    /// The messages among it.
    pub(crate) fn messages(&self) -> Vec<Content> {
        let message = |heard: &Heard| match heard {
            Heard::Message(content) => Some(content.clone()),
            _ => None,
        };
        self.diary
            .heard
            .borrow()
            .iter()
            .filter_map(message)
            .collect()
    }

    /// How often something was told.
    pub(crate) fn count(&self, is_wanted: impl Fn(&Heard) -> bool) -> usize {
        self.diary
            .heard
            .borrow()
            .iter()
            .filter(|heard| is_wanted(heard))
            .count()
    }

    /// Waits until something is told, unless it was already.
    pub(crate) async fn hears(&self, is_wanted: impl Fn(&Heard) -> bool) -> Heard {
        let find = || {
            self.diary
                .heard
                .borrow()
                .iter()
                .find(|heard| is_wanted(heard))
                .cloned()
        };
        until(find, || self.explain()).await
    }

    /// Waits until something about the socket is so.
    pub(crate) async fn becomes(&self, is_so: impl Fn(&Socket) -> bool) {
        until(|| is_so(&self.socket).then_some(()), || self.explain()).await;
    }

    /// Waits for as many messages as are expected: they must be these, in this order, and no others.
    pub(crate) async fn receives(&self, expected: &[Content]) {
        let is_message = |heard: &Heard| matches!(heard, Heard::Message(_));
        let enough = || (self.count(is_message) >= expected.len()).then_some(());
        until(enough, || self.explain()).await;
        assert_eq!(self.messages(), expected);
    }

    /// Closes, and waits for the end.
    pub(crate) async fn close(&self) -> Heard {
        assert_eq!(self.socket.close(&1000.0.into(), &JsValue::UNDEFINED), 0);
        self.hears(|heard| matches!(heard, Heard::Closed { .. }))
            .await
    }

    fn explain(&self) -> String {
        let heard = self.diary.heard.borrow();
        let latest = &heard[heard.len().saturating_sub(8)..];
        let (state, transport) = (self.socket.ready_state(), self.socket.transport());
        format!(
            "state {state}, transport {transport}, {} told, the latest: {latest:?}",
            heard.len()
        )
    }
}

// Whatever becomes of a test, its socket disturbs no other.
impl Drop for Peer {
    fn drop(&mut self) {
        self.diary.reaction.take();
        self.socket.close(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}

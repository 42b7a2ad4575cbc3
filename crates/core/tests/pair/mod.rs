//! A client and a server's session with a WebSocket between them that the test opens, pumps and cuts.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use everwire_core::channel::{ChannelId, Transport};
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::server::{Next, ServerSession, SessionConfig, decode_hello};
use everwire_core::machine::Input;
use everwire_core::payload::Message;

use crate::support::Page;

/// Both ends.
pub(crate) struct Pair {
    pub(crate) page: Page,
    pub(crate) host: ServerSession<Message>,
    /// The WebSocket that works, and the link at its other end once the server knows it.
    wire: Option<(ChannelId, Option<u32>)>,
    /// Frames that went over it, up and down.
    pub(crate) up: Vec<Message>,
    pub(crate) down: Vec<Message>,
}

impl Pair {
    /// A pair that is connected.
    pub(crate) fn connected(config: ClientConfig, host: SessionConfig) -> Self {
        let mut pair = Self::apart(config, host);
        pair.connect();
        pair
    }

    /// A pair whose client has just started.
    pub(crate) fn apart(config: ClientConfig, host: SessionConfig) -> Self {
        let config = ClientConfig {
            transports: vec![Transport::WebSocket],
            ..config
        };
        let page = Page::start(config, OriginHints::default());
        let (session, key) = (String::from("s"), String::from("k"));
        Self {
            host: ServerSession::new(page.now, host, session, key, String::new()),
            page,
            wire: None,
            up: Vec::new(),
            down: Vec::new(),
        }
    }

    /// The WebSocket that the client waits for opens, and all that follows from it happens.
    pub(crate) fn connect(&mut self) {
        let channel = self.page.channel(Transport::WebSocket);
        self.wire = Some((channel, None));
        self.page.opened(channel);
        self.pump();
    }

    /// The same, with a server that takes HELLO out of the handshake.
    pub(crate) fn connect_early(&mut self) {
        let channel = self.page.channel(Transport::WebSocket);
        let hello = self.page.offered(channel);
        let attached = self.host.attach(self.page.now, &hello, None);
        attached.expect("a new link");
        self.wire = Some((channel, Some(hello.link)));
        self.page.hello_taken(channel);
        self.pump();
    }

    /// The WebSocket breaks, and both sides learn it; what was under way is lost.
    pub(crate) fn cut(&mut self) {
        let (channel, link) = self.wire.take().expect("nothing to cut");
        self.page.sent.clear();
        if let Some(link) = link {
            self.host.detach(self.page.now, link);
        }
        self.page.fail(channel);
    }

    /// The client waits for its next attempt, and gets through.
    pub(crate) fn reconnect(&mut self) {
        self.await_attempt();
        self.connect();
    }

    /// Lets time pass until the client opens a WebSocket.
    pub(crate) fn await_attempt(&mut self) {
        while !self.page.is_open(Transport::WebSocket) {
            self.page.wait(50);
        }
    }

    /// Lets time pass at both ends, and carries what they say.
    pub(crate) fn wait(&mut self, ms: u64) {
        self.page.wait(ms);
        self.host.handle_timeout(self.page.now);
        self.pump();
    }

    /// Carries frames both ways until neither end has any.
    pub(crate) fn pump(&mut self) {
        while self.carry_up() | self.carry_down() {}
    }

    /// Carries frames up, and none down.
    pub(crate) fn carry_up(&mut self) -> bool {
        let now = self.page.now;
        let sent = core::mem::take(&mut self.page.sent);
        let moved = !sent.is_empty();
        for (channel, frame) in sent {
            let Some((wire, link)) = &mut self.wire else {
                continue;
            };
            if *wire != channel {
                continue;
            }
            self.up.push(frame.clone());
            if let Some(link) = *link {
                self.host.receive(now, link, frame).expect("a valid frame");
            } else {
                let hello = decode_hello(frame).expect("a HELLO");
                self.host.attach(now, &hello, None).expect("a new link");
                *link = Some(hello.link);
            }
        }
        moved
    }

    /// Carries frames down, and none up.
    pub(crate) fn carry_down(&mut self) -> bool {
        let mut moved = false;
        while let Some((channel, Some(link))) = self.wire {
            let Next::Frame(frame) = self.host.transmit(self.page.now, link) else {
                break;
            };
            moved = true;
            self.down.push(frame.clone());
            self.page.receive(channel, frame);
        }
        moved
    }

    /// What the server's application reads.
    pub(crate) fn read(&mut self) -> Vec<String> {
        let messages = core::iter::from_fn(|| self.host.recv(self.page.now));
        messages.map(|message| text(&message)).collect()
    }

    /// What the client's application has got so far.
    pub(crate) fn got(&self) -> Vec<String> {
        let message = |event: &Event<Message>| match event {
            Event::Message(message) => Some(text(message)),
            _ => None,
        };
        self.page.events.iter().filter_map(message).collect()
    }

    /// The client's application sends a text.
    pub(crate) fn send(&mut self, message: &str) {
        self.page
            .client
            .send(Message::text(message))
            .expect("room for a message");
        self.page.give(Input::Timeout);
    }

    /// The server's application sends a text.
    pub(crate) fn answer(&mut self, message: &str) {
        self.host
            .send(Message::text(message))
            .expect("room for a message");
    }

    /// How the client ended: code, whether cleanly, and the texts that are unconfirmed.
    pub(crate) fn end(&self) -> Option<(u16, bool, Vec<String>)> {
        match self.page.events.last()? {
            Event::Closed {
                code,
                clean,
                unconfirmed,
                ..
            } => Some((*code, *clean, unconfirmed.iter().map(text).collect())),
            _ => None,
        }
    }
}

pub(crate) fn text(message: &Message) -> String {
    message.as_text().unwrap_or("(binary)").to_owned()
}

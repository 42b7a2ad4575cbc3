//! A client driven by hand: the test plays the browser, the network and the server.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use everwire_core::channel::{ChannelEnd, ChannelEvent, ChannelId, Transport};
use everwire_core::connect::{OriginHints, Permit, Target};
use everwire_core::dialect::everwire::client::{Client, ClientConfig, Entropy, Event, Output};
use everwire_core::dialect::everwire::codec::peer::{self, Purpose};
use everwire_core::dialect::everwire::codec::{Control, Hello, Welcome};
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::time::Instant;

/// A client with what it has asked for so far.
pub(crate) struct Page {
    /// The machine.
    pub(crate) client: Client<Message>,
    /// The time it believes.
    pub(crate) now: Instant,
    /// What is remembered of the origin when it starts.
    pub(crate) hints: OriginHints,
    /// Channels opened and not ended, in order.
    pub(crate) open: Vec<(ChannelId, Purpose<Message>)>,
    /// Frames sent on WebSockets.
    pub(crate) sent: Vec<(ChannelId, Message)>,
    /// What the application was told, except steps.
    pub(crate) events: Vec<Event<Message>>,
    /// What it is told whenever it asks for a permit.
    pub(crate) permit: Permit,
    /// How often it has let its permit go.
    pub(crate) permits_released: u32,
    /// The latest that it asked to be kept.
    pub(crate) kept: Option<OriginHints>,
}

impl Page {
    /// A client that has started.
    pub(crate) fn start(config: ClientConfig, hints: OriginHints) -> Self {
        Self::start_with_permit(config, hints, Permit::Granted)
    }

    /// The same, with this answer whenever it asks for a permit.
    pub(crate) fn start_with_permit(
        config: ClientConfig,
        hints: OriginHints,
        permit: Permit,
    ) -> Self {
        let entropy = Entropy {
            seed: 7,
            attach: 11,
        };
        let mut page = Self {
            client: Client::new(config, entropy),
            now: Instant::from_millis(1_000_000),
            hints,
            open: Vec::new(),
            sent: Vec::new(),
            events: Vec::new(),
            permit,
            permits_released: 0,
            kept: None,
        };
        page.give(Input::Start);
        page
    }

    /// Gives an input and does what follows.
    pub(crate) fn give(&mut self, input: Input<Message>) {
        self.client.handle_input(self.now, input);
        self.drain();
    }

    /// Lets time pass, with every deadline on the way.
    pub(crate) fn wait(&mut self, ms: u64) {
        let end = self.now.after(ms);
        while let Some(at) = self.client.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.give(Input::Timeout);
        }
        self.now = end;
    }

    /// The channel opened last for this transport; for the HTTP ones, its POST.
    pub(crate) fn channel(&self, transport: Transport) -> ChannelId {
        self.find(transport).expect("no such channel is open")
    }

    /// Whether a channel for this transport is open.
    pub(crate) fn is_open(&self, transport: Transport) -> bool {
        self.find(transport).is_some()
    }

    /// A channel fails without a word.
    pub(crate) fn fail(&mut self, channel: ChannelId) {
        let what = self.take(channel);
        let end = match what {
            Purpose::Socket { .. } => ChannelEnd::abnormal(),
            _ => ChannelEnd::Failed,
        };
        self.report(channel, ChannelEvent::Closed(end));
    }

    /// A request is answered.
    pub(crate) fn answer(&mut self, channel: ChannelId, status: u16, frames: Vec<Message>) {
        self.take(channel);
        self.report(channel, peer::answer(status, None, frames));
    }

    /// A request is answered with a body that is no sequence of frames.
    pub(crate) fn answer_with_a_page(&mut self, channel: ChannelId) {
        self.take(channel);
        let answer = ChannelEvent::Answered {
            status: 200,
            retry_after: None,
            body: Message::binary("<html>"),
        };
        self.report(channel, answer);
    }

    /// A frame arrives; over a request, with an answer that holds no other.
    pub(crate) fn receive(&mut self, channel: ChannelId, frame: impl Into<Message>) {
        let frame = frame.into();
        let mut open = self.open.iter();
        let what = open.find_map(|(open, what)| (*open == channel).then_some(what));
        match what {
            Some(Purpose::Post { .. } | Purpose::Poll { .. }) => {
                self.answer(channel, 200, vec![frame]);
            }
            Some(Purpose::Stream { .. }) => self.report(channel, peer::event(&frame)),
            // What arrives late is ignored.
            Some(Purpose::Socket { .. }) | None => self.report(channel, ChannelEvent::Frame(frame)),
        }
    }

    /// An event that is no frame arrives on an event stream.
    pub(crate) fn malformed_event(&mut self, channel: ChannelId) {
        let event = ChannelEvent::Event {
            name: "binary",
            data: Message::text("*"),
        };
        self.report(channel, event);
    }

    /// A WebSocket opens whose server has not looked at the HELLO of the handshake, or an event stream.
    pub(crate) fn opened(&mut self, channel: ChannelId) {
        self.report(channel, peer::opened(false));
    }

    /// A WebSocket opens whose server has read the HELLO of the handshake.
    pub(crate) fn hello_taken(&mut self, channel: ChannelId) {
        self.report(channel, peer::opened(true));
    }

    fn report(&mut self, channel: ChannelId, event: ChannelEvent<Message>) {
        self.give(Input::Channel { channel, event });
    }

    /// The WebSocket opens and the server welcomes it.
    pub(crate) fn welcome_socket(&mut self) -> ChannelId {
        let channel = self.channel(Transport::WebSocket);
        self.opened(channel);
        self.receive(channel, welcome(None));
        channel
    }

    /// The HELLO that goes with the handshake of this WebSocket.
    pub(crate) fn offered(&self, socket: ChannelId) -> Hello {
        let hello = self.open.iter().find_map(|(channel, what)| match what {
            Purpose::Socket { early } if *channel == socket => {
                Hello::from_subprotocol(early.as_deref()?)
            }
            _ => None,
        });
        hello.expect("an offer").expect("a valid HELLO")
    }

    /// The server welcomes a link that polls.
    pub(crate) fn welcome_poll(&mut self) {
        let channel = self.channel(Transport::LongPoll);
        self.answer(channel, 200, vec![welcome(None)]);
    }

    fn find(&self, transport: Transport) -> Option<ChannelId> {
        let wanted = |what: &Purpose<Message>| match (transport, what) {
            (Transport::WebSocket, Purpose::Socket { .. }) => true,
            (Transport::Sse, Purpose::Post { frames, .. }) => names(frames, "downstream:stream"),
            (Transport::LongPoll, Purpose::Post { frames, .. }) => names(frames, "downstream:poll"),
            _ => false,
        };
        self.open
            .iter()
            .rev()
            .find(|(_, what)| wanted(what))
            .map(|(channel, _)| *channel)
    }

    fn take(&mut self, channel: ChannelId) -> Purpose<Message> {
        let place = self
            .open
            .iter()
            .position(|(open, _)| *open == channel)
            .expect("not open");
        self.open.remove(place).1
    }

    fn drain(&mut self) {
        while let Some(output) = self.client.poll_output() {
            match output {
                Output::Resolve { attempt } => {
                    let target = Target {
                        url: String::from("ws://test/live"),
                        available: vec![Transport::WebSocket, Transport::Sse, Transport::LongPoll],
                        hints: self.hints.clone(),
                        ..Target::default()
                    };
                    self.client
                        .handle_input(self.now, Input::Resolved { attempt, target });
                }
                Output::Decide(_) => self
                    .client
                    .handle_input(self.now, Input::Decided { go_on: true }),
                Output::Open { channel, what } => {
                    let what = Purpose::read(&what).expect("a request of the dialect");
                    self.open.push((channel, what));
                }
                Output::Transmit { channel, frame } => self.sent.push((channel, frame)),
                Output::Close { channel } => self.open.retain(|(open, _)| *open != channel),
                Output::Flush => self.client.handle_input(self.now, Input::Flush),
                Output::RequestPermit => {
                    self.client
                        .handle_input(self.now, Input::Permit(self.permit));
                }
                Output::ReleasePermit => self.permits_released += 1,
                Output::StoreHints(hints) => self.kept = Some(hints),
                Output::Step(_) => {}
                Output::Event(event) => self.events.push(event),
            }
        }
    }
}

/// A WELCOME to an active link of session `s`.
pub(crate) fn welcome(ticket: Option<&str>) -> Message {
    Control::Welcome(Welcome {
        session: String::from("s"),
        key: String::from("k"),
        received: 0,
        resumed: false,
        active: true,
        protocol: String::new(),
        max_message: 1 << 20,
        ticket: ticket.map(String::from),
        hold: 15_000,
    })
    .encode()
}

fn names(frames: &[Message], field: &str) -> bool {
    frames
        .first()
        .and_then(Message::as_text)
        .is_some_and(|text| text.contains(field))
}

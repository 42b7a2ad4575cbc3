//! A client driven by hand.

use everwire_core::channel::{ChannelEnd, ChannelEvent, ChannelId, Transport};
use everwire_core::connect::Target;
use everwire_core::dialect::websocket::{Client, ClientConfig, Event, Outcome, Output, Refusal};
use everwire_core::machine::Input;
use everwire_core::payload::{Message, Payload};
use everwire_core::ready_state::ReadyState;
use everwire_core::time::Instant;

/// A machine driven by hand: the test plays the browser, the server and the application.
pub(crate) struct Page {
    pub(crate) machine: Client<Message>,
    pub(crate) now: Instant,
    pub(crate) link: ChannelId,
    pub(crate) attempts: u32,
    pub(crate) beats: u32,
    pub(crate) sent: Vec<Message>,
    pub(crate) events: Vec<Event<Message>>,
    pub(crate) abandoned: Vec<ChannelId>,
    /// What the application answers when it is asked.
    pub(crate) answer: Option<bool>,
}

impl Page {
    pub(crate) fn start(config: ClientConfig) -> Self {
        let mut page = Self {
            machine: Client::new(config, 7),
            now: Instant::from_millis(1_000),
            link: ChannelId(0),
            attempts: 0,
            beats: 0,
            sent: Vec::new(),
            events: Vec::new(),
            abandoned: Vec::new(),
            answer: None,
        };
        page.give(Input::Start);
        page
    }

    pub(crate) fn open(config: ClientConfig) -> Self {
        let mut page = Self::start(config);
        page.connect();
        page
    }

    pub(crate) fn give(&mut self, input: Input<Message>) {
        self.machine.handle_input(self.now, input);
        while let Some(output) = self.machine.poll_output() {
            match output {
                Output::Resolve { attempt } => {
                    self.attempts += 1;
                    let target = Target {
                        available: vec![Transport::WebSocket],
                        ..Target::default()
                    };
                    self.machine
                        .handle_input(self.now, Input::Resolved { attempt, target });
                }
                Output::Open { channel, .. } => self.link = channel,
                Output::Close { channel } => self.abandoned.push(channel),
                Output::Transmit { frame, .. } => self.sent.push(frame),
                Output::Event(Event::Ping) => self.beats += 1,
                Output::Step(_) => {}
                Output::Decide(_) => {
                    let (_, would_go_on) = self.machine.last_close();
                    let go_on = self.answer.unwrap_or(would_go_on);
                    self.machine
                        .handle_input(self.now, Input::Decided { go_on });
                }
                Output::Event(event) => self.events.push(event),
                other => unreachable!("not asked of a page: {other:?}"),
            }
        }
    }

    pub(crate) fn wait(&mut self, ms: u64) {
        let end = self.now.after(ms);
        while let Some(at) = self.machine.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.give(Input::Timeout);
        }
        self.now = end;
    }

    /// The link reports something.
    pub(crate) fn report(&mut self, event: ChannelEvent<Message>) {
        let channel = self.link;
        self.give(Input::Channel { channel, event });
    }

    /// The link is open.
    pub(crate) fn connect(&mut self) {
        let protocol = String::new();
        self.report(ChannelEvent::Opened { protocol });
    }

    /// The application closes.
    pub(crate) fn close(&mut self) {
        let reason = String::new();
        self.give(Input::Close { code: 1000, reason });
    }

    pub(crate) fn end(&mut self, code: u16) {
        self.report(ChannelEvent::Closed(ChannelEnd::WebSocket {
            code,
            reason: "because".into(),
            was_clean: code != 1006,
            failed: code == 1006,
        }));
    }

    pub(crate) fn drop(&mut self) {
        self.end(1006);
    }

    /// Fails attempts until nothing follows; how many were made since the drop.
    pub(crate) fn fail_all(&mut self) -> u32 {
        let before = self.attempts;
        while self.machine.ready_state() == ReadyState::Connecting && self.attempts < before + 100 {
            self.wait(30_000);
            if self.machine.ready_state() == ReadyState::Connecting {
                self.drop();
            }
        }
        self.attempts - before
    }

    pub(crate) fn send(&mut self, text: &str) -> Result<(), Refusal> {
        let sent = self.machine.send(self.now, Message::text(text));
        self.give(Input::Timeout);
        sent
    }

    pub(crate) fn state(&self) -> ReadyState {
        self.machine.ready_state()
    }

    pub(crate) fn closed(&self) -> Option<u16> {
        self.events.iter().find_map(|event| match event {
            Event::Closed(close) => Some(close.code),
            _ => None,
        })
    }

    pub(crate) fn settled(&self) -> Vec<(String, Outcome)> {
        let settled = |event: &Event<Message>| match event {
            Event::Settled { message, outcome } => Some((message.to_text(), *outcome)),
            _ => None,
        };
        self.events.iter().filter_map(settled).collect()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.sent.iter().map(Payload::to_text).collect()
    }
}

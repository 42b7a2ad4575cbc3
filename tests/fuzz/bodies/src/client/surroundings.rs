//! What a client asks for, and the rules that hold whatever it is told.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use everwire_core::channel::{ChannelEnd, ChannelEvent, ChannelId, Transport};
use everwire_core::connect::{Permit, Target};
use everwire_core::dialect::everwire::client::{Client, ClientConfig, Entropy, Event, Output};
use everwire_core::dialect::everwire::codec::peer::{self, Purpose};
use everwire_core::dialect::everwire::session::Window;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use everwire_core::time::Instant;

/// Each transport has one link at most, but for a second one that is being tried; each link has two channels at most.
const CHANNELS_MAX: usize = 8;

pub(super) struct Surroundings {
    client: Client<Message>,
    now: Instant,
    /// Channels that neither end has closed.
    channels: Vec<ChannelId>,
    /// What each channel that was ever opened is.
    kinds: BTreeMap<ChannelId, Kind>,
    /// Frames that the answer to a request will bring.
    pending: BTreeMap<ChannelId, Vec<Message>>,
    last_channel: u32,
    /// Whether the client has asked for a permit and not let it go.
    has_permit: bool,
    /// The attempt whose target the client has asked for last.
    pub(super) attempt: u32,
    /// What was sent in the present session.
    sent: Vec<Message>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Socket,
    Stream,
    Request,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Open,
    Closed,
}

impl Surroundings {
    /// A client that has just been started; the first bytes of the input configure it.
    pub(super) fn new(input: &mut Unstructured<'_>) -> Self {
        let entropy = Entropy { seed: 1, attach: 2 };
        let config = config(input.arbitrary().unwrap_or(0));
        let mut around = Self {
            client: Client::new(config, entropy),
            now: Instant::from_millis(1_000),
            channels: Vec::new(),
            kinds: BTreeMap::new(),
            pending: BTreeMap::new(),
            last_channel: 0,
            has_permit: false,
            attempt: 0,
            sent: Vec::new(),
            stage: Stage::New,
        };
        around.tell(Input::Start);
        // Most inputs are about what comes later.
        let target = Target {
            url: String::from("ws://fuzz/live"),
            available: vec![Transport::WebSocket, Transport::Sse, Transport::LongPoll],
            ..Target::default()
        };
        around.tell(Input::Resolved { attempt: 1, target });
        around
    }

    /// A channel that is open, or one that never was.
    pub(super) fn channel(&self, input: &mut Unstructured<'_>) -> Result<ChannelId> {
        let index = usize::from(input.arbitrary::<u8>()?);
        let open = self.channels.get(index % self.channels.len().max(1));
        let other = ChannelId(u32::try_from(index).unwrap_or(0));
        Ok(open.copied().filter(|_| index < 0xf0).unwrap_or(other))
    }

    pub(super) fn tell(&mut self, input: Input<Message>) {
        self.client.handle_input(self.now, input);
        self.obey();
        assert!(self.client.buffered() <= self.client.unacknowledged());
        assert!(self.channels.len() <= CHANNELS_MAX, "{:?}", self.channels);
        if self.stage == Stage::Closed {
            assert_eq!(self.client.poll_timeout(), None);
            assert!(self.channels.is_empty(), "left open");
            assert!(!self.has_permit, "a permit is kept");
        }
    }

    pub(super) fn report(&mut self, channel: ChannelId, event: ChannelEvent<Message>) {
        self.tell(Input::Channel { channel, event });
    }

    /// A channel brings a frame; a request does with its answer.
    pub(super) fn bring(&mut self, channel: ChannelId, frame: Message) {
        match self.kind(channel) {
            Kind::Socket => self.report(channel, ChannelEvent::Frame(frame)),
            Kind::Stream => self.report(channel, peer::event(&frame)),
            Kind::Request => self.pending.entry(channel).or_default().push(frame),
        }
    }

    /// A request is answered; nothing else is.
    pub(super) fn answer(&mut self, channel: ChannelId, status: u16, retry_after: Option<u64>) {
        if self.kind(channel) == Kind::Request {
            let frames = self.pending.remove(&channel).unwrap_or_default();
            self.channels.retain(|open| *open != channel);
            self.report(channel, peer::answer(status, retry_after, frames));
        }
    }

    /// A channel ends by itself, as channels of its kind do.
    pub(super) fn end(&mut self, channel: ChannelId, how: ChannelEnd) {
        if self.kind(channel) == Kind::Request && how != ChannelEnd::Failed {
            return;
        }
        self.channels.retain(|open| *open != channel);
        self.report(channel, ChannelEvent::Closed(how));
    }

    /// A channel brings what its dialect does not have.
    pub(super) fn confuse(&mut self, channel: ChannelId) {
        let event = match self.kind(channel) {
            Kind::Socket => ChannelEvent::Opened {
                protocol: String::from("other"),
            },
            Kind::Stream => ChannelEvent::Event {
                name: "binary",
                data: Message::text("*"),
            },
            Kind::Request => {
                self.channels.retain(|open| *open != channel);
                ChannelEvent::Answered {
                    status: 200,
                    retry_after: None,
                    body: Message::binary("<html>"),
                }
            }
        };
        self.report(channel, event);
    }

    fn kind(&self, channel: ChannelId) -> Kind {
        self.kinds.get(&channel).copied().unwrap_or(Kind::Socket)
    }

    pub(super) fn send(&mut self, message: Message) {
        let is_taking = matches!(
            self.client.ready_state(),
            ReadyState::Connecting | ReadyState::Open
        );
        if self.client.send(message.clone()).is_ok() && is_taking {
            self.sent.push(message);
        }
        self.obey();
    }

    /// So many ms pass, and whatever is due by then is done.
    pub(super) fn pass(&mut self, ms: u64) {
        self.now = self.now.after(ms);
        self.tell(Input::Timeout);
        let deadline = self.client.poll_timeout();
        let is_past = deadline.is_some_and(|at| at <= self.now);
        assert!(!is_past, "overdue: {deadline:?}");
    }

    /// The application closes. It is the end also where nobody answers.
    pub(super) fn close(&mut self) {
        self.tell(Input::Close {
            code: 1_000,
            reason: String::new(),
        });
        self.pass(60_000);
        assert!(
            self.stage == Stage::Closed,
            "{:?}",
            self.client.ready_state()
        );
    }

    fn obey(&mut self) {
        while let Some(output) = self.client.poll_output() {
            match output {
                Output::Resolve { attempt } => self.attempt = attempt,
                Output::Open { channel, what } => {
                    assert!(channel.0 > self.last_channel, "a channel's id again");
                    self.last_channel = channel.0;
                    self.channels.push(channel);
                    let kind = match Purpose::read(&what).expect("not understood") {
                        Purpose::Socket { .. } => Kind::Socket,
                        Purpose::Stream { .. } => Kind::Stream,
                        Purpose::Post { .. } | Purpose::Poll { .. } => Kind::Request,
                    };
                    self.kinds.insert(channel, kind);
                }
                Output::RequestPermit => {
                    let permit = match self.last_channel % 4 {
                        0 => Permit::Denied,
                        1 => Permit::Unknown,
                        _ => Permit::Granted,
                    };
                    self.has_permit = true;
                    self.client.handle_input(self.now, Input::Permit(permit));
                }
                Output::ReleasePermit => self.has_permit = false,
                Output::Close { channel } => self.channels.retain(|open| *open != channel),
                Output::Event(event) => self.learn(event),
                Output::Transmit { .. }
                | Output::Decide(_)
                | Output::Flush
                | Output::StoreHints(_)
                | Output::Step(_) => {}
            }
        }
    }

    fn learn(&mut self, event: Event<Message>) {
        assert!(self.stage != Stage::Closed, "an event after the end");
        match event {
            Event::Opened { unconfirmed } => {
                assert!(self.stage == Stage::Open || unconfirmed.is_empty());
                if self.stage == Stage::Open {
                    assert!(self.sent.ends_with(&unconfirmed), "not what was sent");
                    self.sent.clear();
                }
                self.stage = Stage::Open;
            }
            Event::Message(_) | Event::Reconnected { .. } | Event::Switched { .. } => {
                assert!(self.stage == Stage::Open, "before a session");
            }
            Event::Closed { unconfirmed, .. } => {
                assert!(self.sent.ends_with(&unconfirmed), "not what was sent");
                self.stage = Stage::Closed;
            }
            Event::Reconnecting { .. } | Event::Failed(_) | Event::Drained => {}
        }
    }
}

fn config(choice: u8) -> ClientConfig {
    let mut transports = vec![Transport::WebSocket, Transport::Sse, Transport::LongPoll];
    transports.rotate_left(usize::from(choice % 3));
    let is_hasty = choice & 0x10 != 0;
    ClientConfig {
        transports,
        race_delay: is_hasty.then_some(0),
        reconnect_delay: if is_hasty { 0 } else { 500 },
        max_retries: (choice & 0x20 != 0).then_some(3),
        max_elapsed: (choice & 0x40 != 0).then_some(20_000),
        stable_after: if is_hasty { 0 } else { 5_000 },
        close_timeout: 5_000,
        poll_hold: (choice & 0x80 != 0).then_some(0),
        max_message: 200,
        quota: Window {
            messages: 32,
            bytes: 1_024,
        },
        ..ClientConfig::default()
    }
}

//! The client's side of a world: the real client machine, and the page around it.

use std::collections::BTreeSet;

use everwire_core::channel::{ChannelId, OpenChannel, Transport};
use everwire_core::connect::{Demotion, OriginHints, Permit, Step, Target};
use everwire_core::dialect::everwire::client::{Client, ClientConfig, Entropy, Event, Output};
use everwire_core::dialect::everwire::session::Window;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use everwire_core::time::Instant;

use crate::dice::Dice;
use crate::reputation::Reputation;

/// What the client asks of the world around it.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Open {
        channel: ChannelId,
        what: OpenChannel<Message>,
    },
    Transmit {
        channel: ChannelId,
        frame: Message,
    },
    Close {
        channel: ChannelId,
    },
    /// An answer that takes its time.
    Answer(Question),
    ReleasePermit,
    Keep(OriginHints),
    /// A link has come a step further, or has ended.
    Record(Step),
    Tell(Event<Message>),
}

/// What a page is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    Where { attempt: u32 },
    WhetherToGoOn,
    Permit,
}

pub(crate) struct Frontend {
    pub(crate) client: Client<Message>,
    pub(crate) config: ClientConfig,
    /// Answers of the page that are on their way.
    pub(crate) answers: Vec<(Instant, Input<Message>)>,
    /// Channels that the client has opened, and that neither side has ended.
    pub(crate) channels: BTreeSet<ChannelId>,
    /// The client's clock does not tick before this time.
    pub(crate) asleep: Option<Sleep>,
    /// When it woke up last.
    pub(crate) woke: Instant,
    /// How often it has asked where to connect.
    pub(crate) attempts: u64,
    /// Since when the session has been carried over this transport.
    pub(crate) live: Option<(Transport, Instant)>,
    /// The names of its states when they were looked at last.
    pub(crate) states: (&'static str, &'static str),
    /// The permit for a held request, as it was answered last.
    pub(crate) permit: Option<Permit>,
    /// What is remembered of the origin when it begins.
    pub(crate) hints: OriginHints,
    pub(crate) reputation: Reputation,
    /// Whether the end of the present turn was asked for.
    pub(crate) flush: bool,
}

/// Why and until when a client is asleep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sleep {
    pub(crate) until: Instant,
    /// Whether the page is in the back/forward cache.
    pub(crate) is_cached: bool,
}

impl Frontend {
    pub(crate) fn new(dice: &mut Dice, index: usize, now: Instant) -> Self {
        let config = draw_config(dice);
        let hints = draw_hints(dice);
        let entropy = Entropy {
            seed: dice.seed(),
            attach: (u128::from(dice.seed()) << 8) | index as u128,
        };
        let client = Client::new(config.clone(), entropy);
        Self {
            states: client.states(),
            client,
            config,
            answers: Vec::new(),
            channels: BTreeSet::new(),
            asleep: None,
            woke: now,
            attempts: 0,
            live: None,
            permit: None,
            hints,
            reputation: Reputation::default(),
            flush: false,
        }
    }

    /// The next thing that the machine asks for.
    pub(crate) fn poll(&mut self) -> Option<Request> {
        loop {
            let request = match self.client.poll_output()? {
                Output::Resolve { attempt } => Request::Answer(Question::Where { attempt }),
                Output::Decide(_) => Request::Answer(Question::WhetherToGoOn),
                Output::Open { channel, what } => {
                    self.channels.insert(channel);
                    Request::Open { channel, what }
                }
                Output::Transmit { channel, frame } => Request::Transmit { channel, frame },
                Output::Close { channel } => {
                    self.channels.remove(&channel);
                    Request::Close { channel }
                }
                Output::Flush => {
                    self.flush = true;
                    continue;
                }
                Output::RequestPermit => Request::Answer(Question::Permit),
                Output::ReleasePermit => Request::ReleasePermit,
                Output::StoreHints(hints) => Request::Keep(hints),
                Output::Step(step) => Request::Record(step),
                Output::Event(event) => Request::Tell(event),
            };
            return Some(request);
        }
    }

    /// The page's answer to where to connect.
    pub(crate) fn target(&self) -> Target {
        Target {
            url: String::from("ws://sim/live"),
            available: self.config.transports.clone(),
            hints: self.hints.clone(),
            ..Target::default()
        }
    }

    /// When the client wants to be woken up, or its page will say something.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let timer = self.client.poll_timeout();
        let answer = self.answers.iter().map(|(at, _)| *at).min();
        let due = [timer, answer].into_iter().flatten().min();
        match self.asleep {
            Some(sleep) => Some(sleep.until),
            None => due,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.ready_state() == ReadyState::Closed
    }

    pub(crate) fn is_open(&self) -> bool {
        self.client.ready_state() == ReadyState::Open
    }
}

fn draw_config(dice: &mut Dice) -> ClientConfig {
    let defaults = ClientConfig::default();
    let quota = if dice.chance(200) {
        Window {
            messages: dice.size(5, 100),
            bytes: dice.size(10_000, 200_000),
        }
    } else {
        defaults.quota
    };
    let rarely = |dice: &mut Dice, low, high| dice.chance(80).then(|| dice.between(low, high));
    ClientConfig {
        transports: draw_order(dice),
        race_delay: dice.chance(500).then(|| dice.between(10, 400)),
        connect_timeout: dice.between(300, 3_000),
        reconnect_delay: dice.between(10, 500),
        max_reconnect_delay: 1_000,
        max_retries: rarely(dice, 1, 5).and_then(|retries| u32::try_from(retries).ok()),
        max_elapsed: rarely(dice, 500, 10_000),
        stable_after: dice.between(100, 2_000),
        heartbeat_interval: dice.between(300, 3_000),
        heartbeat_timeout: dice.between(200, 1_500),
        probe_timeout: dice.between(200, 1_500),
        close_timeout: dice.between(300, 3_000),
        poll_hold: rarely(dice, 0, 2_000),
        poll_interval: dice.between(20, 500),
        upgrade_delay: dice.between(300, 4_000),
        max_message: if dice.chance(200) {
            40_000
        } else {
            defaults.max_message
        },
        quota,
    }
}

/// Demotions by an earlier client that last for a while.
fn draw_hints(dice: &mut Dice) -> OriginHints {
    let mut demotions = Vec::new();
    for transport in Transport::ALL {
        if dice.chance(150) {
            demotions.push(Demotion {
                transport,
                strikes: u32::try_from(dice.between(1, 8)).unwrap_or(1),
                remaining: dice.between(1, 8_000),
            });
        }
    }
    OriginHints {
        demotions,
        rtt: None,
    }
}

/// Any of the orders of one, two or three transports; the usual one more often.
fn draw_order(dice: &mut Dice) -> Vec<Transport> {
    let mut left = vec![Transport::WebSocket, Transport::Sse, Transport::LongPoll];
    if dice.chance(200) {
        return left;
    }
    let mut order = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let last = left.len().saturating_sub(1) as u64;
        order.push(left.swap_remove(dice.size(0, last)));
    }
    order
}

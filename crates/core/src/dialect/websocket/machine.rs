//! The client machine's public face.

use std::collections::VecDeque;

use super::closing::Phase;
use super::links::Link;
use super::queue::Queue;
use super::{ClientConfig, Close, Event, Outcome, Output, Refusal};
use crate::channel::{ChannelEnd, ChannelEvent, ChannelId};
use crate::connect::{Candidate, ConnectTimer, Connector, PageSignal, Wake};
use crate::machine::{Input, Machine};
use crate::payload::Payload;
use crate::ready_state::ReadyState;
use crate::time::Instant;

/// One socket over links that are made again when they drop.
///
/// The owner gives it every [`Input`] with the time, then does every [`Output`] in order, then calls again at
/// [`Client::poll_timeout`]. Messages do not pass through it but for those that are sent while the link is down.
#[derive(Clone, Debug)]
pub struct Client<P> {
    pub(super) config: ClientConfig,
    pub(super) connector: Connector<Link>,
    pub(super) phase: Phase,
    /// How the last link or attempt ended.
    pub(super) last_close: Close,
    pub(super) queue: Queue<P>,
    pub(super) outputs: VecDeque<Output<P>>,
}

/// What a deadline is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Timer {
    /// The connector's.
    Connect(ConnectTimer),
    /// The attempt takes too long.
    Link,
    /// The silence has lasted too long.
    Heartbeat,
    /// The oldest message has waited too long.
    Age,
    /// The application is told of the end in a turn of its own.
    Close,
}

impl<P: Payload> Client<P> {
    /// A socket that has done nothing yet. The seed is for the jitter of the delays.
    #[must_use]
    pub fn new(config: ClientConfig, seed: u64) -> Self {
        Self {
            connector: Connector::new(config.connect(), seed),
            config,
            phase: Phase::New,
            last_close: Close::abnormal(),
            queue: Queue::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Handles one input; what is due by then is done before it.
    pub fn handle_input(&mut self, now: Instant, input: Input<P>) {
        // What arrives late is a sign of life, too.
        if let Input::Channel {
            channel,
            event: ChannelEvent::Activity | ChannelEvent::Frame(_),
        } = input
        {
            self.heard(now, channel);
        }
        self.handle_due(now);
        match input {
            Input::Start => self.connector.start(&mut self.outputs),
            Input::Resolved { attempt, target } => self.resolved(now, attempt, target),
            Input::Unresolved { attempt } => self.unresolved(now, attempt),
            Input::Decided { go_on } => self.decided(now, go_on),
            Input::Channel { channel, event } => self.channel_reported(now, channel, event),
            Input::Close { .. } => self.close(now),
            Input::Signal(signal) => self.signal(now, signal),
            Input::Reconnect | Input::Flush | Input::Permit(_) | Input::Timeout => {}
        }
    }

    /// Takes a message for the next link, while there is none.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooEarly`] before the first link; [`Refusal::QueueFull`] if there is no room.
    pub fn send(&mut self, now: Instant, message: P) -> Result<(), Refusal> {
        match (&self.phase, self.open_link()) {
            (Phase::Closing(_) | Phase::Closed, _) => Ok(()),
            (_, Some(link)) => {
                let channel = link.channel;
                let frame = message;
                self.outputs.push_back(Output::Transmit { channel, frame });
                Ok(())
            }
            (Phase::New, None) => Err(Refusal::TooEarly),
            (Phase::Opened, None) => self.enqueue(now, message),
        }
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output<P>> {
        self.outputs.pop_front()
    }

    /// When to give [`Input::Timeout`] at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.next_deadline().map(|(at, _)| at)
    }

    /// The state as an application sees it: a socket whose link is down is connecting.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Closing(_) => ReadyState::Closing,
            Phase::Closed => ReadyState::Closed,
            Phase::New | Phase::Opened if self.connector.is_connected() => ReadyState::Open,
            Phase::New | Phase::Opened => ReadyState::Connecting,
        }
    }

    /// Whether the application deals with the link itself, as with a browser's `WebSocket`: it does with one that is open,
    /// and with every one before the first that opens.
    #[must_use]
    pub fn has_link(&self) -> bool {
        match self.phase {
            Phase::New => !self.connector.links().is_empty(),
            Phase::Opened => self.connector.is_connected(),
            Phase::Closing(closing) => closing.awaits_link(),
            Phase::Closed => false,
        }
    }

    /// How the last link or attempt ended, and whether another attempt follows by its close code. It is what an
    /// application decides on at [`Output::Decide`].
    #[must_use]
    pub const fn last_close(&self) -> (&Close, bool) {
        (&self.last_close, !super::is_final(self.last_close.code))
    }

    /// How many bytes wait for the next link.
    #[must_use]
    pub const fn queued(&self) -> usize {
        self.queue.bytes()
    }

    pub(super) fn emit(&mut self, event: Event<P>) {
        self.outputs.push_back(Output::Event(event));
    }

    fn channel_reported(&mut self, now: Instant, channel: ChannelId, event: ChannelEvent<P>) {
        match event {
            ChannelEvent::Opened { .. } => self.opened(now, channel),
            ChannelEvent::Closed(ChannelEnd::Blocked) => self.refused(channel),
            ChannelEvent::Closed(end) => self.ended(now, channel, end.into()),
            // Messages do not pass through here, and a WebSocket has neither events nor answers.
            ChannelEvent::Activity
            | ChannelEvent::Frame(_)
            | ChannelEvent::Event { .. }
            | ChannelEvent::Answered { .. } => {}
        }
    }

    fn signal(&mut self, now: Instant, signal: PageSignal) {
        let is_over = matches!(self.phase, Phase::Closing(_) | Phase::Closed);
        let is_back = matches!(signal, PageSignal::Wake | PageSignal::Resume);
        if is_back
            && !is_over
            && let Wake::Probe(_) = self.connector.signal(signal, &mut self.outputs)
        {
            self.probe(now);
        }
    }

    fn enqueue(&mut self, now: Instant, message: P) -> Result<(), Refusal> {
        let Some(limits) = self.config.queue else {
            return Err(Refusal::QueueFull);
        };
        let dropped = self.queue.push(now, message, &limits);
        for message in dropped.map_err(|()| Refusal::QueueFull)? {
            let outcome = Outcome::Dropped;
            self.emit(Event::Settled { message, outcome });
        }
        Ok(())
    }

    fn next_deadline(&self) -> Option<(Instant, Timer)> {
        if let Phase::Closing(closing) = &self.phase {
            return closing.deadline().map(|at| (at, Timer::Close));
        }
        let due = |at: Option<Instant>, timer| at.map(|at| (at, timer));
        let link = self.connector.links().first();
        let limits = self.config.queue.as_ref();
        let heartbeat = self.open_link().and_then(|link| link.heartbeat.deadline());
        let age = limits.and_then(|limits| self.queue.deadline(limits));
        let [state, upgrade, elapsed] = self.connector.deadlines();
        let connect = |due: Option<(Instant, ConnectTimer)>| {
            due.map(|(at, timer)| (at, Timer::Connect(timer)))
        };
        let deadlines = [
            connect(state),
            connect(upgrade),
            connect(elapsed),
            due(link.and_then(Link::deadline), Timer::Link),
            due(heartbeat, Timer::Heartbeat),
            due(age, Timer::Age),
        ];
        deadlines
            .iter()
            .flatten()
            .min_by_key(|(at, _)| *at)
            .copied()
    }

    fn handle_due(&mut self, now: Instant) {
        while let Some((at, timer)) = self.next_deadline()
            && at <= now
        {
            self.expire(now, timer);
        }
    }

    fn expire(&mut self, now: Instant, timer: Timer) {
        match timer {
            Timer::Connect(ConnectTimer::Retry) => self.connector.begin_attempt(&mut self.outputs),
            Timer::Connect(ConnectTimer::Stable) => self.connector.settle(now, &mut self.outputs),
            Timer::Connect(ConnectTimer::Elapsed) => self.end(self.last_close.clone()),
            // There is one transport: it does not race, and no other is better.
            Timer::Connect(ConnectTimer::Race | ConnectTimer::Upgrade) => {}
            Timer::Link => self.give_up_link(now),
            Timer::Heartbeat => self.check_heartbeat(now),
            Timer::Age => self.expire_oldest(),
            Timer::Close => self.end(Close::abnormal()),
        }
    }

    fn expire_oldest(&mut self) {
        if let Some(message) = self.queue.pop() {
            let outcome = Outcome::Expired;
            self.emit(Event::Settled { message, outcome });
        }
    }

    /// The link over which messages flow.
    pub(super) fn open_link(&self) -> Option<&Link> {
        self.connector.live().filter(|link| link.is_proven())
    }
}

impl<P: Payload> Machine for Client<P> {
    type Payload = P;
    type Event = Event<P>;

    fn handle_input(&mut self, now: Instant, input: Input<P>) {
        Self::handle_input(self, now, input);
    }

    fn poll_output(&mut self) -> Option<Output<P>> {
        Self::poll_output(self)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        Self::poll_timeout(self)
    }
}

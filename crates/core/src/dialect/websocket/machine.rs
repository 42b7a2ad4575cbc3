//! The plain machine's public face.

use std::collections::VecDeque;

use super::queue::Queue;
use super::state::{Farewell, State};
use super::{ClientConfig, Close, Event, Input, Outcome, Output, Refusal, Timer};
use crate::connect::Backoff;
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
    pub(super) state: State,
    pub(super) attempts: u32,
    /// Whether there ever was an open link.
    pub(super) has_opened: bool,
    pub(super) down_since: Option<Instant>,
    pub(super) backoff: Backoff,
    pub(super) queue: Queue<P>,
    pub(super) outputs: VecDeque<Output<P>>,
}

impl<P: Payload> Client<P> {
    /// A socket that has done nothing yet. The seed is for the jitter of the delays.
    #[must_use]
    pub const fn new(config: ClientConfig, seed: u64) -> Self {
        Self {
            config,
            state: State::Idle,
            attempts: 0,
            has_opened: false,
            down_since: None,
            backoff: Backoff::new(seed),
            queue: Queue::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Handles one input; what is due by then is done before it.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        // What arrives late is a sign of life all the same.
        if input == Input::Heard {
            self.heard(now);
        }
        self.handle_due(now);
        match input {
            Input::Start => self.start(),
            Input::Resolved { attempt } => self.resolved(now, attempt),
            Input::Unresolved { attempt } => self.unresolved(now, attempt),
            Input::Opened { link } => self.opened(now, link),
            Input::Ended { link, close } => self.ended(now, link, close),
            Input::Refused { link, close } => self.refused(link, close),
            Input::Decided { go_on } => self.decided(now, go_on),
            Input::Close => self.close(now),
            Input::Wake => self.wake(now),
            Input::Heard | Input::Timeout => {}
        }
    }

    /// Takes a message for the next link, while there is none.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooEarly`] before the first link; [`Refusal::QueueFull`] if there is no room.
    pub fn send(&mut self, now: Instant, message: P) -> Result<(), Refusal> {
        match self.state {
            State::Open { .. } => self.outputs.push_back(Output::Transmit(message)),
            State::Closing(_) | State::Closed => {}
            _ if !self.has_opened => return Err(Refusal::TooEarly),
            _ => return self.enqueue(now, message),
        }
        Ok(())
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output<P>> {
        self.outputs.pop_front()
    }

    /// When to give [`Input::Timeout`] at the latest, and what for.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Instant, Timer)> {
        let pulse = match self.state {
            State::Open { pulse, .. } => pulse.deadline(),
            _ => None,
        };
        let age = self
            .config
            .queue
            .and_then(|limits| self.queue.deadline(&limits));
        let deadlines = [
            self.state_deadline(),
            pulse.map(|at| (at, Timer::Heartbeat)),
            age.map(|at| (at, Timer::Age)),
        ];
        deadlines.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// The state as an application sees it: a socket whose link is down is connecting.
    #[must_use]
    pub const fn ready_state(&self) -> ReadyState {
        match self.state {
            State::Open { .. } => ReadyState::Open,
            State::Closing(_) => ReadyState::Closing,
            State::Closed => ReadyState::Closed,
            _ => ReadyState::Connecting,
        }
    }

    /// Whether the application deals with the link itself, as with a browser's `WebSocket`: it does with one that is open,
    /// and with every one before the first that opens.
    #[must_use]
    pub const fn has_link(&self) -> bool {
        match self.state {
            State::Connecting { .. } => !self.has_opened,
            State::Open { .. } | State::Closing(Farewell::Link { .. }) => true,
            _ => false,
        }
    }

    /// How many bytes wait for the next link.
    #[must_use]
    pub const fn queued(&self) -> usize {
        self.queue.bytes()
    }

    pub(super) fn emit(&mut self, event: Event<P>) {
        self.outputs.push_back(Output::Event(event));
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

    const fn state_deadline(&self) -> Option<(Instant, Timer)> {
        match self.state {
            State::Connecting { deadline, .. } => Some((deadline, Timer::Connect)),
            State::Open {
                stable_at: Some(at),
                ..
            } => Some((at, Timer::Stable)),
            State::Waiting { at } => Some((at, Timer::Reconnect)),
            State::Closing(Farewell::Alone { at }) => Some((at, Timer::Close)),
            _ => None,
        }
    }

    fn handle_due(&mut self, now: Instant) {
        while let Some((at, timer)) = self.poll_timeout()
            && at <= now
        {
            self.timer_due(now, timer);
        }
    }

    fn timer_due(&mut self, now: Instant, timer: Timer) {
        match (timer, &mut self.state) {
            (Timer::Connect, State::Connecting { link, .. }) => {
                let link = *link;
                self.connect_due(now, link);
            }
            (Timer::Stable, State::Open { stable_at, .. }) => {
                *stable_at = None;
                self.backoff.reset();
            }
            (Timer::Heartbeat, State::Open { link, pulse, .. }) => {
                let (link, pulse) = (*link, *pulse);
                self.pulse_due(now, link, pulse);
            }
            (Timer::Close, _) => self.end(Close::abnormal()),
            (Timer::Age, _) => self.expire(),
            _ => self.reconnect_due(),
        }
    }

    fn expire(&mut self) {
        if let Some(message) = self.queue.pop() {
            let outcome = Outcome::Expired;
            self.emit(Event::Settled { message, outcome });
        }
    }
}

//! Frames in, messages out.

use super::link::{Link, Stage, Wire};
use super::state::{Phase, Turn};
use super::{Client, Event, Output};
use crate::channel::{ChannelId, Transport};
use crate::connect::Failure;
use crate::dialect::everwire::codec::{Batcher, Control, Incoming, LargeTexts};
use crate::error::{ErrorCode, Violation};
use crate::payload::Payload;
use crate::time::Instant;

impl<P: Payload> Client<P> {
    pub(super) fn frame_received(&mut self, now: Instant, channel: ChannelId, frame: P) {
        let Some(link) = self
            .connector
            .links_mut()
            .iter_mut()
            .find(|link| link.owns(channel))
        else {
            return;
        };
        let number = link.number;
        self.frames_received += 1;
        let round_trip = link.heartbeat.round_trip(now);
        let from_stream = link.frame_received(now, channel);
        let transport = link.transport;
        if link.is_proven() {
            self.connector.works(now, transport, &mut self.outputs);
        }
        let Some(link) = self.link(number) else {
            return;
        };
        if from_stream && matches!(link.stage, Stage::Accepted { .. }) {
            self.prove(now, number);
        }
        if let Err(violation) = self.handle_frame(now, number, channel, frame, round_trip) {
            let code = ErrorCode::from_status(violation.status());
            self.link_failed(now, number, Failure::new(code));
        }
        // What is due at once needs no timer.
        if self.ack_deadline().is_some_and(|due| due <= now) {
            self.acknowledge_due(now);
        }
    }

    fn handle_frame(
        &mut self,
        now: Instant,
        number: u32,
        channel: ChannelId,
        frame: P,
        round_trip: Option<u64>,
    ) -> Result<(), Violation> {
        let Some(link) = self.link_mut(number) else {
            return Ok(());
        };
        match link.intake(channel).decode_of_server(frame)? {
            Incoming::Announced => Ok(()),
            Incoming::Message(message) => self.take(now, number, channel, message),
            Incoming::Batch(messages) => messages
                .into_iter()
                .try_for_each(|message| self.take(now, number, channel, message)),
            Incoming::Control(Control::Position(position)) => {
                link.intake(channel).set_position(position);
                Ok(())
            }
            Incoming::Control(control) => self.handle_control(now, number, control, round_trip),
        }
    }

    fn handle_control(
        &mut self,
        now: Instant,
        number: u32,
        control: Control,
        round_trip: Option<u64>,
    ) -> Result<(), Violation> {
        match control {
            Control::Welcome(welcome) => return self.welcomed(now, number, welcome),
            Control::Reject(reject) => self.rejected(now, number, &reject),
            Control::Ack(count) => self.acknowledged(now, count)?,
            Control::Pong(count) => {
                if let Some(rtt) = round_trip {
                    self.connector.measured(rtt);
                }
                self.acknowledged(now, count)?;
                self.confirm(now, number);
            }
            Control::Ping(count) => {
                self.acknowledged(now, count)?;
                let pong = Control::Pong(self.inbox.acknowledge());
                self.push_control(number, &pong);
                self.post(now, number);
            }
            Control::Close(close) => self.closed_by_server(now, number, close),
            Control::GoAway(delay) => {
                let failure = Failure::new(ErrorCode::ServerShutdown);
                self.link_failed(
                    now,
                    number,
                    Failure {
                        retry_after: Some(delay),
                        ..failure
                    },
                );
            }
            Control::Hello(_)
            | Control::Use { .. }
            | Control::Position(_)
            | Control::Lengths(_)
            | Control::Octets(_) => return Err(Violation::Unexpected),
        }
        Ok(())
    }

    fn take(
        &mut self,
        now: Instant,
        number: u32,
        channel: ChannelId,
        message: P,
    ) -> Result<(), Violation> {
        if message.size() > self.config.max_message {
            return Err(Violation::TooLarge);
        }
        self.data_received(now, number)?;
        let Some(link) = self.link_mut(number) else {
            return Ok(());
        };
        let position = link.intake(channel).next_number();
        let is_polling = link.transport == Transport::LongPoll;
        if self.accept(position, is_polling)? {
            self.inbox.consume(now, message.size());
            if matches!(self.phase, Phase::Open) {
                self.emit(Event::Message(message));
            }
        }
        Ok(())
    }

    /// Whether the message of this number is new. What a poll brings may have overtaken the answer to a POST: the cursor of the
    /// next poll asks for it again.
    fn accept(&mut self, number: u64, is_polling: bool) -> Result<bool, Violation> {
        match self.inbox.accept(number) {
            Err(Violation::Gap) if is_polling => Ok(false),
            accepted => accepted,
        }
    }

    /// The server has this many messages. Until the application knows of the session they are kept nevertheless: should
    /// the server lose it before, they begin the next one.
    pub(super) fn acknowledged(&mut self, now: Instant, count: u64) -> Result<(), Violation> {
        if matches!(self.phase, Phase::New) {
            return Ok(());
        }
        self.outbox.acknowledge(count)?;
        if self.outbox.waiting() > 0 || self.is_choked {
            self.flush(now);
        }
        Ok(())
    }

    /// A message was just taken. The first of a turn leaves at once, those after it leave together.
    pub(super) fn transmit_in_turn(&mut self) {
        let Some(channel) = self.carrying_socket() else {
            match (self.carrier, self.turn) {
                (Some(_), Turn::Fresh) => self.await_end_of_turn(),
                (Some(_), Turn::Corked) | (None, _) => {}
            }
            return;
        };
        if self.turn == Turn::Fresh {
            self.await_end_of_turn();
            self.transmit_frame(channel);
        } else if self.outbox.waiting_bytes() >= Batcher::BATCH_MAX {
            self.transmit_frame(channel);
        }
    }

    pub(super) fn end_turn(&mut self, now: Instant) {
        self.turn = Turn::Fresh;
        self.flush(now);
    }

    /// Transmits all that may be transmitted now.
    pub(super) fn flush(&mut self, now: Instant) {
        if let Some(channel) = self.carrying_socket() {
            while self.transmit_frame(channel) {}
        } else if let Some(number) = self.carrier {
            self.post(now, number);
        }
        self.send_close(now);
        if self.is_choked && !self.outbox.is_over_window() && matches!(self.phase, Phase::Open) {
            self.is_choked = false;
            self.emit(Event::Drained);
        }
    }

    /// Puts a control frame on a link. On an HTTP link it leaves with the next POST.
    pub(super) fn push_control(&mut self, number: u32, control: &Control) {
        let Some(link) = self.connector.link_mut(number) else {
            return;
        };
        match &mut link.wire {
            Wire::Socket(channel) => {
                let channel = *channel;
                self.outputs.push_back(Output::Transmit {
                    channel,
                    frame: control.encode(),
                });
            }
            Wire::Http(http) => http.carry(control.encode()),
        }
    }

    fn await_end_of_turn(&mut self) {
        self.turn = Turn::Corked;
        self.outputs.push_back(Output::Flush);
    }

    fn transmit_frame(&mut self, channel: ChannelId) -> bool {
        let outputs = &mut self.outputs;
        self.outbox.transmit(LargeTexts::AsOctets, |frame| {
            outputs.push_back(Output::Transmit { channel, frame });
        })
    }

    /// The WebSocket on which messages travel now, if it is one.
    fn carrying_socket(&self) -> Option<ChannelId> {
        match self.link(self.carrier?)? {
            Link {
                stage: Stage::Opening { .. },
                ..
            } => None,
            Link {
                wire: Wire::Socket(channel),
                ..
            } => Some(*channel),
            Link {
                wire: Wire::Http(_),
                ..
            } => None,
        }
    }
}

//! What may happen next.

use arbitrary::{Result, Unstructured};
use everwire_core::channel::ChannelId;
use everwire_core::connect::PageSignal;
use everwire_core::dialect::everwire::codec::Close;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::machine::Input;

use super::applications::nth;
use super::channel::{Channel, Cut, Down};
use super::world::World;

/// What a failing proxy answers with.
const STATUSES: [u16; 7] = [500, 502, 503, 429, 404, 409, 410];

impl World {
    /// Takes the next step out of the input.
    pub(super) fn step(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.int_in_range(0..=9_u8)? {
            0 => self.step_of_network(input)?,
            1 => {
                let place = self.place(input)?;
                self.repeat(input.int_in_range(1..=4_u8)?, |world| {
                    world.deliver_up(place)
                });
            }
            2 => {
                let place = self.place(input)?;
                self.repeat(input.int_in_range(1..=4_u8)?, |world| {
                    world.deliver_down(place)
                });
            }
            3 => {
                let place = self.place(input)?;
                let most = input.int_in_range(1..=4_usize)?;
                self.pull(place, most);
            }
            4 => {
                let shape = input.arbitrary()?;
                for _ in 0..input.int_in_range(1..=12_u8)? {
                    self.client_sends(shape);
                }
            }
            5 => {
                let (index, shape) = (input.arbitrary::<u8>()?, input.arbitrary()?);
                for _ in 0..input.int_in_range(1..=12_u8)? {
                    self.server_sends(usize::from(index), shape);
                }
            }
            6 => self.server_reads(input.int_in_range(1..=8_usize)?),
            7 => self.pass(u64::from(input.arbitrary::<u8>()?) * 8),
            8 => self.step_of_applications(input)?,
            _ => self.settle(),
        }
        self.channels.retain(|channel| !channel.is_over());
        Ok(())
    }

    fn step_of_network(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.int_in_range(0..=5_u8)? {
            0 => {
                let place = self.place(input)?;
                let cut = Cut(input.arbitrary()?);
                if let Some(channel) = self.channels.get_mut(place) {
                    channel.cut(cut);
                }
            }
            1 => {
                let place = self.place(input)?;
                let index = input.int_in_range(0..=STATUSES.len() - 1)?;
                self.refuse(place, STATUSES.get(index).copied().unwrap_or(500));
            }
            2 => {
                let count = self.past.len().max(1);
                let index = usize::from(input.arbitrary::<u8>()?) % count;
                if let Some(request) = self.past.get(index).cloned() {
                    self.repeat_request(request);
                }
            }
            3 => self.restart_server(),
            4 => self.sleep(u64::from(input.arbitrary::<u8>()?) * 64),
            _ => {
                for channel in &mut self.channels {
                    channel.cut(Cut(input.arbitrary()?));
                }
            }
        }
        Ok(())
    }

    fn step_of_applications(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.int_in_range(0..=8_u8)? {
            0 => self.flush(),
            1 => self.tell_client(Input::Signal(PageSignal::Wake)),
            2 => self.tell_client(Input::Signal(PageSignal::Offline)),
            3 => self.tell_client(Input::Signal(PageSignal::Suspend)),
            4 => self.tell_client(Input::Signal(PageSignal::Resume)),
            5 => self.tell_client(Input::Reconnect),
            6 => {
                let index = input.arbitrary::<u8>()?;
                if let Some((_, host)) = nth(&mut self.server.hosts, usize::from(index)) {
                    host.go_away(u64::from(index));
                }
            }
            7 => self.client_closes(),
            _ => {
                let index = usize::from(input.arbitrary::<u8>()?);
                let close = Close {
                    code: 3_001,
                    reason: String::from("server"),
                };
                self.is_closing = true;
                if let Some((_, host)) = nth(&mut self.server.hosts, index) {
                    host.close(self.now, close);
                }
            }
        }
        Ok(())
    }

    pub(super) fn client_closes(&mut self) {
        self.is_closing = true;
        self.ledger.client_closes();
        self.tell_client(Input::Close {
            code: 3_000,
            reason: String::from("client"),
        });
    }

    /// The client's turn ends, if it is in one.
    pub(super) fn flush(&mut self) {
        if core::mem::take(&mut self.owes_flush) {
            self.tell_client(Input::Flush);
        }
    }

    /// Something between them answers a request, or ends a socket, before it gets anywhere.
    fn refuse(&mut self, place: usize, status: u16) {
        let Some(channel) = self.channels.get_mut(place) else {
            return;
        };
        channel.up.clear();
        let is_request = matches!(
            channel.kind,
            super::channel::Kind::Post | super::channel::Kind::Poll
        );
        let parcel = if is_request {
            let frames = Vec::new();
            Down::Answer { status, frames }
        } else {
            Down::Lost
        };
        self.end(place, parcel);
    }

    /// A request arrives that has arrived before, or that the client has given up; nobody hears the answer.
    fn repeat_request(&mut self, request: Purpose<everwire_core::payload::Message>) {
        let mut channel = Channel::new(ChannelId(u32::MAX), request.clone());
        channel.is_heard = false;
        channel.up.clear();
        self.channels.push(channel);
        let place = self.channels.len() - 1;
        self.request_arrives(place, request);
    }

    /// The server starts over without its sessions.
    fn restart_server(&mut self) {
        // What the client was told to have arrived when it closed is not lost: the application has it.
        self.server_reads_of(|host| host.end().is_some(), usize::MAX);
        self.server.forget_all();
        for place in 0..self.channels.len() {
            self.end(place, Down::Lost);
        }
    }

    fn place(&self, input: &mut Unstructured<'_>) -> Result<usize> {
        let count = self.channels.len().max(1);
        Ok(usize::from(input.arbitrary::<u8>()?) % count)
    }

    fn repeat(&mut self, times: u8, mut act: impl FnMut(&mut Self) -> bool) {
        for _ in 0..times {
            if !act(self) {
                break;
            }
        }
    }
}

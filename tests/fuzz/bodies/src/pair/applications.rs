//! The applications on both ends, and what the client asks of its surroundings.

use everwire_core::connect::{Permit, Target};
use everwire_core::dialect::everwire::client::{Event, Output};
use everwire_core::dialect::everwire::server::{End, ServerSession};
use everwire_core::machine::Input;
use everwire_core::ready_state::ReadyState;

use super::channel::{Channel, Kind, Up};
use super::messages::message;
use super::world::World;
use everwire_core::channel::{ChannelId, OpenChannel, Transport};
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::payload::Message;

/// So many requests are remembered for being repeated.
const PAST: usize = 16;

impl World {
    /// Gives the client an input, and does all that it asks for.
    pub(super) fn tell_client(&mut self, input: Input<Message>) {
        self.client.handle_input(self.now, input);
        self.obey();
    }

    pub(super) fn client_sends(&mut self, shape: u8) {
        let is_taking = matches!(
            self.client.ready_state(),
            ReadyState::Connecting | ReadyState::Open
        );
        let message = message(shape, self.ledger.sent_up());
        if self.client.send(message.clone()).is_ok() && is_taking {
            self.ledger.client_sends(message);
        }
        self.obey();
    }

    /// The server's application sends in one of its sessions.
    pub(super) fn server_sends(&mut self, index: usize, shape: u8) {
        let Some((session, host)) = nth(&mut self.server.hosts, index) else {
            return;
        };
        let message = message(shape, self.ledger.sent_down(session));
        if host.send(message.clone()).is_ok() {
            self.ledger.server_sends(session, message);
        }
    }

    /// The server's application takes what has come, up to so many messages of each session.
    pub(super) fn server_reads(&mut self, most: usize) {
        self.server_reads_of(|_| true, most);
    }

    /// The same, of some sessions only.
    pub(super) fn server_reads_of(
        &mut self,
        is_meant: impl Fn(&ServerSession<Message>) -> bool,
        most: usize,
    ) {
        let hosts = self.server.hosts.iter_mut();
        for (session, host) in hosts.filter(|(_, host)| is_meant(host)) {
            for _ in 0..most {
                let Some(message) = host.recv(self.now) else {
                    break;
                };
                self.ledger.server_reads(session, &message);
            }
            let is_empty = host.unread().0 == 0;
            if is_empty && matches!(host.end(), Some(End::Client(_))) {
                self.ledger.check_all_read(session);
            }
        }
    }

    fn obey(&mut self) {
        while let Some(output) = self.client.poll_output() {
            match output {
                Output::Resolve { attempt } => {
                    let target = Target {
                        url: String::from("ws://fuzz/live"),
                        available: self.available.clone(),
                        ..Target::default()
                    };
                    let input = Input::Resolved { attempt, target };
                    self.client.handle_input(self.now, input);
                }
                Output::Decide(_) => {
                    let input = Input::Decided { go_on: true };
                    self.client.handle_input(self.now, input);
                }
                Output::Open { channel, what } => self.open(channel, what),
                Output::Transmit { channel, frame } => self.transmit(channel, frame),
                Output::Close { channel } => {
                    // It may have ended by itself.
                    if let Some(channel) = self.channel_mut(channel) {
                        channel.hang_up();
                    }
                }
                Output::Flush => self.owes_flush = true,
                Output::RequestPermit => {
                    let permit = match self.now.as_millis() % 4 {
                        0 => Permit::Denied,
                        1 => Permit::Unknown,
                        _ => Permit::Granted,
                    };
                    self.client.handle_input(self.now, Input::Permit(permit));
                }
                Output::ReleasePermit | Output::StoreHints(_) | Output::Step(_) => {}
                Output::Event(event) => self.learn(event),
            }
        }
    }

    fn learn(&mut self, event: Event<Message>) {
        match event {
            Event::Opened { unconfirmed } => {
                let session = self.client.session().to_owned();
                self.ledger.opened(&session, &unconfirmed);
            }
            Event::Message(message) => self.ledger.client_receives(&message),
            Event::Closed {
                clean, unconfirmed, ..
            } => {
                // What the server has, its application will get, though the session has ended.
                self.server_reads(usize::MAX);
                self.ledger.closed(clean, &unconfirmed);
            }
            Event::Reconnected { .. } | Event::Switched { .. } => self.ledger.tally.resumed += 1,
            Event::Reconnecting { .. } | Event::Failed(_) | Event::Drained => {}
        }
    }

    fn open(&mut self, id: ChannelId, what: OpenChannel<Message>) {
        let what = Purpose::read(&what).expect("not understood");
        if matches!(what, Purpose::Post { .. } | Purpose::Poll { .. }) {
            if self.past.len() >= PAST {
                self.past.pop_front();
            }
            self.past.push_back(what.clone());
        }
        let channel = Channel::new(id, what);
        let kind = channel.kind;
        self.channels.push(channel);
        if matches!(kind, Kind::Post) {
            let posts = self.channels.iter();
            let posts = posts.filter(|other| other.is_heard && other.kind == Kind::Post);
            // An event stream that has no permit goes on as long polling, whether that was chosen or not.
            let has_substitute = self.available.contains(&Transport::Sse)
                && !self.available.contains(&Transport::LongPoll);
            let links = self.available.len() + usize::from(has_substitute);
            assert!(
                posts.count() <= links,
                "too many POSTs: {:?}",
                self.available
            );
        }
    }

    fn transmit(&mut self, id: ChannelId, frame: Message) {
        // A timer may be due before the client hears that the socket has closed.
        let Some(channel) = self.channel_mut(id).filter(|channel| channel.is_heard) else {
            return;
        };
        assert_eq!(channel.kind, Kind::Socket, "a frame for a request");
        channel.push_up(Up::Frame(frame));
    }

    pub(super) fn channel_mut(&mut self, id: ChannelId) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }
}

/// One of the sessions, counted round and round.
pub(super) fn nth<K, V>(
    map: &mut std::collections::BTreeMap<K, V>,
    index: usize,
) -> Option<(&K, &mut V)> {
    let count = map.len().max(1);
    map.iter_mut().nth(index % count)
}

//! One world: the client, the server, what lies between them, and its clock.

use std::collections::VecDeque;

use arbitrary::Unstructured;
use everwire_core::channel::Transport;
use everwire_core::dialect::everwire::client::{Client, ClientConfig, Entropy};
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::dialect::everwire::session::Window;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::time::Instant;

use super::channel::Channel;
use super::ledger::Ledger;
use super::messages::LARGEST;
use super::server::Server;

pub(super) struct World {
    pub(super) now: Instant,
    pub(super) client: Client<Message>,
    pub(super) available: Vec<Transport>,
    /// Whether the client is to be told that its turn is over.
    pub(super) owes_flush: bool,
    /// Whether the application has closed, on either side.
    pub(super) is_closing: bool,
    pub(super) server: Server,
    pub(super) channels: Vec<Channel>,
    /// Requests that the network may deliver once more.
    pub(super) past: VecDeque<Purpose<Message>>,
    pub(super) ledger: Ledger,
}

const ORDERS: [&[Transport]; 6] = [
    &[Transport::WebSocket, Transport::Sse, Transport::LongPoll],
    &[Transport::WebSocket, Transport::LongPoll],
    &[Transport::LongPoll],
    &[Transport::Sse],
    &[Transport::LongPoll, Transport::WebSocket, Transport::Sse],
    &[Transport::WebSocket],
];

impl World {
    /// A world whose client has just been started; the first byte of the input configures it.
    pub(super) fn new(input: &mut Unstructured<'_>) -> Self {
        let choice = input.arbitrary::<u8>().unwrap_or(0);
        let order = ORDERS.get(usize::from(choice) % ORDERS.len());
        let transports = order.copied().unwrap_or_default().to_vec();
        let is_small = choice & 0x80 != 0;
        let entropy = Entropy { seed: 1, attach: 2 };
        let config = client_config(transports.clone(), choice & 0x40 != 0);
        let mut world = Self {
            now: Instant::from_millis(1_000),
            client: Client::new(config, entropy),
            available: transports,
            owes_flush: false,
            is_closing: false,
            server: Server::new(host_config(is_small)),
            channels: Vec::new(),
            past: VecDeque::new(),
            ledger: Ledger::new(),
        };
        world.tell_client(Input::Start);
        world
    }
}

fn client_config(transports: Vec<Transport>, polls_at_intervals: bool) -> ClientConfig {
    ClientConfig {
        transports,
        connect_timeout: 2_000,
        reconnect_delay: 100,
        max_reconnect_delay: 500,
        stable_after: 1_000,
        heartbeat_interval: 1_000,
        heartbeat_timeout: 500,
        probe_timeout: 200,
        close_timeout: 3_000,
        poll_hold: polls_at_intervals.then_some(0),
        poll_interval: 100,
        upgrade_delay: 1_000,
        max_message: LARGEST,
        ..ClientConfig::default()
    }
}

fn host_config(is_small: bool) -> SessionConfig {
    let window = if is_small {
        Window {
            messages: 4,
            bytes: 16 * 1024,
        }
    } else {
        Window::MAX
    };
    SessionConfig {
        heartbeat_interval: 1_000,
        heartbeat_timeout: 500,
        hold: 1_500,
        retention: 6_000,
        close_timeout: 2_000,
        max_message: LARGEST,
        window,
        max_links: if is_small { 2 } else { 4 },
    }
}

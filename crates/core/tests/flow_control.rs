//! What is unacknowledged is bounded, and acknowledgements are credits.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::server::{NotSent, SessionConfig};
use everwire_core::dialect::everwire::session::{Inbox, Window};
use everwire_core::error::ErrorCode;
use everwire_core::payload::Message;
use pair::Pair;

const SMALL: Window = Window {
    messages: 3,
    bytes: 10,
};

fn limited() -> Pair {
    let client = ClientConfig {
        quota: SMALL,
        ..ClientConfig::default()
    };
    let host = SessionConfig {
        window: SMALL,
        ..SessionConfig::default()
    };
    Pair::connected(client, host)
}

fn send(pair: &mut Pair, text: &str) -> Result<(), ErrorCode> {
    pair.page.client.send(Message::text(text))
}

#[test]
fn a_client_may_not_send_above_its_quota() {
    let mut pair = limited();
    for _ in 0..3 {
        assert_eq!(send(&mut pair, "a"), Ok(()));
    }
    assert_eq!(send(&mut pair, "a"), Err(ErrorCode::QuotaExceeded));
    let mut pair = limited();
    assert_eq!(send(&mut pair, "0123456789"), Ok(()));
    assert_eq!(send(&mut pair, "a"), Err(ErrorCode::QuotaExceeded));
}

#[test]
fn what_the_server_has_read_makes_room_again() {
    let mut pair = limited();
    for text in ["a", "b", "c"] {
        pair.send(text);
    }
    pair.wait(2 * Inbox::ACK_DELAY);
    assert_eq!(send(&mut pair, "d"), Err(ErrorCode::QuotaExceeded));
    assert_eq!(pair.read(), ["a", "b", "c"]);
    pair.wait(2 * Inbox::ACK_DELAY);
    assert_eq!(send(&mut pair, "d"), Ok(()));
    assert_eq!(pair.page.client.unacknowledged(), 1);
}

#[test]
fn a_server_waits_above_its_window() {
    let mut pair = limited();
    for text in ["x", "y", "z"] {
        assert_eq!(pair.host.send(Message::text(text)), Ok(()));
    }
    let more = Message::text("more");
    assert_eq!(pair.host.send(more.clone()), Err(NotSent::Full(more)));
    pair.wait(2 * Inbox::ACK_DELAY);
    pair.wait(2 * Inbox::ACK_DELAY);
    assert_eq!(pair.got(), ["x", "y", "z"]);
    assert!(pair.host.has_room());
}

#[test]
fn a_client_stops_at_the_window_of_the_protocol_and_tells_when_it_goes_on() {
    let mut pair = Pair::connected(ClientConfig::default(), SessionConfig::default());
    let large = "x".repeat(Window::MAX.bytes / 4);
    for _ in 0..6 {
        pair.send(&large);
    }
    pair.pump();
    // The window opens for one message more than it holds, never for two.
    assert_eq!(pair.host.unread().0, 4);
    assert!(pair.page.client.buffered() > 0);
    pair.page.events.clear();
    assert_eq!(pair.read().len(), 4);
    pair.wait(2 * Inbox::ACK_DELAY);
    assert_eq!(pair.read().len(), 2);
    assert!(pair.page.events.contains(&Event::Drained));
}

#[test]
fn a_message_above_the_servers_size_is_refused_at_once() {
    let host = SessionConfig {
        max_message: 4,
        ..SessionConfig::default()
    };
    let mut pair = Pair::connected(ClientConfig::default(), host);
    assert_eq!(send(&mut pair, "12345"), Err(ErrorCode::MessageTooLarge));
    assert_eq!(send(&mut pair, "1234"), Ok(()));
}

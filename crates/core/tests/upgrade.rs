//! The search for a better transport while a worse one carries the session.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::{Close, Control};
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use support::{Page, welcome};

const DELAY: u64 = 2_000;

/// A page whose session is carried by polls.
fn polling() -> Page {
    let config = ClientConfig {
        transports: vec![Transport::WebSocket, Transport::LongPoll],
        upgrade_delay: DELAY,
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.fail(page.channel(Transport::WebSocket));
    page.welcome_poll();
    page
}

fn frames(page: &Page) -> Vec<Message> {
    page.sent.iter().map(|(_, frame)| frame.clone()).collect()
}

#[test]
fn the_best_transport_is_tried_again_after_a_while() {
    let mut page = polling();
    page.wait(DELAY - 1);
    assert!(!page.is_open(Transport::WebSocket));
    page.wait(1);
    assert!(page.is_open(Transport::WebSocket));
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
}

#[test]
fn a_proven_upgrade_takes_over_with_what_is_unacknowledged() {
    let mut page = polling();
    page.wait(DELAY);
    page.client.send(Message::text("a")).expect("room");
    page.give(Input::Timeout);
    let socket = page.channel(Transport::WebSocket);
    page.opened(socket);
    page.sent.clear();
    page.receive(socket, welcome(None));
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
    assert!(frames(&page).contains(&Message::text("a")));
    assert_eq!(page.open.len(), 1);
    let switched = |event: &Event<Message>| matches!(event, Event::Switched { .. });
    assert!(page.events.iter().any(switched));
}

#[test]
fn an_upgrade_that_is_welcomed_on_standby_claims_the_session() {
    let mut page = polling();
    page.wait(DELAY);
    let socket = page.channel(Transport::WebSocket);
    page.opened(socket);
    let hello = frames(&page).pop().expect("a HELLO");
    assert!(
        hello
            .as_text()
            .is_some_and(|text| text.contains("standby:1"))
    );
    let standby = welcome(None)
        .as_text()
        .expect("text")
        .replace("active:1", "active:0");
    page.receive(socket, Message::text(standby));
    let claims = |frame: &Message| frame.as_text().is_some_and(|text| text.starts_with("\0U"));
    assert!(frames(&page).iter().any(claims));
}

#[test]
fn an_upgrade_in_vain_is_repeated_ever_more_rarely_and_disturbs_nothing() {
    let mut page = polling();
    let told = page.events.len();
    for doublings in 0..3 {
        page.wait((DELAY << doublings) - 1);
        assert!(!page.is_open(Transport::WebSocket), "{doublings}");
        page.wait(1);
        page.fail(page.channel(Transport::WebSocket));
    }
    let reconnecting = |event: &Event<Message>| matches!(event, Event::Reconnecting { .. });
    assert!(!page.events[told..].iter().any(reconnecting));
}

#[test]
fn nobody_looks_for_a_better_transport_after_the_end() {
    let mut page = polling();
    let reason = String::new();
    page.give(Input::Close { code: 1000, reason });
    let poll = page.open.first().expect("a poll").0;
    page.receive(poll, Control::Close(Close::default()).encode::<Message>());
    assert_eq!(page.client.ready_state(), ReadyState::Closed);
    assert_eq!(page.client.poll_timeout(), None);
}

#[test]
fn a_closing_client_is_not_told_of_attempts() {
    let mut page = polling();
    page.wait(DELAY);
    page.client.send(Message::text("a")).expect("room");
    let reason = String::new();
    page.give(Input::Close { code: 1000, reason });
    let told = page.events.len();
    let poll = page.open.first().expect("a poll").0;
    page.receive(poll, Control::GoAway(0).encode::<Message>());
    assert_eq!(page.events.get(told..), Some(&[][..]));
}

#[test]
fn a_drop_while_an_upgrade_is_under_way_waits_for_it() {
    let mut page = polling();
    page.wait(DELAY);
    let socket = page.channel(Transport::WebSocket);
    page.opened(socket);
    let poll = page.open.first().expect("a poll").0;
    page.receive(poll, Control::GoAway(0).encode::<Message>());
    assert!(page.is_open(Transport::WebSocket));
    page.receive(socket, welcome(None));
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
}

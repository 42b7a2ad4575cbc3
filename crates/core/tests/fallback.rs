//! Races: another transport starts when one fails or stays unproven, and the first that is proven carries the session.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use everwire_core::channel::{ChannelId, Transport};
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::Control;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::error::ErrorCode;
use everwire_core::payload::Message;
use support::{Page, welcome};

fn page() -> Page {
    let config = ClientConfig {
        race_delay: Some(300),
        ..ClientConfig::default()
    };
    Page::start(config, OriginHints::default())
}

fn stream(page: &Page) -> ChannelId {
    let is_stream = |what: &Purpose<_>| matches!(what, Purpose::Stream { .. });
    let stream = page.open.iter().find(|(_, what)| is_stream(what));
    stream.expect("a stream").0
}

#[test]
fn a_websocket_that_is_refused_makes_way_at_once() {
    let mut page = page();
    assert!(!page.is_open(Transport::Sse));
    page.fail(page.channel(Transport::WebSocket));
    assert!(page.is_open(Transport::Sse));
}

#[test]
fn a_websocket_that_stays_silent_gets_company_after_the_race_delay() {
    let mut page = page();
    page.opened(page.channel(Transport::WebSocket));
    page.wait(299);
    assert!(!page.is_open(Transport::Sse));
    page.wait(1);
    assert!(page.is_open(Transport::Sse));
    assert!(page.is_open(Transport::WebSocket));
    page.wait(300);
    assert!(page.is_open(Transport::LongPoll));
}

#[test]
fn an_event_stream_is_proven_by_its_first_event() {
    let mut page = page();
    page.fail(page.channel(Transport::WebSocket));
    page.answer(
        page.channel(Transport::Sse),
        200,
        vec![welcome(Some("ticket"))],
    );
    page.opened(stream(&page));
    assert!(!page.client.is_connected());
    page.receive(stream(&page), Control::Ack(0).encode::<Message>());
    assert_eq!(page.client.transport(), Some(Transport::Sse));
}

#[test]
fn polling_wins_where_a_stream_is_held_back() {
    let mut page = page();
    page.fail(page.channel(Transport::WebSocket));
    page.answer(
        page.channel(Transport::Sse),
        200,
        vec![welcome(Some("ticket"))],
    );
    page.wait(300);
    page.welcome_poll();
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
}

#[test]
fn the_better_of_two_proven_transports_carries_the_session() {
    let mut page = page();
    let socket = page.channel(Transport::WebSocket);
    page.wait(600);
    page.welcome_poll();
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
    page.opened(socket);
    page.receive(socket, welcome(None));
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
    let switched = Event::Switched {
        transport: Transport::WebSocket,
    };
    assert_eq!(page.events.last(), Some(&switched));
    assert_eq!(page.open.len(), 1);
}

#[test]
fn a_websocket_that_wins_ends_the_race() {
    let mut page = page();
    let socket = page.channel(Transport::WebSocket);
    page.wait(300);
    page.opened(socket);
    page.receive(socket, welcome(None));
    assert_eq!(page.open.len(), 1);
    page.wait(10_000);
    assert!(!page.is_open(Transport::LongPoll));
}

#[test]
fn the_most_telling_failure_is_told() {
    let mut page = page();
    page.fail(page.channel(Transport::WebSocket));
    page.answer(page.channel(Transport::Sse), 404, Vec::new());
    page.fail(page.channel(Transport::LongPoll));
    let failure = page.events.iter().find_map(|event| match event {
        Event::Failed(failure) => Some((failure.code, failure.status)),
        _ => None,
    });
    assert_eq!(failure, Some((ErrorCode::NotFound, 404)));
}

#[test]
fn what_is_not_proven_in_time_is_given_up() {
    let config = ClientConfig {
        transports: vec![Transport::WebSocket],
        connect_timeout: 2_000,
        ..ClientConfig::default()
    };
    let mut page = Page::start(config, OriginHints::default());
    page.wait(1_999);
    assert!(page.is_open(Transport::WebSocket));
    let socket = page.channel(Transport::WebSocket);
    page.wait(1);
    assert!(page.open.iter().all(|(channel, _)| *channel != socket));
    // What still comes under its name changes nothing.
    let (opened, told) = (page.open.len(), page.events.len());
    page.opened(socket);
    page.receive(socket, welcome(None));
    assert_eq!((page.open.len(), page.events.len()), (opened, told));
}

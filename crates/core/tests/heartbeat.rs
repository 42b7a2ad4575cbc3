//! Life signs: a half-open link is found within interval and time-out, on every transport and at both ends.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::{OriginHints, PageSignal};
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::Control;
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use pair::Pair;
use support::{Page, welcome};

const INTERVAL: u64 = 10_000;
const TIMEOUT: u64 = 3_000;

fn config(transport: Transport) -> ClientConfig {
    ClientConfig {
        transports: vec![transport],
        heartbeat_interval: INTERVAL,
        heartbeat_timeout: TIMEOUT,
        ..ClientConfig::default()
    }
}

/// A page that is connected over this transport, and hears nothing from now on.
fn silent(transport: Transport) -> Page {
    let mut page = Page::start(config(transport), OriginHints::default());
    match transport {
        Transport::WebSocket => _ = page.welcome_socket(),
        Transport::LongPoll => page.welcome_poll(),
        Transport::Sse => {
            let decode_hello = page.channel(Transport::Sse);
            page.answer(decode_hello, 200, vec![welcome(Some("ticket"))]);
            let is_stream = |what: &Purpose<_>| matches!(what, Purpose::Stream { .. });
            let stream = page.open.iter().find(|(_, what)| is_stream(what));
            let stream = stream.expect("a stream").0;
            page.opened(stream);
            page.receive(stream, Control::Ack(0).encode::<Message>());
        }
    }
    assert!(page.client.is_connected());
    page
}

/// Why the client reconnects, if it does.
fn reason(page: &Page) -> Option<ErrorCode> {
    page.events.iter().find_map(|event| match event {
        Event::Reconnecting { reason, .. } => Some(*reason),
        _ => None,
    })
}

#[test]
fn a_client_finds_a_silent_websocket_in_time() {
    let mut page = silent(Transport::WebSocket);
    page.wait(INTERVAL + TIMEOUT - 1);
    assert!(page.client.is_connected());
    page.wait(1);
    assert_eq!(reason(&page), Some(ErrorCode::HeartbeatTimeout));
}

#[test]
fn a_client_finds_a_silent_event_stream_in_time() {
    let mut page = silent(Transport::Sse);
    page.wait(INTERVAL);
    // That POSTs are answered says nothing of the stream.
    let posts: Vec<_> = page.open.iter().map(|(channel, _)| *channel).collect();
    for post in posts.into_iter().skip(1) {
        page.answer(post, 200, vec![Control::Ack(0).encode()]);
    }
    page.wait(TIMEOUT);
    assert_eq!(reason(&page), Some(ErrorCode::HeartbeatTimeout));
}

#[test]
fn a_client_finds_a_silent_poll_in_time() {
    let mut page = silent(Transport::LongPoll);
    // The server of these tests holds polls for 15 s.
    page.wait(15_000 + TIMEOUT - 1);
    assert!(page.client.is_connected());
    page.wait(1);
    assert_eq!(reason(&page), Some(ErrorCode::HeartbeatTimeout));
}

#[test]
fn any_frame_is_life() {
    let mut page = silent(Transport::WebSocket);
    let channel = page.channel(Transport::WebSocket);
    for _ in 0..5 {
        page.wait(INTERVAL - 1);
        page.receive(channel, "alive");
    }
    assert!(page.client.is_connected());
    let asks = |frame: &Message| frame.as_text().is_some_and(|text| text.starts_with("\0P"));
    assert!(!page.sent.iter().any(|(_, frame)| asks(frame)));
}

#[test]
fn a_pong_tells_the_round_trip_time() {
    let mut page = silent(Transport::WebSocket);
    let channel = page.channel(Transport::WebSocket);
    page.wait(INTERVAL);
    assert!(page.sent.contains(&(channel, Control::Ping(0).encode())));
    page.wait(123);
    page.receive(channel, Control::Pong(0).encode::<Message>());
    assert_eq!(page.client.rtt(), Some(123));
}

#[test]
fn probes_do_not_prolong_the_life_of_a_silent_link() {
    let mut page = silent(Transport::WebSocket);
    let steps = (INTERVAL + TIMEOUT) / 500;
    for _ in 0..steps {
        page.give(Input::Signal(PageSignal::Wake));
        page.wait(500);
    }
    assert!(reason(&page).is_some());
}

#[test]
fn a_client_that_overslept_asks_before_it_gives_up() {
    let mut page = silent(Transport::WebSocket);
    page.wait(INTERVAL);
    page.sent.clear();
    page.now = page.now.after(3_600_000);
    page.give(Input::Timeout);
    assert!(page.client.is_connected());
    assert_eq!(page.sent.len(), 1);
    page.wait(TIMEOUT);
    assert_eq!(reason(&page), Some(ErrorCode::HeartbeatTimeout));
}

#[test]
fn a_server_finds_a_silent_client_in_time() {
    let host = SessionConfig {
        heartbeat_interval: INTERVAL,
        heartbeat_timeout: TIMEOUT,
        ..SessionConfig::default()
    };
    let mut pair = Pair::connected(config(Transport::WebSocket), host);
    let mut now = pair.page.now;
    let last = now.after(INTERVAL + TIMEOUT);
    while let Some(next) = pair.host.poll_timeout().filter(|at| *at < last) {
        now = next;
        pair.host.handle_timeout(now);
    }
    assert!(pair.host.is_attached(1));
    pair.host.handle_timeout(last);
    assert!(!pair.host.is_attached(1));
}

#[test]
fn a_client_may_ask_the_server_to_look_more_often() {
    let asked = ClientConfig {
        heartbeat_interval: 500,
        ..config(Transport::WebSocket)
    };
    let pair = Pair::connected(asked, SessionConfig::default());
    assert_eq!(pair.host.poll_timeout(), Some(pair.page.now.after(500)));
}

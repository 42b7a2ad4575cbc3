//! HELLO that goes with the handshake of a WebSocket: WELCOME comes with its answer, and what the client knew when it began
//! to connect may be out of date by then.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::channel::{ChannelEvent, ChannelId, Transport};
use everwire_core::connect::OriginHints;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::peer::Purpose;
use everwire_core::dialect::everwire::codec::{Control, Identity, Reject};
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::error::ErrorCode;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use pair::{Pair, text};
use support::{Page, welcome};

const UPGRADE_DELAY: u64 = 2_000;

fn page(transports: &[Transport]) -> Page {
    let config = ClientConfig {
        transports: transports.to_vec(),
        upgrade_delay: UPGRADE_DELAY,
        ..ClientConfig::default()
    };
    Page::start(config, OriginHints::default())
}

/// A page whose session is carried by polls, and the WebSocket that it tries beside them.
fn upgrading() -> (Page, ChannelId) {
    let mut page = page(&[Transport::WebSocket, Transport::LongPoll]);
    page.fail(page.channel(Transport::WebSocket));
    page.welcome_poll();
    page.wait(UPGRADE_DELAY);
    let socket = page.channel(Transport::WebSocket);
    page.sent.clear();
    (page, socket)
}

fn sent(page: &Page) -> Vec<String> {
    page.sent.iter().map(|(_, frame)| text(frame)).collect()
}

fn welcome_to(active: bool) -> Message {
    let active = if active { "active:1" } else { "active:0" };
    Message::text(text(&welcome(None)).replace("active:1", active))
}

fn gone() -> Message {
    let reject = Reject {
        status: 410,
        retry_after: 0,
        message: String::new(),
    };
    Control::Reject(reject).encode()
}

fn opened(page: &Page) -> bool {
    let is_opened = |event: &Event<Message>| matches!(event, Event::Opened { .. });
    page.events.iter().any(is_opened)
}

#[test]
fn a_session_opens_without_a_frame_from_the_client() {
    let mut page = page(&[Transport::WebSocket]);
    let socket = page.channel(Transport::WebSocket);
    assert!(matches!(
        page.offered(socket).identity,
        Identity::New { .. }
    ));
    page.hello_taken(socket);
    page.receive(socket, welcome(None));
    assert!(opened(&page));
    assert_eq!(sent(&page), ["\0P0"]);
}

#[test]
fn messages_of_a_new_session_follow_the_handshake_behind_ping() {
    let mut pair = Pair::apart(ClientConfig::default(), SessionConfig::default());
    pair.send("a");
    pair.send("b");
    pair.connect_early();
    assert_eq!(pair.read(), ["a", "b"]);
    let up: Vec<_> = pair.up.iter().map(text).collect();
    assert_eq!(up.first().map(String::as_str), Some("\0P0"));
    assert!(!up.iter().any(|frame| frame.starts_with("\0H")), "{up:?}");
}

#[test]
fn a_session_is_resumed_out_of_the_handshake() {
    let mut pair = Pair::apart(ClientConfig::default(), SessionConfig::default());
    pair.connect_early();
    pair.answer("down");
    pair.pump();
    pair.cut();
    pair.send("up");
    pair.answer("more");
    pair.await_attempt();
    pair.connect_early();
    assert_eq!(pair.read(), ["up"]);
    assert_eq!(pair.got(), ["down", "more"]);
    let last = pair.page.events.iter().rev();
    let is_reconnected = |event: &Event<Message>| matches!(event, Event::Reconnected { .. });
    assert_eq!(last.filter(|event| is_reconnected(event)).count(), 1);
}

#[test]
fn the_round_trip_is_measured_with_the_first_ping() {
    let mut page = page(&[Transport::WebSocket]);
    let socket = page.channel(Transport::WebSocket);
    page.wait(500);
    page.hello_taken(socket);
    page.receive(socket, welcome(None));
    assert_eq!(page.client.rtt(), None);
    assert_eq!(page.kept, None);
    page.wait(30);
    page.receive(socket, Control::Pong(0).encode::<Message>());
    assert_eq!(page.client.rtt(), Some(30));
    assert_eq!(page.kept.as_ref().and_then(|kept| kept.rtt), Some(30));
}

#[test]
fn a_link_on_which_nothing_gets_up_is_left_for_another_transport() {
    let mut page = page(&[Transport::WebSocket, Transport::LongPoll]);
    let socket = page.channel(Transport::WebSocket);
    page.hello_taken(socket);
    page.receive(socket, welcome(None));
    let timeout = ClientConfig::default().heartbeat_timeout;
    page.wait(timeout - 1);
    assert!(page.client.is_connected());
    page.wait(1);
    assert!(!page.client.is_connected());
    let reason = page.events.iter().find_map(|event| match event {
        Event::Reconnecting { reason, .. } => Some(*reason),
        _ => None,
    });
    assert_eq!(reason, Some(ErrorCode::Timeout));
    page.wait(ClientConfig::default().reconnect_delay);
    assert!(page.is_open(Transport::LongPoll));
    assert!(!page.is_open(Transport::WebSocket));
}

#[test]
fn a_link_that_breaks_before_pong_is_a_lost_one() {
    let mut page = page(&[Transport::WebSocket]);
    let socket = page.channel(Transport::WebSocket);
    page.hello_taken(socket);
    page.receive(socket, welcome(None));
    page.fail(socket);
    let is_lost = |event: &Event<Message>| {
        matches!(
            event,
            Event::Reconnecting {
                reason: ErrorCode::LinkLost,
                ..
            }
        )
    };
    assert!(page.events.iter().any(is_lost), "{:?}", page.events);
}

#[test]
fn a_session_that_is_carried_moves_after_a_round_trip() {
    let (mut page, socket) = upgrading();
    assert!(page.offered(socket).standby);
    page.hello_taken(socket);
    page.receive(socket, welcome_to(false));
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
    assert_eq!(sent(&page), ["\0P0"]);
    page.receive(socket, Control::Pong(0).encode::<Message>());
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
    let used = sent(&page);
    assert!(
        used.iter().any(|frame| frame.starts_with("\0U")),
        "{used:?}"
    );
}

#[test]
fn a_session_that_is_carried_stays_where_it_is_if_nothing_gets_up() {
    let (mut page, socket) = upgrading();
    page.hello_taken(socket);
    page.receive(socket, welcome_to(false));
    let told = page.events.len();
    page.wait(ClientConfig::default().heartbeat_timeout);
    assert!(!page.is_open(Transport::WebSocket));
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
    assert_eq!(page.events.get(told..), Some(&[][..]));
}

#[test]
fn data_moves_a_session_at_once() {
    let (mut page, socket) = upgrading();
    page.hello_taken(socket);
    page.receive(socket, welcome_to(true));
    assert_eq!(page.client.transport(), Some(Transport::LongPoll));
    page.receive(socket, Message::text("a"));
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
    assert_eq!(
        page.events.last(),
        Some(&Event::Message(Message::text("a")))
    );
}

#[test]
fn a_lost_session_begins_anew_on_the_same_socket() {
    let mut pair = Pair::apart(ClientConfig::default(), SessionConfig::default());
    pair.connect_early();
    pair.cut();
    pair.await_attempt();
    let page = &mut pair.page;
    let socket = page.channel(Transport::WebSocket);
    assert!(matches!(
        page.offered(socket).identity,
        Identity::Known { .. }
    ));
    page.hello_taken(socket);
    assert_eq!(sent(page), [""; 0]);
    page.receive(socket, gone());
    let hello = sent(page).pop().expect("a HELLO");
    assert!(
        hello.starts_with("\0H") && hello.contains("attach:"),
        "{hello}"
    );
    page.receive(socket, welcome(None));
    assert!(page.client.is_connected());
}

#[test]
fn another_link_has_begun_the_session_meanwhile() {
    let mut page = page(&[Transport::WebSocket, Transport::LongPoll]);
    let socket = page.channel(Transport::WebSocket);
    page.wait(300);
    page.welcome_poll();
    page.client.send(Message::text("a")).expect("room");
    page.give(Input::Timeout);
    page.hello_taken(socket);
    // The session is the same by its attach id, and messages go on where they went.
    assert_eq!(sent(&page), [""; 0]);
    page.receive(socket, welcome_to(false));
    page.receive(socket, Control::Pong(0).encode::<Message>());
    assert_eq!(page.client.transport(), Some(Transport::WebSocket));
    let used = sent(&page);
    let place = |kind: &str| used.iter().position(|frame| frame.starts_with(kind));
    assert!(place("\0U") < place("a"), "{used:?}");
}

#[test]
fn another_link_has_learnt_meanwhile_that_the_session_is_lost() {
    let mut page = page(&[Transport::Sse, Transport::LongPoll, Transport::WebSocket]);
    let ticket = welcome(Some("ticket"));
    page.answer(page.channel(Transport::Sse), 200, vec![ticket]);
    page.wait(600);
    let socket = page.channel(Transport::WebSocket);
    let known = page.offered(socket).identity;
    assert!(matches!(known, Identity::Known { .. }));
    let is_stream = |what: &Purpose<_>| matches!(what, Purpose::Stream { .. });
    let stream = page.open.iter().find(|(_, what)| is_stream(what));
    page.fail(stream.expect("a stream").0);
    page.answer(page.channel(Transport::LongPoll), 410, Vec::new());
    page.fail(page.channel(Transport::LongPoll));
    page.client
        .send(Message::text("for the next one"))
        .expect("room");
    page.give(Input::Timeout);
    page.hello_taken(socket);
    // This HELLO spoke of the session that is lost: nothing of the next one may follow it.
    assert_eq!(sent(&page), [""; 0]);
    page.receive(socket, gone());
    let hello = sent(&page).into_iter().next().expect("a HELLO");
    assert!(
        hello.starts_with("\0H") && hello.contains("attach:"),
        "{hello}"
    );
    assert!(sent(&page).contains(&String::from("for the next one")));
}

#[test]
fn a_server_that_chooses_another_sub_protocol_is_none_of_ours() {
    for protocol in ["", "everwire.10", "other"] {
        let mut page = page(&[Transport::WebSocket]);
        let channel = page.channel(Transport::WebSocket);
        let protocol = String::from(protocol);
        let event = ChannelEvent::Opened { protocol };
        page.give(Input::Channel { channel, event });
        let failed = |event: &Event<Message>| matches!(event, Event::Failed(failure) if failure.code == ErrorCode::Protocol);
        assert!(page.events.iter().any(failed));
        assert!(!page.is_open(Transport::WebSocket));
        assert_eq!(sent(&page), [""; 0]);
    }
}

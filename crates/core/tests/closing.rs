//! Ends: what waits goes first, both sides say so, and what nobody confirmed is told.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::PageSignal;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::{Close, Control, Reject};
use everwire_core::dialect::everwire::server::{End, SessionConfig};
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use pair::Pair;

fn pair() -> Pair {
    Pair::connected(ClientConfig::default(), SessionConfig::default())
}

fn close(pair: &mut Pair) {
    let reason = String::from("bye");
    pair.page.give(Input::Close { code: 1000, reason });
}

fn end(code: u16, is_clean: bool, unconfirmed: &[&str]) -> Option<(u16, bool, Vec<String>)> {
    let unconfirmed = unconfirmed.iter().map(|text| (*text).to_owned()).collect();
    Some((code, is_clean, unconfirmed))
}

fn close_at_server(pair: &mut Pair) {
    let reason = String::from("enough");
    pair.host.close(pair.page.now, Close { code: 4000, reason });
}

#[test]
fn a_client_that_closes_flushes_first() {
    let mut pair = pair();
    pair.send("a");
    pair.send("b");
    close(&mut pair);
    pair.pump();
    assert_eq!(pair.read(), ["a", "b"]);
    assert!(matches!(pair.host.end(), Some(End::Client(_))));
    assert_eq!(pair.end(), end(1000, true, &[]));
}

#[test]
fn a_server_that_closes_flushes_first() {
    let mut pair = pair();
    pair.answer("x");
    close_at_server(&mut pair);
    pair.pump();
    assert_eq!(pair.got(), ["x"]);
    assert!(matches!(pair.host.end(), Some(End::Server(_))));
    assert_eq!(pair.end(), end(4000, true, &[]));
}

#[test]
fn what_a_server_that_closes_has_not_read_is_unconfirmed() {
    let mut pair = pair();
    pair.send("read");
    pair.pump();
    assert_eq!(pair.read(), ["read"]);
    pair.send("unread");
    close_at_server(&mut pair);
    pair.pump();
    assert_eq!(pair.end(), end(4000, false, &["unread"]));
}

#[test]
fn closing_outlives_a_drop() {
    let mut pair = pair();
    pair.send("a");
    close(&mut pair);
    pair.cut();
    pair.connect();
    assert_eq!(pair.read(), ["a"]);
    assert_eq!(pair.end(), end(1000, true, &[]));
}

#[test]
fn closing_has_a_deadline() {
    let mut pair = pair();
    pair.send("a");
    close(&mut pair);
    pair.page.wait(ClientConfig::default().close_timeout - 1);
    assert_eq!(pair.page.client.ready_state(), ReadyState::Closing);
    pair.page.wait(1);
    assert_eq!(pair.end(), end(1006, false, &["a"]));
}

#[test]
fn a_session_lost_while_closing_is_told_at_the_end() {
    let mut pair = pair();
    pair.send("a");
    pair.cut();
    close(&mut pair);
    pair.page.wait(60_000);
    assert_eq!(pair.end(), end(1006, false, &["a"]));
}

#[test]
fn what_an_earlier_session_left_unconfirmed_is_told_at_the_end() {
    let mut pair = pair();
    pair.send("a");
    pair.cut();
    pair.await_attempt();
    let channel = pair.page.channel(Transport::WebSocket);
    pair.page.opened(channel);
    let reject = Reject {
        status: 410,
        retry_after: 0,
        message: String::new(),
    };
    pair.page
        .receive(channel, Control::Reject(reject).encode::<Message>());
    close(&mut pair);
    assert_eq!(pair.end(), end(1006, false, &["a"]));
}

#[test]
fn after_the_end_nothing_is_left_and_nothing_moves() {
    let mut pair = pair();
    close(&mut pair);
    pair.pump();
    assert_eq!(pair.page.client.poll_timeout(), None);
    assert_eq!(pair.page.open.len(), 0);
    let told = pair.page.events.len();
    for poke in [
        Input::Start,
        Input::Reconnect,
        Input::Signal(PageSignal::Resume),
    ] {
        pair.page.give(poke);
    }
    assert_eq!(pair.page.client.poll_timeout(), None);
    assert_eq!(pair.page.events.len(), told);
    assert_eq!(pair.page.open.len(), 0);
}

#[test]
fn an_unanswered_close_of_the_server_ends_in_time() {
    let mut pair = pair();
    close_at_server(&mut pair);
    pair.carry_down();
    let deadline = pair.page.now.after(SessionConfig::default().close_timeout);
    pair.host.handle_timeout(deadline);
    assert!(matches!(pair.host.end(), Some(End::Unconfirmed(_))));
}

#[test]
fn a_page_that_is_cached_while_it_answers_a_close_has_closed() {
    let mut pair = pair();
    close_at_server(&mut pair);
    pair.carry_down();
    pair.page.give(Input::Signal(PageSignal::Suspend));
    let is_closed = |event: &Event<Message>| matches!(event, Event::Closed { .. });
    assert!(pair.page.events.iter().any(is_closed));
}

//! Pages that sleep, are cached or lose their network: look at once, then decide.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::channel::Transport;
use everwire_core::connect::PageSignal;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::Control;
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use everwire_core::ready_state::ReadyState;
use pair::Pair;

fn pair() -> Pair {
    Pair::connected(ClientConfig::default(), SessionConfig::default())
}

fn reconnects(pair: &Pair) -> bool {
    let is_reconnecting = |event: &Event<Message>| matches!(event, Event::Reconnecting { .. });
    pair.page.events.iter().any(is_reconnecting)
}

#[test]
fn a_wake_up_asks_the_link_and_gives_it_little_time() {
    for signal in [PageSignal::Wake, PageSignal::Resume, PageSignal::Offline] {
        let mut pair = pair();
        pair.page.give(Input::Signal(signal));
        let last = pair.page.sent.last().map(|(_, frame)| frame.clone());
        assert_eq!(last, Some(Control::Ping(0).encode()), "{signal:?}");
        pair.page.wait(ClientConfig::default().probe_timeout);
        assert!(reconnects(&pair), "{signal:?}");
    }
}

#[test]
fn a_link_that_answers_the_probe_stays() {
    let mut pair = pair();
    pair.page.give(Input::Signal(PageSignal::Wake));
    pair.pump();
    pair.page.wait(ClientConfig::default().probe_timeout);
    assert!(!reconnects(&pair));
}

#[test]
fn a_wake_up_ends_the_wait_for_the_next_attempt() {
    let mut pair = pair();
    pair.cut();
    assert!(!pair.page.is_open(Transport::WebSocket));
    pair.page.give(Input::Signal(PageSignal::Wake));
    assert!(pair.page.is_open(Transport::WebSocket));
}

#[test]
fn a_cached_page_has_no_link_and_no_deadline_but_keeps_its_session() {
    let mut pair = pair();
    pair.page.give(Input::Signal(PageSignal::Suspend));
    assert_eq!(pair.page.open.len(), 0);
    assert_eq!(pair.page.client.poll_timeout(), None);
    assert_eq!(pair.page.client.ready_state(), ReadyState::Open);
    pair.page.now = pair.page.now.after(20_000);
    pair.page.give(Input::Signal(PageSignal::Resume));
    pair.answer("meanwhile");
    pair.connect();
    assert_eq!(pair.got(), ["meanwhile"]);
}

#[test]
fn a_page_cached_before_its_first_session_begins_anew() {
    let mut pair = Pair::apart(ClientConfig::default(), SessionConfig::default());
    pair.send("early");
    pair.page.give(Input::Signal(PageSignal::Suspend));
    assert_eq!(pair.page.open.len(), 0);
    pair.page.give(Input::Signal(PageSignal::Resume));
    pair.connect();
    assert_eq!(pair.read(), ["early"]);
}

#[test]
fn a_reconnect_that_is_asked_for_begins_at_once() {
    let mut pair = pair();
    let before = pair.page.channel(Transport::WebSocket);
    pair.page.give(Input::Reconnect);
    let after = pair.page.channel(Transport::WebSocket);
    assert_ne!(before, after);
    assert_eq!(pair.page.open.len(), 1);
}

//! What a session keeps over drops: everything, once, in order; and what is said when it is lost.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::channel::Transport;
use everwire_core::dialect::everwire::client::{ClientConfig, Event};
use everwire_core::dialect::everwire::codec::{Control, Reject};
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::payload::Message;
use pair::{Pair, text};

fn pair() -> Pair {
    Pair::connected(ClientConfig::default(), SessionConfig::default())
}

#[test]
fn what_a_drop_swallowed_is_sent_again_both_ways() {
    let mut pair = pair();
    pair.send("a");
    pair.answer("x");
    pair.pump();
    pair.send("b");
    pair.send("c");
    pair.answer("y");
    pair.cut();
    pair.reconnect();
    assert_eq!(pair.read(), ["a", "b", "c"]);
    assert_eq!(pair.got(), ["x", "y"]);
}

#[test]
fn what_arrived_before_a_drop_comes_out_once() {
    let mut pair = pair();
    pair.send("a");
    pair.carry_up();
    assert_eq!(pair.read(), ["a"]);
    // The acknowledgement is lost with the link.
    pair.cut();
    pair.reconnect();
    assert_eq!(pair.read(), [""; 0]);
    pair.send("b");
    pair.pump();
    assert_eq!(pair.read(), ["b"]);
}

#[test]
fn a_session_may_be_resumed_before_anything_was_said() {
    let mut pair = pair();
    pair.cut();
    pair.reconnect();
    let openings = |event: &&Event<Message>| matches!(event, Event::Opened { .. });
    assert_eq!(pair.page.events.iter().filter(openings).count(), 1);
    let last = pair.page.events.last();
    assert!(matches!(last, Some(Event::Reconnected { .. })), "{last:?}");
}

#[test]
fn a_lost_session_is_told_with_what_may_not_have_arrived() {
    let mut pair = pair();
    pair.send("read");
    pair.pump();
    assert_eq!(pair.read(), ["read"]);
    pair.wait(200);
    pair.send("lost");
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
    pair.page.receive(channel, support::welcome(None));
    let unconfirmed = pair.page.events.iter().rev().find_map(|event| match event {
        Event::Opened { unconfirmed } => Some(unconfirmed.iter().map(text).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(unconfirmed, Some(vec![String::from("lost")]));
}

#[test]
fn messages_sent_before_the_first_session_follow_the_greeting_at_once() {
    let mut pair = Pair::apart(ClientConfig::default(), SessionConfig::default());
    pair.send("early");
    pair.connect();
    assert_eq!(pair.read(), ["early"]);
    assert_eq!(pair.up.get(1), Some(&Message::text("early")));
}

#[test]
fn a_session_expires_after_its_retention_time() {
    let config = SessionConfig::default();
    let mut pair = pair();
    pair.cut();
    let expiry = pair.page.now.after(config.retention);
    assert_eq!(pair.host.poll_timeout(), Some(expiry));
    pair.host.handle_timeout(expiry);
    assert!(pair.host.end().is_some());
    assert_eq!(pair.host.poll_timeout(), None);
}

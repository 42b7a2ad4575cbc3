//! Which messages travel together: the first of a turn leaves at once, those after it together.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::dialect::everwire::codec::{Batcher, Control};
use everwire_core::dialect::everwire::server::SessionConfig;
use everwire_core::machine::Input;
use everwire_core::payload::Message;
use pair::Pair;

/// The frames in which a client sends these messages in one turn.
fn frames(messages: &[Message]) -> Vec<Message> {
    let mut pair = Pair::connected(ClientConfig::default(), SessionConfig::default());
    pair.up.clear();
    for message in messages {
        pair.page.client.send(message.clone()).expect("room");
    }
    pair.page.give(Input::Timeout);
    pair.pump();
    let read: Vec<_> = core::iter::from_fn(|| pair.host.recv(pair.page.now)).collect();
    assert_eq!(read, messages);
    pair.up
}

fn texts(texts: &[&str]) -> Vec<Message> {
    texts.iter().map(|text| Message::text(*text)).collect()
}

#[test]
fn a_lone_message_travels_verbatim() {
    assert_eq!(frames(&texts(&["a"])), texts(&["a"]));
    let binary = [Message::binary(vec![0, 1, 2])];
    assert_eq!(frames(&binary), binary);
}

#[test]
fn the_first_of_a_turn_leaves_alone_and_the_others_together() {
    let sent = texts(&["a", "b", "", "c"]);
    assert_eq!(frames(&sent), texts(&["a", "\0Tb\0\0c"]));
}

#[test]
fn binary_messages_are_announced_with_their_lengths() {
    let sent = [vec![1], vec![2, 3], vec![], vec![4]].map(Message::binary);
    let lengths = Control::Lengths(vec![2, 0, 1]).encode();
    let expected = [
        Message::binary(vec![1]),
        lengths,
        Message::binary(vec![2, 3, 4]),
    ];
    assert_eq!(frames(&sent), expected);
}

#[test]
fn text_and_binary_do_not_mix() {
    let sent = [
        Message::text("a"),
        Message::text("b"),
        Message::binary(vec![1]),
        Message::text("c"),
    ];
    assert_eq!(frames(&sent), sent);
}

#[test]
fn what_looks_like_a_control_frame_is_escaped_and_travels_alone() {
    let sent = texts(&["a", "\0A1", "b", "c\0d"]);
    assert_eq!(frames(&sent), texts(&["a", "\0E\0A1", "b", "c\0d"]));
}

#[test]
fn a_large_message_travels_alone() {
    let large = "x".repeat(Batcher::JOIN_MAX + 1);
    let sent = texts(&["a", "b", &large, "c", "d"]);
    assert_eq!(frames(&sent), texts(&["a", "b", &large, "\0Tc\0d"]));
}

#[test]
fn a_batch_has_a_bound() {
    let part = "x".repeat(Batcher::JOIN_MAX);
    let sent: Vec<_> = (0..20).map(|_| Message::text(part.clone())).collect();
    let sizes = frames(&sent)
        .into_iter()
        .map(|frame| frame.as_bytes().len());
    assert!(sizes.max() <= Some(Batcher::BATCH_MAX + 2));
}

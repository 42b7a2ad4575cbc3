//! Large texts on a WebSocket travel in binary frames, and what else travels there stays what it is.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod pair;
mod support;

use everwire_core::dialect::everwire::client::ClientConfig;
use everwire_core::dialect::everwire::codec::{Batcher, Content, Control, Decoder, Incoming};
use everwire_core::dialect::everwire::server::{ServerSession, SessionConfig};
use everwire_core::error::Violation;
use everwire_core::machine::Input;
use everwire_core::payload::{Message, Payload};
use everwire_core::time::Instant;
use pair::Pair;

fn large(text: &str) -> Message {
    Message::text(text.repeat(Batcher::LARGE / text.len() + 1))
}

fn octets(content: Content) -> Message {
    Control::Octets(content).encode()
}

fn pair() -> Pair {
    let mut pair = Pair::connected(ClientConfig::default(), SessionConfig::default());
    pair.up.clear();
    pair.down.clear();
    pair
}

fn send_up(pair: &mut Pair, message: &Message) {
    pair.page.client.send(message.clone()).expect("room");
    pair.page.give(Input::Timeout);
}

fn read(host: &mut ServerSession<Message>, now: Instant) -> Vec<Message> {
    core::iter::from_fn(|| host.recv(now)).collect()
}

#[test]
fn the_other_end_is_told_once() {
    let mut pair = pair();
    let messages = [large("é"), large("b"), Message::text("small"), large("\0")];
    for message in &messages {
        send_up(&mut pair, message);
        pair.pump();
    }
    let expected = [
        octets(Content::Text),
        messages[0].encode(),
        messages[1].encode(),
        messages[2].clone(),
        messages[3].encode(),
    ];
    assert_eq!(pair.up, expected);
    assert_eq!(read(&mut pair.host, pair.page.now), messages);
}

#[test]
fn the_server_does_the_same() {
    let mut pair = pair();
    let messages = [large("é"), Message::binary(vec![1]), large("b")];
    for message in &messages {
        pair.host.send(message.clone()).expect("room");
        pair.pump();
    }
    let expected = [
        octets(Content::Text),
        messages[0].encode(),
        octets(Content::Binary),
        messages[1].clone(),
        octets(Content::Text),
        messages[2].encode(),
    ];
    assert_eq!(pair.down, expected);
    assert_eq!(pair.got().len(), 3);
}

#[test]
fn a_text_that_is_just_not_large_travels_verbatim() {
    let mut pair = pair();
    let text = Message::text("x".repeat(Batcher::LARGE));
    send_up(&mut pair, &text);
    pair.pump();
    assert_eq!(pair.up, [text]);
}

#[test]
fn a_binary_batch_is_announced_by_its_lengths_alone() {
    let mut pair = pair();
    send_up(&mut pair, &large("a"));
    pair.pump();
    pair.up.clear();
    let small = [1, 2, 3].map(|byte| Message::binary(vec![byte]));
    pair.page.client.send(large("b")).expect("room");
    for message in &small {
        pair.page.client.send(message.clone()).expect("room");
    }
    pair.page.give(Input::Timeout);
    pair.pump();
    let expected = [
        large("b").encode(),
        Control::Lengths(vec![1, 1, 1]).encode(),
        Message::binary(vec![1, 2, 3]),
    ];
    assert_eq!(pair.up, expected);
    let read = read(&mut pair.host, pair.page.now);
    assert_eq!(read.len(), 5);
    assert_eq!(read[2..], small);
}

#[test]
fn a_new_link_begins_anew() {
    let mut pair = pair();
    send_up(&mut pair, &large("a"));
    pair.pump();
    assert_eq!(read(&mut pair.host, pair.page.now), [large("a")]);
    send_up(&mut pair, &large("b"));
    pair.cut();
    pair.up.clear();
    pair.reconnect();
    let expected = [
        Control::Position(1).encode(),
        octets(Content::Text),
        large("b").encode(),
    ];
    assert_eq!(pair.up[1..], expected);
    assert_eq!(read(&mut pair.host, pair.page.now), [large("b")]);
}

#[test]
fn a_position_makes_binary_frames_binary_messages_again() {
    let mut decoder = Decoder::default();
    let bytes = || Message::binary(vec![b'a']);
    let mut decode = |frame: Message| decoder.decode(frame);
    assert_eq!(decode(bytes()), Ok(Incoming::Message(bytes())));
    assert_eq!(decode(octets(Content::Text)), Ok(Incoming::Announced));
    assert_eq!(decode(bytes()), Ok(Incoming::Message(Message::text("a"))));
    assert!(decode(Control::Position(7).encode()).is_ok());
    assert_eq!(decode(bytes()), Ok(Incoming::Message(bytes())));
    assert_eq!(decode(octets(Content::Text)), Ok(Incoming::Announced));
    assert_eq!(decode(octets(Content::Binary)), Ok(Incoming::Announced));
    assert_eq!(decode(bytes()), Ok(Incoming::Message(bytes())));
}

#[test]
fn octets_that_are_not_utf8_are_a_violation() {
    let mut decoder = Decoder::default();
    let announced = decoder.decode(octets(Content::Text));
    assert_eq!(announced, Ok(Incoming::Announced));
    let broken = decoder.decode(Message::binary(vec![0xc3, 0x28]));
    assert_eq!(broken, Err(Violation::Malformed));
    let unknown = Decoder::default().decode(Message::text("\0Ox"));
    assert_eq!(unknown, Err(Violation::Malformed));
}

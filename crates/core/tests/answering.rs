//! Messages in the server's answers to POSTs of a long-polling link, and what becomes of them when answers are lost.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use everwire_core::dialect::everwire::codec::{Close, Control, Downstream, Hello, Identity};
use everwire_core::dialect::everwire::server::{Next, ServerSession, SessionConfig};
use everwire_core::payload::Message;
use everwire_core::time::Instant;

const NOW: Instant = Instant::from_millis(1_000);
const LINK: u32 = 1;

fn hello(downstream: Downstream) -> Hello {
    Hello {
        identity: Identity::New {
            attach: String::from("0123456789abcdef"),
        },
        link: LINK,
        received: 0,
        claim: 1,
        standby: false,
        downstream,
        heartbeat: 0,
        protocols: Vec::new(),
        auth: None,
    }
}

/// A session with one link, whose WELCOME has gone, and these messages for the client.
fn host(downstream: Downstream, messages: &[&str]) -> ServerSession<Message> {
    let (session, key) = (String::from("s"), String::from("k"));
    let mut host = ServerSession::new(NOW, SessionConfig::default(), session, key, String::new());
    host.attach(NOW, &hello(downstream), None).expect("a link");
    host.take_replies(NOW, LINK);
    send(&mut host, messages);
    host
}

fn send(host: &mut ServerSession<Message>, messages: &[&str]) {
    for message in messages {
        host.send(Message::text(*message)).expect("room");
    }
}

/// The answer to a POST that acknowledges so many messages.
fn post(host: &mut ServerSession<Message>, now: Instant, received: u64) -> Vec<Message> {
    let ack = Control::Ack(received).encode();
    host.receive(now, LINK, ack).expect("a valid frame");
    host.take_replies(now, LINK).into()
}

fn poll(host: &mut ServerSession<Message>, now: Instant) -> Vec<Message> {
    let frame = || match host.transmit(now, LINK) {
        Next::Frame(frame) => Some(frame),
        Next::Wait | Next::End => None,
    };
    core::iter::from_fn(frame).collect()
}

fn controls(controls: &[Control]) -> Vec<Message> {
    controls.iter().map(Control::encode).collect()
}

fn body(position: u64, message: &str) -> Vec<Message> {
    let mut body = controls(&[Control::Position(position)]);
    body.push(Message::text(message));
    body
}

#[test]
fn what_waits_goes_with_the_answer() {
    let mut host = host(Downstream::Poll, &["a", "b"]);
    let answer = post(&mut host, NOW, 0);
    assert_eq!(answer[0], Control::Ack(0).encode());
    assert_eq!(answer[1..], body(0, "\0Ta\0b"));
    assert_eq!(poll(&mut host, NOW), []);
}

#[test]
fn a_stream_is_the_only_way_down_of_its_link() {
    let mut host = host(Downstream::Stream, &["a"]);
    assert_eq!(post(&mut host, NOW, 0), controls(&[Control::Ack(0)]));
}

#[test]
fn a_poll_says_where_its_messages_belong_after_an_answer() {
    let mut host = host(Downstream::Poll, &["a"]);
    post(&mut host, NOW, 0);
    send(&mut host, &["b"]);
    assert_eq!(poll(&mut host, NOW), body(1, "b"));
}

#[test]
fn while_anything_is_under_way_an_answer_carries_nothing() {
    let mut host = host(Downstream::Poll, &["a"]);
    assert_eq!(poll(&mut host, NOW), body(0, "a"));
    send(&mut host, &["b"]);
    assert_eq!(post(&mut host, NOW, 0), controls(&[Control::Ack(0)]));
    assert_eq!(post(&mut host, NOW, 1)[1..], body(1, "b"));
}

#[test]
fn the_next_post_tells_that_an_answer_was_lost() {
    let mut host = host(Downstream::Poll, &["a"]);
    post(&mut host, NOW, 0);
    assert_eq!(post(&mut host, NOW, 0)[1..], body(0, "a"));
    assert_eq!(post(&mut host, NOW, 1), controls(&[Control::Ack(0)]));
}

#[test]
fn an_answer_that_is_not_acknowledged_in_time_goes_to_the_poll() {
    let mut host = host(Downstream::Poll, &["a"]);
    post(&mut host, NOW, 0);
    let due = host.poll_timeout().expect("a deadline");
    assert_eq!(due, NOW.after(1_000));
    host.handle_timeout(due);
    assert_eq!(poll(&mut host, due), body(0, "a"));
}

#[test]
fn close_does_not_overtake_an_answer() {
    let mut host = host(Downstream::Poll, &["a"]);
    post(&mut host, NOW, 0);
    let close = Close {
        code: 1000,
        reason: String::new(),
    };
    host.close(NOW, close.clone());
    let mut expected = body(0, "a");
    expected.extend(controls(&[Control::Ack(0), Control::Close(close)]));
    assert_eq!(poll(&mut host, NOW), expected);
}

#[test]
fn a_poll_that_is_repeated_late_is_refused_and_changes_nothing() {
    let mut host = host(Downstream::Poll, &["a", "b"]);
    poll(&mut host, NOW);
    assert!(host.open_downstream(NOW, LINK, Some(1)).is_ok());
    assert!(host.open_downstream(NOW, LINK, Some(0)).is_err());
    assert_eq!(poll(&mut host, NOW), body(1, "b"));
}

#[test]
fn a_poll_with_an_impossible_cursor_takes_nothing_away() {
    let mut host = host(Downstream::Poll, &["a"]);
    let first = host.transmit(NOW, LINK);
    assert!(host.open_downstream(NOW, LINK, Some(99)).is_err());
    let Next::Frame(position) = first else {
        panic!("no frame");
    };
    let mut frames = vec![position];
    frames.extend(poll(&mut host, NOW));
    assert_eq!(frames, body(0, "a"));
}

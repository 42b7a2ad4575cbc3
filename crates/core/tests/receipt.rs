//! What a server says that it has, and what its application gets: the same.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use everwire_core::dialect::everwire::codec::{
    Close, Control, Decoder, Downstream, Hello, Identity, Incoming,
};
use everwire_core::dialect::everwire::server::{Next, ServerSession, SessionConfig};
use everwire_core::payload::Message;
use everwire_core::time::Instant;

const NOW: Instant = Instant::from_millis(1_000);

fn host() -> ServerSession<Message> {
    let (session, key) = (String::from("s"), String::from("k"));
    let config = SessionConfig::default();
    let mut host = ServerSession::new(NOW, config, session, key, String::new());
    attach(&mut host, 1);
    host
}

fn attach(host: &mut ServerSession<Message>, link: u32) {
    let identity = if link == 1 {
        Identity::New {
            attach: String::from("0123456789abcdef"),
        }
    } else {
        Identity::Known {
            session: String::from("s"),
            key: String::from("k"),
        }
    };
    let hello = Hello {
        identity,
        link,
        received: 0,
        claim: link,
        standby: false,
        downstream: Downstream::Duplex,
        heartbeat: 0,
        protocols: Vec::new(),
        auth: None,
    };
    host.attach(NOW, &hello, None).expect("an attached link");
}

fn receive(host: &mut ServerSession<Message>, link: u32, frame: impl Into<Message>) {
    host.receive(NOW, link, frame.into())
        .expect("an accepted frame");
}

/// The control frames that wait for a link.
fn controls(host: &mut ServerSession<Message>, link: u32) -> Vec<Control> {
    let mut controls = Vec::new();
    while let Next::Frame(frame) = host.transmit(NOW, link) {
        if let Ok(Incoming::Control(control)) = Decoder::default().decode(frame) {
            controls.push(control);
        }
    }
    controls
}

/// What WELCOME says on the next link.
fn told(host: &mut ServerSession<Message>) -> u64 {
    attach(host, 2);
    match controls(host, 2).into_iter().next() {
        Some(Control::Welcome(welcome)) => welcome.received,
        other => panic!("no WELCOME but {other:?}"),
    }
}

fn close(code: u16) -> Close {
    Close {
        code,
        reason: String::new(),
    }
}

#[test]
fn what_waits_for_the_application_does_not_count_yet() {
    let mut host = host();
    receive(&mut host, 1, "one");
    receive(&mut host, 1, "two");
    assert_eq!(host.recv(NOW), Some(Message::text("one")));
    assert_eq!(told(&mut host), 1);
    // The client goes on from there: what it sends again comes out once.
    receive(&mut host, 2, "two");
    receive(&mut host, 2, "three");
    assert_eq!(host.recv(NOW), Some(Message::text("two")));
    assert_eq!(host.recv(NOW), Some(Message::text("three")));
    assert_eq!(host.recv(NOW), None);
}

#[test]
fn what_comes_after_the_application_has_closed_does_not_count() {
    let mut host = host();
    host.close(NOW, close(3_000));
    receive(&mut host, 1, "unread");
    assert_eq!(told(&mut host), 0);
}

#[test]
fn the_answer_to_a_close_confirms_what_came_before_it() {
    let mut host = host();
    receive(&mut host, 1, "one");
    receive(
        &mut host,
        1,
        Control::Close(close(1_000)).encode::<Message>(),
    );
    let controls = controls(&mut host, 1);
    let end = [Control::Ack(1), Control::Close(close(1_000))];
    assert!(controls.ends_with(&end), "{controls:?}");
}

#[test]
fn of_two_closes_that_cross_none_confirms_what_nobody_read() {
    let mut host = host();
    host.close(NOW, close(3_000));
    receive(&mut host, 1, "unread");
    receive(
        &mut host,
        1,
        Control::Close(close(1_000)).encode::<Message>(),
    );
    let confirms = |control: &Control| matches!(control, Control::Ack(1..) | Control::Pong(1..));
    assert!(!controls(&mut host, 1).iter().any(confirms));
}

//! Links at the server: which of them carries the session, and which are fenced off.
#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use everwire_core::dialect::everwire::codec::{
    Control, Decoder, Downstream, Hello, Identity, Incoming, Reject,
};
use everwire_core::dialect::everwire::server::{Next, ServerSession, SessionConfig};
use everwire_core::payload::Message;
use everwire_core::time::Instant;

const NOW: Instant = Instant::from_millis(1_000);

fn host(config: SessionConfig) -> ServerSession<Message> {
    let (session, key) = (String::from("s"), String::from("k"));
    ServerSession::new(NOW, config, session, key, String::new())
}

fn hello(link: u32, claim: u32, standby: bool, received: u64) -> Hello {
    Hello {
        identity: Identity::Known {
            session: String::from("s"),
            key: String::from("k"),
        },
        link,
        received,
        claim,
        standby,
        downstream: Downstream::Duplex,
        heartbeat: 0,
        protocols: Vec::new(),
        auth: None,
    }
}

fn attach(host: &mut ServerSession<Message>, hello: &Hello) -> Result<(), Reject> {
    host.attach(NOW, hello, None)
}

/// What waits for a link.
fn frames(host: &mut ServerSession<Message>, link: u32) -> Vec<Message> {
    let next = || match host.transmit(NOW, link) {
        Next::Frame(frame) => Some(frame),
        _ => None,
    };
    core::iter::from_fn(next).collect()
}

fn is_active(host: &mut ServerSession<Message>, link: u32) -> Option<bool> {
    frames(host, link)
        .into_iter()
        .find_map(|frame| match Decoder::default().decode(frame) {
            Ok(Incoming::Control(Control::Welcome(welcome))) => Some(welcome.active),
            _ => None,
        })
}

fn receive(host: &mut ServerSession<Message>, link: u32, control: &Control) {
    host.receive(NOW, link, control.encode()).expect("accepted");
}

#[test]
fn a_newer_link_fences_off_the_older_ones() {
    let mut host = host(SessionConfig::default());
    assert_eq!(attach(&mut host, &hello(1, 1, false, 0)), Ok(()));
    assert_eq!(attach(&mut host, &hello(2, 2, false, 0)), Ok(()));
    assert!(!host.is_attached(1));
    assert_eq!(host.transmit(NOW, 1), Next::End);
    // What it still brings is ignored.
    assert_eq!(host.receive(NOW, 1, Message::text("late")), Ok(()));
    assert_eq!(host.recv(NOW), None);
}

#[test]
fn a_standby_waits_until_it_is_used() {
    let mut host = host(SessionConfig::default());
    assert_eq!(attach(&mut host, &hello(1, 1, false, 0)), Ok(()));
    assert_eq!(attach(&mut host, &hello(2, 2, true, 0)), Ok(()));
    assert_eq!(is_active(&mut host, 2), Some(false));
    host.send(Message::text("x")).expect("room");
    assert_eq!(frames(&mut host, 2), []);
    let claim = Control::Use {
        claim: 3,
        received: 0,
    };
    receive(&mut host, 2, &claim);
    assert!(frames(&mut host, 2).contains(&Message::text("x")));
}

#[test]
fn a_standby_alone_carries_the_session() {
    let mut host = host(SessionConfig::default());
    assert_eq!(attach(&mut host, &hello(1, 1, true, 0)), Ok(()));
    assert_eq!(is_active(&mut host, 1), Some(true));
}

#[test]
fn a_claim_that_comes_late_changes_nothing() {
    let mut host = host(SessionConfig::default());
    for (link, claim) in [(1, 1), (2, 5)] {
        assert_eq!(attach(&mut host, &hello(link, claim, false, 0)), Ok(()));
    }
    assert_eq!(attach(&mut host, &hello(3, 4, false, 0)), Ok(()));
    assert_eq!(is_active(&mut host, 3), Some(false));
    let late = Control::Use {
        claim: 4,
        received: 0,
    };
    receive(&mut host, 3, &late);
    host.send(Message::text("x")).expect("room");
    assert_eq!(frames(&mut host, 3), []);
    assert!(frames(&mut host, 2).contains(&Message::text("x")));
}

#[test]
fn a_count_that_comes_late_is_not_held_against_the_client() {
    let mut host = host(SessionConfig::default());
    assert_eq!(attach(&mut host, &hello(1, 1, false, 0)), Ok(()));
    for text in ["x", "y", "z"] {
        host.send(Message::text(text)).expect("room");
    }
    assert_eq!(attach(&mut host, &hello(2, 2, true, 0)), Ok(()));
    frames(&mut host, 1);
    receive(&mut host, 1, &Control::Ack(2));
    // It was written before the others arrived.
    let late = Control::Use {
        claim: 3,
        received: 0,
    };
    receive(&mut host, 2, &late);
    let sent = frames(&mut host, 2);
    assert!(sent.contains(&Message::text("z")), "{sent:?}");
    assert!(!sent.contains(&Message::text("y")), "{sent:?}");
    assert_eq!(attach(&mut host, &hello(3, 4, false, 1)), Ok(()));
}

#[test]
fn a_count_of_what_was_never_sent_is_refused() {
    let mut host = host(SessionConfig::default());
    let refused = attach(&mut host, &hello(1, 1, false, 1)).map_err(|reject| reject.status);
    assert_eq!(refused, Err(400));
}

#[test]
fn a_link_number_is_used_once() {
    let mut host = host(SessionConfig::default());
    assert_eq!(attach(&mut host, &hello(1, 1, false, 0)), Ok(()));
    let again = attach(&mut host, &hello(1, 2, false, 0)).map_err(|reject| reject.status);
    assert_eq!(again, Err(409));
}

#[test]
fn links_are_bounded_and_the_active_one_stays() {
    let mut host = host(SessionConfig {
        max_links: 3,
        ..SessionConfig::default()
    });
    assert_eq!(attach(&mut host, &hello(1, 1, false, 0)), Ok(()));
    for link in 2..10 {
        assert_eq!(attach(&mut host, &hello(link, link, true, 0)), Ok(()));
        assert!(host.link_count() <= 3);
        assert!(host.is_attached(1));
    }
}

#[test]
fn the_answer_to_a_post_acknowledges_what_was_read() {
    let mut host = host(SessionConfig::default());
    let polling = Hello {
        downstream: Downstream::Poll,
        ..hello(1, 1, false, 0)
    };
    assert_eq!(attach(&mut host, &polling), Ok(()));
    for text in ["a", "b"] {
        assert_eq!(host.receive(NOW, 1, Message::text(text)), Ok(()));
    }
    assert_eq!(host.recv(NOW), Some(Message::text("a")));
    let last = host.take_replies(NOW, 1).pop_back();
    assert_eq!(last, Some(Control::Ack(1).encode()));
}

#[test]
fn data_that_a_poll_did_not_carry_comes_again_before_close() {
    let mut host = host(SessionConfig::default());
    let polling = Hello {
        downstream: Downstream::Poll,
        ..hello(1, 1, false, 0)
    };
    assert_eq!(attach(&mut host, &polling), Ok(()));
    host.take_replies(NOW, 1);
    for text in ["x", "y"] {
        host.send(Message::binary(text.as_bytes().to_vec()))
            .expect("room");
    }
    host.close(
        NOW,
        everwire_core::dialect::everwire::codec::Close {
            code: 4000,
            reason: String::new(),
        },
    );
    assert_eq!(host.open_downstream(NOW, 1, Some(0)), Ok(()));
    // The body is cut behind its first frame.
    assert!(matches!(host.transmit(NOW, 1), Next::Frame(_)));
    assert_eq!(host.open_downstream(NOW, 1, Some(0)), Ok(()));
    let frames = frames(&mut host, 1);
    let place = |wanted: &dyn Fn(&Message) -> bool| frames.iter().position(wanted);
    let data = place(&|frame| frame == &Message::binary(b"xy".to_vec()));
    let close = place(&|frame| frame.as_text().is_some_and(|text| text.starts_with("\0C")));
    assert!(data.is_some() && data < close, "{frames:?}");
}

//! Sessions over several links.

use everwire_core::dialect::everwire::codec::{Control, Downstream, Hello};
use everwire_core::payload::Message;
use everwire_server::Config;
use everwire_test_client::{Client, Socket, begin, resume};

use crate::server::Server;

fn texts(range: std::ops::Range<u32>) -> Vec<Message> {
    range
        .map(|number| Message::text(number.to_string()))
        .collect()
}

#[tokio::test]
async fn both_ways_are_replayed_after_a_cut() {
    let server = Server::start().await;
    let (mut socket, welcome) = Socket::begin(server.address).await;
    for message in texts(0..10) {
        socket.send(&message).await;
    }
    assert_eq!(socket.messages(10).await, texts(0..10));
    drop(socket);

    // The client has received 4 of the 10 echoes; it does not know how many of its messages arrived.
    let mut socket = Socket::connect(server.address).await;
    let again = socket
        .attach(resume(&welcome, Downstream::Duplex, 2, 4))
        .await;
    assert!(again.resumed);
    assert_eq!(again.received, 10);
    assert_eq!(socket.messages(6).await, texts(4..10));
    // It sends the last two again, and two new ones.
    socket.control(Control::Position(8)).await;
    for message in texts(8..12) {
        socket.send(&message).await;
    }
    assert_eq!(socket.messages(2).await, texts(10..12));
}

#[tokio::test]
async fn a_session_moves_between_all_transports() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let (mut socket, welcome) = Socket::begin(server.address).await;
    socket.send(&Message::text("0")).await;
    assert_eq!(socket.messages(1).await, texts(0..1));

    let mut poll = client
        .attach(resume(&welcome, Downstream::Poll, 2, 1), &[])
        .await;
    assert_eq!(socket.closed().await, 1008);
    let frames = [Control::Position(1).encode(), Message::text("1")];
    poll.post(&frames).await;
    assert_eq!(poll.messages(1, 1).await, texts(1..2));

    let stream = client
        .attach(resume(&welcome, Downstream::Stream, 3, 1), &[])
        .await;
    let mut events = client.events(&stream.events(3)).await.unwrap();
    assert_eq!(events.messages(1).await, texts(1..2));

    let mut socket = Socket::connect(server.address).await;
    let welcome = socket
        .attach(resume(&welcome, Downstream::Duplex, 4, 2))
        .await;
    assert_eq!(welcome.received, 2);
    socket.control(Control::Position(2)).await;
    socket.send(&Message::text("2")).await;
    assert_eq!(socket.messages(1).await, texts(2..3));
    assert_eq!(server.endpoint.session_count(), 1);
}

#[tokio::test]
async fn racing_links_of_one_client_become_one_session() {
    let (began, mut sessions) = tokio::sync::mpsc::unbounded_channel();
    let handler = move |session: everwire_server::Session| {
        let began = began.clone();
        async move {
            began.send(session.id().to_owned())?;
            while session.recv().await.is_some() {}
            Ok(())
        }
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let first = begin(Downstream::Duplex);
    let second = Hello {
        link: 2,
        standby: true,
        downstream: Downstream::Poll,
        ..first.clone()
    };
    let mut socket = Socket::connect(server.address).await;
    let client = Client::new(server.address);
    let (one, two) = tokio::join!(socket.attach(first), client.attach(second, &[]));
    assert_eq!(one.session, two.welcome.session);
    assert_eq!(one.key, two.welcome.key);
    assert_eq!(sessions.recv().await, Some(one.session));
    assert!(sessions.is_empty());
    assert_eq!(server.endpoint.session_count(), 1);
}

#[tokio::test]
async fn a_standby_link_takes_over_on_activation() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let mut poll = client
        .attach(begin(Downstream::Poll), &[Message::text("0")])
        .await;
    assert_eq!(poll.messages(0, 1).await, texts(0..1));
    let mut socket = Socket::connect(server.address).await;
    let hello = Hello {
        standby: true,
        ..resume(&poll.welcome, Downstream::Duplex, 2, 1)
    };
    assert!(!socket.attach(hello).await.active);
    socket
        .control(Control::Use {
            claim: 3,
            received: 1,
        })
        .await;
    socket.control(Control::Position(1)).await;
    socket.send(&Message::text("1")).await;
    assert_eq!(socket.messages(1).await, texts(1..2));
}

#[tokio::test]
async fn a_key_that_is_wrong_is_refused() {
    let server = Server::start().await;
    let (mut kept, mut welcome) = Socket::begin(server.address).await;
    welcome.key = "0".repeat(32);
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&welcome, Downstream::Duplex, 2, 0);
    assert_eq!(socket.refused(hello).await, 403);
    assert_eq!(socket.closed().await, 1008);
    kept.send(&Message::text("0")).await;
    assert_eq!(kept.messages(1).await, texts(0..1));
}

#[tokio::test]
async fn a_link_number_is_used_once() {
    let server = Server::start().await;
    let (_kept, welcome) = Socket::begin(server.address).await;
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&welcome, Downstream::Duplex, 1, 0);
    assert_eq!(socket.refused(hello).await, 409);
}

#[tokio::test]
async fn a_count_that_cannot_be_is_refused() {
    let server = Server::start().await;
    let (_kept, welcome) = Socket::begin(server.address).await;
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&welcome, Downstream::Duplex, 2, 1);
    assert_eq!(socket.refused(hello).await, 400);
    let mut socket = Socket::connect(server.address).await;
    let hello = Hello {
        received: 1,
        ..begin(Downstream::Duplex)
    };
    assert_eq!(socket.refused(hello).await, 400);
    assert_eq!(server.endpoint.session_count(), 1);
}

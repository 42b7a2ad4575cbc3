//! How sessions and endpoints end.

use std::time::Duration;

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_server::{Config, Session, SessionConfig};
use everwire_test_client::{Client, Socket, begin, resume, within};
use tokio::sync::mpsc;

use crate::server::Server;

/// Longer than anything that a test waits for.
const BOUND: Duration = Duration::from_secs(50);

#[tokio::test]
async fn a_session_without_a_link_expires() {
    let config = Config {
        session: SessionConfig {
            retention: 1,
            ..SessionConfig::default()
        },
        ..Config::default()
    };
    let (ended, mut endings) = mpsc::unbounded_channel();
    let handler = move |session: Session| {
        let ended = ended.clone();
        async move {
            while session.recv().await.is_some() {}
            ended.send(session.id().to_owned())?;
            Ok(())
        }
    };
    let server = Server::with_handler(config, handler).await;
    let (socket, welcome) = Socket::begin(server.address).await;
    drop(socket);
    assert_eq!(
        within(endings.recv()).await.as_ref(),
        Some(&welcome.session)
    );
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&welcome, Downstream::Duplex, 2, 0);
    assert_eq!(socket.refused(hello).await, 410);
    while server.endpoint.session_count() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_silent_link_is_pinged_and_ended() {
    let session = SessionConfig {
        heartbeat_interval: 1,
        // Long enough for the writer to send PING before it passes.
        heartbeat_timeout: 500,
        ..SessionConfig::default()
    };
    let server = Server::with_session(session).await;
    let (mut socket, _) = Socket::begin(server.address).await;
    assert_eq!(socket.next_control().await, Control::Ping(0));
    assert_eq!(socket.closed().await, 1008);
}

#[tokio::test]
async fn a_shutdown_tells_every_link_and_ends_it() {
    let config = Config {
        restart_delay: Duration::from_millis(1_500),
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let client = Client::new(server.address);
    let (mut socket, _) = Socket::begin(server.address).await;
    let poll = client.attach(begin(Downstream::Poll), &[]).await;
    let stream = client.attach(begin(Downstream::Stream), &[]).await;
    let mut events = client.events(&stream.events(1)).await.unwrap();
    assert_eq!(events.frame().await, Some(Control::Ack(0).encode()));
    let mut waiting = Socket::connect(server.address).await;

    let goodbye = Control::GoAway(1_500);
    let sockets = async {
        assert_eq!(socket.next_control().await, goodbye);
        assert_eq!(socket.closed().await, 1001);
        assert_eq!(waiting.closed().await, 1001);
    };
    let requests = async {
        let held = client.poll(poll.headers(), 0).await;
        assert_eq!(held.frames(), [goodbye.encode()]);
        assert_eq!(events.frame().await, Some(goodbye.encode()));
        assert_eq!(events.frame().await, None);
    };
    let (has_ended, (), ()) = tokio::join!(server.endpoint.shutdown(BOUND), sockets, requests);
    assert!(has_ended);

    let hello = Control::Hello(begin(Downstream::Poll));
    for reply in [
        client.post(&[], &[hello.encode()]).await,
        client.poll(poll.headers(), 0).await,
    ] {
        let retry_after = reply.header("retry-after");
        assert_eq!((reply.status, retry_after), (503, Some("2")));
    }
}

#[tokio::test]
async fn messages_are_flushed_before_a_shutdown() {
    let megabyte = Message::binary(vec![7; 1024 * 1024]);
    let sent = megabyte.clone();
    let (full, mut filled) = mpsc::unbounded_channel();
    let handler = move |session: Session| {
        let (sent, full) = (sent.clone(), full.clone());
        async move {
            let mut count = 0;
            while session.try_send(sent.clone()).is_ok() {
                count += 1;
            }
            full.send(count)?;
            session.recv().await;
            Ok(())
        }
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let (mut socket, _) = Socket::begin(server.address).await;
    let count = within(filled.recv()).await.unwrap();
    let (has_ended, received) = tokio::join!(server.endpoint.shutdown(BOUND), async {
        let received = socket.messages(count).await;
        socket.closed().await;
        received
    });
    assert!(has_ended);
    assert_eq!(received, vec![megabyte; count]);
}

#[tokio::test]
async fn the_handler_receives_all_messages_before_the_end() {
    let (results, mut received) = mpsc::unbounded_channel();
    let handler = move |session: Session| {
        let results = results.clone();
        async move {
            while let Some(message) = session.recv().await {
                results.send(Some(message))?;
            }
            results.send(None)?;
            Ok(())
        }
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let client = Client::new(server.address);
    let frames = [
        Message::text("one"),
        Message::text("two"),
        Message::text("\0C1000 "),
    ];
    client.attach(begin(Downstream::Poll), &frames).await;
    let expected = [Some(Message::text("one")), Some(Message::text("two")), None];
    for message in expected {
        assert_eq!(within(received.recv()).await, Some(message));
    }
}

#[tokio::test]
async fn a_poll_of_an_ended_session_says_so() {
    let handler = |_: Session| async { Ok(()) };
    let server = Server::with_handler(Config::default(), handler).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let close = Message::text("\0C1000 ");
    let frames = client.poll(link.headers(), 0).await.frames();
    assert_eq!(frames.last(), Some(&close));
    link.post(&[close]).await;
    let reply = client.post_body(link.headers(), Bytes::new()).await;
    assert!([200, 410].contains(&reply.status));
    assert_eq!(client.poll(link.headers(), 0).await.status, 410);
}

//! Limits on sizes, counts and times.

use std::time::Duration;

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Control, Downstream, Hello, Incoming};
use everwire_core::payload::Message;
use everwire_server::{Config, SessionConfig};
use everwire_test_client::{Client, Socket, begin, resume};

use crate::server::Server;

fn small() -> SessionConfig {
    SessionConfig {
        max_message: 1_000,
        ..SessionConfig::default()
    }
}

#[tokio::test]
async fn a_message_above_the_maximum_is_refused() {
    let server = Server::with_session(small()).await;
    let (mut socket, welcome) = Socket::begin(server.address).await;
    assert_eq!(welcome.max_message, 1_000);
    let largest = Message::text("x".repeat(1_000));
    socket.send(&largest).await;
    assert_eq!(socket.messages(1).await, [largest]);
    socket.send(&Message::text("x".repeat(1_001))).await;
    assert_eq!(socket.rejected().await, 413);
    assert_eq!(socket.closed().await, 1009);
}

#[tokio::test]
async fn a_frame_above_every_limit_is_refused() {
    let server = Server::with_session(small()).await;
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.send(&Message::text("x".repeat(100_000))).await;
    assert_eq!(socket.closed().await, 1009);
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused() {
    let server = Server::with_session(small()).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    for size in [1_001, 8 * 1024 * 1024] {
        let frames = [Message::binary(vec![0; size])];
        assert_eq!(link.post(&frames).await.status, 413);
    }
}

#[tokio::test]
async fn a_hello_above_its_limit_is_refused() {
    let server = Server::start().await;
    let hello = Hello {
        auth: Some("x".repeat(17 * 1024)),
        ..begin(Downstream::Duplex)
    };
    let mut socket = Socket::connect(server.address).await;
    assert_eq!(socket.refused(hello.clone()).await, 413);
    assert_eq!(socket.closed().await, 1009);
    let hello = Control::Hello(Hello {
        downstream: Downstream::Poll,
        ..hello
    });
    let client = Client::new(server.address);
    assert_eq!(client.post(&[], &[hello.encode()]).await.status, 413);
}

#[tokio::test]
async fn a_socket_without_a_hello_is_closed() {
    let config = Config {
        hello_timeout: Duration::from_millis(1),
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let mut socket = Socket::connect(server.address).await;
    assert_eq!(socket.closed().await, 1002);
}

#[tokio::test]
async fn sessions_above_the_maximum_are_refused_with_a_delay() {
    let config = Config {
        max_sessions: 1,
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let (mut first, welcome) = Socket::begin(server.address).await;
    let mut socket = Socket::connect(server.address).await;
    assert_eq!(socket.refused(begin(Downstream::Duplex)).await, 503);
    assert_eq!(socket.closed().await, 1013);
    let hello = Control::Hello(begin(Downstream::Poll));
    let client = Client::new(server.address);
    let reply = client.post(&[], &[hello.encode()]).await;
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (503, Some("5"))
    );
    // The existing session can still be resumed.
    first.send(&Message::text("one")).await;
    first.messages(1).await;
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&welcome, Downstream::Duplex, 2, 1);
    assert!(socket.attach(hello).await.resumed);
}

#[tokio::test]
async fn a_client_that_never_reads_its_replies_is_closed() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let pings = vec![Control::Ping(0).encode(); 500];
    let mut status = 200;
    while status == 200 {
        status = link.post(&pings).await.status;
    }
    assert_eq!(status, 413);
}

#[tokio::test]
async fn a_handler_that_does_not_read_queues_no_more_than_the_window() {
    let handler = |session: everwire_server::Session| async move {
        std::future::pending::<()>().await;
        drop(session);
        Ok(())
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let megabyte = Message::binary(Bytes::from(vec![0; 1024 * 1024]));
    let mut status = 200;
    let mut count = 0;
    while status == 200 && count < 100 {
        let frames = [Control::Position(count).encode(), megabyte.clone()];
        status = link.post(&frames).await.status;
        count += 1;
    }
    assert_eq!(status, 413);
}

#[tokio::test]
async fn waiting_messages_leave_in_batches() {
    let count = 1_000;
    let handler = move |session: everwire_server::Session| async move {
        session.recv().await;
        for number in 0..count {
            session.try_send(number.to_string())?;
        }
        session.recv().await;
        Ok(())
    };
    let server = Server::with_handler(Config::default(), handler).await;
    let client = Client::new(server.address);
    let go = [Message::text("go")];
    let link = client.attach(begin(Downstream::Poll), &go).await;
    let mut decoder = everwire_core::dialect::everwire::codec::Decoder::default();
    let (mut messages, mut polls) = (0, 0);
    while messages < count {
        for frame in client.poll(link.headers(), messages).await.frames() {
            match decoder.decode(frame).unwrap() {
                Incoming::Message(_) => messages += 1,
                Incoming::Batch(batch) => messages += batch.len() as u64,
                Incoming::Control(_) | Incoming::Announced => {}
            }
        }
        polls += 1;
    }
    assert!(polls < count, "one by one");
}

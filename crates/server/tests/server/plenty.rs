//! Exhausted limits: sessions of one address, frames, messages, the memory budget.

use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_server::{Config, HandlerResult, Session, SessionConfig, TrySendError, Window};
use everwire_test_client::{Client, Socket, begin, resume, within};

use crate::server::Server;

async fn status_of_another(client: &Client, address: &str) -> u16 {
    let hello = Control::Hello(begin(Downstream::Poll)).encode();
    let headers = [("x-forwarded-for", address.to_owned())];
    client.post(&headers, &[hello]).await.status
}

#[tokio::test]
async fn sessions_of_one_address_are_limited() {
    let config = Config {
        max_sessions_per_address: 2,
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let client = Client::new(server.address);
    let (mut first, _) = Socket::begin(server.address).await;
    assert_eq!(status_of_another(&client, "203.0.113.1").await, 200);
    // The header can be forged, so it changes nothing.
    assert_eq!(status_of_another(&client, "203.0.113.2").await, 429);
    let mut socket = Socket::connect(server.address).await;
    assert_eq!(socket.refused(begin(Downstream::Duplex)).await, 429);
    assert_eq!(socket.closed().await, 1013);
    // Existing sessions are not harmed, and one that ends makes room.
    first.send(&Message::text("one")).await;
    assert_eq!(first.messages(1).await, [Message::text("one")]);
    let close = everwire_core::dialect::everwire::codec::Close {
        code: 1000,
        reason: String::new(),
    };
    first.control(Control::Close(close)).await;
    assert_eq!(first.closed().await, 1000);
    let accepted = async {
        let mut status = 429;
        while status == 429 {
            status = status_of_another(&client, "").await;
        }
        status
    };
    assert_eq!(within(accepted).await, 200);
}

#[tokio::test]
async fn a_body_of_too_many_frames_is_refused() {
    let config = Config {
        max_frames: 10,
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let ping: Message = Control::Ping(0).encode();
    assert_eq!(link.post(&vec![ping.clone(); 10]).await.status, 200);
    assert_eq!(link.post(&vec![ping; 11]).await.status, 413);
}

#[tokio::test]
async fn a_batch_of_too_many_messages_is_refused() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    let bomb = format!("\0T{}", "\0".repeat(Window::MAX.messages));
    socket.frame(Message::text(bomb)).await;
    assert_eq!(socket.rejected().await, 413);
}

#[tokio::test]
async fn an_application_waits_above_the_window() {
    let cases = [
        (5, usize::MAX, 5),
        // The message that crosses the limit is still taken.
        (usize::MAX, 250, 3),
    ];
    for (messages, bytes, expected) in cases {
        let config = Config {
            session: SessionConfig {
                window: Window { messages, bytes },
                ..SessionConfig::default()
            },
            ..Config::default()
        };
        assert_eq!(sent_at_once(config, 100).await, expected);
    }
}

#[tokio::test]
async fn an_application_waits_while_the_memory_budget_is_exhausted() {
    let config = Config {
        max_buffered: 100_000,
        ..Config::default()
    };
    // Four make 80,000 bytes, five more than the limit.
    assert_eq!(sent_at_once(config, 20_000).await, 5);
}

/// How many messages of a size a handler can send to a client that acknowledges none.
async fn sent_at_once(config: Config, size: usize) -> usize {
    let (counts, mut received) = tokio::sync::mpsc::unbounded_channel();
    let handler = move |session: Session| {
        let counts = counts.clone();
        async move {
            let mut count = 0;
            while session.try_send(vec![0; size]).is_ok() {
                count += 1;
            }
            let refused = session.try_send("more");
            assert!(matches!(refused, Err(TrySendError::Full(_))));
            counts.send(count)?;
            std::future::pending::<HandlerResult>().await
        }
    };
    let server = Server::with_handler(config, handler).await;
    let client = Client::new(server.address);
    let _link = client.attach(begin(Downstream::Poll), &[]).await;
    received.recv().await.unwrap()
}

#[tokio::test]
async fn a_session_that_exhausts_the_budget_is_refused_and_others_are_not() {
    let config = Config {
        max_buffered: 1_500_000,
        ..Config::default()
    };
    let server = Server::with_handler(config, echo_until_hoard).await;
    let (mut small, _) = Socket::begin(server.address).await;
    let (mut hoarder, welcome) = Socket::begin(server.address).await;
    hoarder.send(&Message::text("hoard")).await;
    for _ in 0..3 {
        hoarder.send(&Message::binary(vec![0; 1_000_000])).await;
    }
    assert_eq!(hoarder.rejected().await, 503);
    assert_eq!(hoarder.closed().await, 1013);
    let client = Client::new(server.address);
    let hello = resume(&welcome, Downstream::Poll, 2, 0);
    let link = client.attach(hello, &[]).await;
    let large = [Message::binary(vec![0; 1_000_000])];
    assert_eq!(link.post(&large).await.status, 503);
    assert_eq!(status_of_another(&client, "").await, 503);
    small.send(&Message::text("still here")).await;
    assert_eq!(small.messages(1).await, [Message::text("still here")]);
}

async fn echo_until_hoard(session: Session) -> HandlerResult {
    while let Some(message) = session.recv().await {
        if message.as_text() == Some("hoard") {
            return std::future::pending().await;
        }
        session.send(message).await?;
    }
    Ok(())
}

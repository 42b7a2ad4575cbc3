//! The server-sent events transport.

use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_test_client::{Client, begin, resume, samples};

use crate::server::Server;

#[tokio::test]
async fn every_kind_of_message_is_echoed() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Stream), &[]).await;
    let mut events = client.events(&link.events(1)).await.unwrap();
    for (count, message) in (0..).zip(samples()) {
        let mut frames = vec![Control::Position(count).encode()];
        frames.push(match message.as_text() {
            Some(text) if text.starts_with('\0') => Message::text(format!("\0E{text}")),
            _ => message.clone(),
        });
        assert_eq!(link.post(&frames).await.status, 200);
        assert_eq!(events.messages(1).await, [message]);
    }
}

#[tokio::test]
async fn the_stream_begins_with_padding_and_must_not_be_stored() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Stream), &[]).await;
    let mut events = client.events(&link.events(1)).await.unwrap();
    assert_eq!(events.headers["content-type"], "text/event-stream");
    assert_eq!(events.headers["cache-control"], "no-store");
    assert_eq!(events.headers["x-accel-buffering"], "no");
    let padding = events.block().await.unwrap();
    assert!(padding.starts_with(": ") && padding.len() > 2048);
    assert_eq!(events.frame().await, Some(Control::Ack(0).encode()));
}

#[tokio::test]
async fn a_ticket_is_redeemed_once_and_for_its_link_only() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Stream), &[]).await;
    let query = link.events(1);
    assert_eq!(client.events(&link.events(2)).await.err(), Some(403));
    let events = client.events(&query).await;
    assert!(events.is_ok());
    assert_eq!(client.events(&query).await.err(), Some(403));
    let unknown = query.replace(&link.welcome.session, "unknown");
    assert_eq!(client.events(&unknown).await.err(), Some(410));
    assert_eq!(client.events("?everwire=sse").await.err(), Some(400));
}

#[tokio::test]
async fn a_cut_stream_detaches_its_link() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Stream), &[]).await;
    let events = client.events(&link.events(1)).await.unwrap();
    drop(events);
    let mut status = 200;
    while status == 200 {
        status = link.post(&[]).await.status;
    }
    assert_eq!(status, 409);
}

#[tokio::test]
async fn a_newer_link_ends_the_stream() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let old = client.attach(begin(Downstream::Stream), &[]).await;
    let mut events = client.events(&old.events(1)).await.unwrap();
    let hello = resume(&old.welcome, Downstream::Stream, 2, 0);
    let new = client.attach(hello, &[]).await;
    while events.frame().await.is_some() {}
    let mut events = client.events(&new.events(2)).await.unwrap();
    new.post(&[Control::Position(0).encode(), Message::text("new")])
        .await;
    assert_eq!(events.messages(1).await, [Message::text("new")]);
}

//! The long-polling transport, and the POSTs that HTTP links share.

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Close, Control, Downstream};
use everwire_core::payload::Message;
use everwire_server::SessionConfig;
use everwire_test_client::{Client, begin, resume, samples};

use crate::server::Server;

fn numbered(position: u64, text: &str) -> [Message; 2] {
    [
        Control::Position(position).encode(),
        Message::text(text.to_owned()),
    ]
}

#[tokio::test]
async fn every_kind_of_message_is_echoed() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let mut link = client.attach(begin(Downstream::Poll), &[]).await;
    for (count, message) in (0..).zip(samples()) {
        let mut frames = vec![Control::Position(count).encode()];
        // A client escapes texts that begin with U+0000.
        frames.push(match message.as_text() {
            Some(text) if text.starts_with('\0') => Message::text(format!("\0E{text}")),
            _ => message.clone(),
        });
        assert_eq!(link.post(&frames).await.status, 200);
        assert_eq!(link.messages(count, 1).await, [message]);
    }
}

#[tokio::test]
async fn messages_may_follow_hello_at_once() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let first = [Message::text("one"), Message::text("two")];
    let mut link = client.attach(begin(Downstream::Poll), &first).await;
    assert_eq!(link.messages(0, 2).await, first);
}

#[tokio::test]
async fn a_repeated_post_is_harmless() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let mut link = client.attach(begin(Downstream::Poll), &[]).await;
    for text in ["one", "one", "one"] {
        assert_eq!(link.post(&numbered(0, text)).await.status, 200);
    }
    link.post(&numbered(1, "two")).await;
    let expected = [Message::text("one"), Message::text("two")];
    assert_eq!(link.messages(0, 2).await, expected);
}

#[tokio::test]
async fn a_lost_response_to_a_poll_is_repeated() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let sent = [Message::text("one"), Message::binary(vec![1, 2])];
    let mut link = client.attach(begin(Downstream::Poll), &sent).await;
    assert_eq!(link.messages(0, 2).await, sent);
    assert_eq!(link.messages(0, 2).await, sent);
    assert_eq!(link.messages(1, 1).await, [sent[1].clone()]);
}

#[tokio::test]
async fn messages_are_acknowledged_though_none_are_to_be_sent() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let mut link = client.attach(begin(Downstream::Poll), &[]).await;
    let mut frames = link.post(&numbered(0, "one")).await.frames();
    frames.extend(link.messages(0, 1).await);
    // The response to the POST may have come before the application received the message.
    while !frames.contains(&Control::Ack(1).encode()) {
        frames = client.poll(link.headers(), 1).await.frames();
        assert_ne!(frames, [], "the poll was held to its end");
    }
}

#[tokio::test]
async fn a_poll_without_messages_ends_after_its_hold() {
    let session = SessionConfig {
        hold: 50,
        ..SessionConfig::default()
    };
    let server = Server::with_session(session).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    assert_eq!(link.welcome.hold, 50);
    assert_eq!(client.poll(link.headers(), 0).await.frames(), []);
}

#[tokio::test]
async fn a_newer_poll_supersedes_a_held_one() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let mut one = Box::pin(client.poll(link.headers(), 0));
    let mut two = Box::pin(client.poll(link.headers(), 0));
    // The poll that reached the server first gets an empty response; the other is held.
    let superseded = tokio::select! {
        reply = &mut one => reply,
        reply = &mut two => {
            two = one;
            reply
        }
    };
    assert_eq!(superseded.frames(), []);
    let message = numbered(0, "one");
    let (held, _) = tokio::join!(two, link.post(&message));
    assert_eq!(held.frames(), numbered(0, "one"));
}

#[tokio::test]
async fn responses_are_never_stored() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let sent = [Message::text("one")];
    let link = client.attach(begin(Downstream::Poll), &sent).await;
    let replies = [
        link.post(&[]).await,
        client.poll(link.headers(), 0).await,
        client.poll(&[], 0).await,
    ];
    for reply in replies {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn a_newer_link_fences_off_the_older() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let old = client.attach(begin(Downstream::Poll), &[]).await;
    let held = client.poll(old.headers(), 0);
    let takeover = async {
        let hello = resume(&old.welcome, Downstream::Poll, 2, 0);
        client.attach(hello, &[]).await
    };
    let (held, mut new) = tokio::join!(held, takeover);
    // A poll that was held when the link ended gets an empty response, a later one a refusal.
    match held.status {
        200 => assert_eq!(held.frames(), []),
        status => assert_eq!(status, 409),
    }
    assert!(new.welcome.resumed);
    assert_eq!(old.post(&numbered(0, "late")).await.status, 409);
    assert_eq!(client.poll(old.headers(), 0).await.status, 409);
    new.post(&numbered(0, "new")).await;
    assert_eq!(new.messages(0, 1).await, [Message::text("new")]);
}

#[tokio::test]
async fn credentials_are_checked() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let with = |name: &str, value: &str| {
        let mut headers = link.headers().to_vec();
        for header in &mut headers {
            if header.0 == name {
                header.1 = value.to_owned();
            }
        }
        headers
    };
    let cases = [
        (
            403,
            with("everwire-key", "00000000000000000000000000000000"),
        ),
        (403, with("everwire-key", "")),
        (410, with("everwire-session", "unknown")),
        (409, with("everwire-link", "7")),
        (400, with("everwire-link", "-1")),
        (400, link.headers()[..2].to_vec()),
    ];
    for (status, headers) in cases {
        assert_eq!(client.post(&headers, &[]).await.status, status);
        assert_eq!(client.poll(&headers, 0).await.status, status);
    }
    assert_eq!(client.poll(&[], 0).await.status, 400);
    let uncounted = client
        .request("GET", "?everwire=poll", link.headers(), Bytes::new())
        .await;
    assert_eq!(uncounted.status, 400);
}

#[tokio::test]
async fn a_close_is_answered_also_when_it_is_repeated() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let close = Control::Close(Close {
        code: 1000,
        reason: String::new(),
    });
    for _ in 0..2 {
        let replies = link.post(&[close.encode()]).await.frames();
        assert!(replies.contains(&close.encode()), "{replies:?}");
    }
}

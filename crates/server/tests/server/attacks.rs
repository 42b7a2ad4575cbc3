//! Attacks on sessions, and on the browsers of users.

use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Control, Downstream, Hello};
use everwire_core::payload::Message;
use everwire_server::{Config, Origins};
use everwire_test_client::{Client, Socket, begin, credentials, encode, resume};

use crate::server::Server;

#[tokio::test]
async fn guessing_keys_and_ids_fails_and_harms_no_session() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let (mut kept, welcome) = Socket::begin(server.address).await;
    for guess in 0..100 {
        let mut guessed = welcome.clone();
        guessed.key = format!("{guess:032x}");
        let headers = credentials(&guessed, 1);
        assert_eq!(client.post(&headers, &[]).await.status, 403);
        assert_eq!(client.poll(&headers, 0).await.status, 403);
        guessed.session = format!("{guess:032x}");
        let headers = credentials(&guessed, 1);
        assert_eq!(client.post(&headers, &[]).await.status, 410);
        let mut socket = Socket::connect(server.address).await;
        let hello = resume(&guessed, Downstream::Duplex, 2, 0);
        assert_eq!(socket.refused(hello).await, 410);
    }
    kept.send(&Message::text("still here")).await;
    assert_eq!(kept.messages(1).await, [Message::text("still here")]);
    assert_eq!(server.endpoint.session_count(), 1);
}

#[tokio::test]
async fn a_replayed_hello_is_refused_and_harms_no_session() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let hello = begin(Downstream::Poll);
    let mut link = client.attach(hello.clone(), &[Message::text("0")]).await;
    assert_eq!(link.messages(0, 1).await, [Message::text("0")]);
    let frames = [Control::Hello(hello).encode(), Message::text("0")];
    assert_eq!(client.post(&[], &frames).await.status, 409);
    let resuming = resume(&link.welcome, Downstream::Duplex, 2, 1);
    let mut socket = Socket::connect(server.address).await;
    socket.attach(resuming.clone()).await;
    let mut replay = Socket::connect(server.address).await;
    assert_eq!(replay.refused(resuming).await, 409);
    socket.control(Control::Position(1)).await;
    socket.send(&Message::text("1")).await;
    assert_eq!(socket.messages(1).await, [Message::text("1")]);
    assert_eq!(server.endpoint.session_count(), 1);
}

#[tokio::test]
async fn an_expired_ticket_is_refused() {
    let config = Config {
        ticket_lifetime: std::time::Duration::ZERO,
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Stream), &[]).await;
    assert_eq!(client.events(&link.events(1)).await.err(), Some(403));
}

#[tokio::test]
async fn a_form_of_another_page_begins_nothing() {
    let any = Config {
        origins: Origins::Any,
        ..Config::default()
    };
    for (config, refusal) in [(Config::default(), 403), (any, 415)] {
        let server = Server::with_config(config).await;
        let client = Client::new(server.address);
        let body = encode(&[Control::Hello(begin(Downstream::Poll)).encode()]);
        for kind in [
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
        ] {
            let headers = [
                ("origin", String::from("https://evil.example")),
                (CONTENT_TYPE.as_str(), kind.to_owned()),
            ];
            let query = "?everwire=post";
            let reply = client.request("POST", query, &headers, body.clone()).await;
            assert_eq!(reply.status, refusal, "{kind}");
        }
        assert_eq!(server.endpoint.session_count(), 0);
    }
}

#[tokio::test]
async fn a_body_without_a_type_is_refused() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let reply = client.request("POST", "?everwire=post", &[], Bytes::new());
    assert_eq!(reply.await.status, 415);
}

#[tokio::test]
async fn one_attach_id_is_one_session() {
    let server = Server::start().await;
    let hello = begin(Downstream::Duplex);
    let mut sockets = Vec::new();
    for link in 1..20 {
        let mut socket = Socket::connect(server.address).await;
        let hello = Hello {
            link,
            claim: link,
            ..hello.clone()
        };
        socket.attach(hello).await;
        sockets.push(socket);
    }
    assert_eq!(server.endpoint.session_count(), 1);
}

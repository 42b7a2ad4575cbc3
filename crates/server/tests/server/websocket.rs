//! The WebSocket transport.

use everwire_core::dialect::everwire::codec::{Close, Content, Control, Downstream, SUBPROTOCOL};
use everwire_core::payload::{Message, Payload};
use everwire_test_client::{Socket, begin, resume, samples};

use crate::server::Server;

#[tokio::test]
async fn every_kind_of_message_is_echoed() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    for message in samples() {
        socket.send(&message).await;
        assert_eq!(socket.messages(1).await, [message]);
    }
}

#[tokio::test]
async fn messages_may_follow_hello_at_once() {
    let server = Server::start().await;
    let mut socket = Socket::connect(server.address).await;
    socket
        .control(Control::Hello(begin(Downstream::Duplex)))
        .await;
    socket.send(&Message::text("one")).await;
    socket.send(&Message::text("two")).await;
    let expected = [Message::text("one"), Message::text("two")];
    assert_eq!(socket.messages(2).await, expected);
}

#[tokio::test]
async fn batches_of_both_types_are_taken() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.frame(Message::text("\0Tone\0\0three")).await;
    socket.control(Control::Lengths(vec![1, 0, 2])).await;
    socket.frame(Message::binary(vec![1, 2, 3])).await;
    let expected = [
        Message::text("one"),
        Message::text(""),
        Message::text("three"),
        Message::binary(vec![1]),
        Message::binary(vec![]),
        Message::binary(vec![2, 3]),
    ];
    assert_eq!(socket.messages(6).await, expected);
}

#[tokio::test]
async fn large_texts_travel_as_octets_both_ways() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    let text = Message::text("日本".repeat(20_000));
    socket.control(Control::Octets(Content::Text)).await;
    socket.frame(text.encode()).await;
    socket.frame(Message::text("small")).await;
    assert_eq!(socket.messages(2).await, [text, Message::text("small")]);
    socket.frame(Message::binary(vec![0xff])).await;
    assert_eq!(socket.rejected().await, 400);
}

#[tokio::test]
async fn a_ping_is_answered_with_what_was_consumed() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.send(&Message::text("one")).await;
    socket.messages(1).await;
    socket.control(Control::Ping(1)).await;
    assert_eq!(socket.next_control().await, Control::Pong(1));
}

#[tokio::test]
async fn a_close_is_answered_and_ends_the_socket() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    let close = Close {
        code: 4001,
        reason: String::from("done"),
    };
    socket.send(&Message::text("last")).await;
    socket.messages(1).await;
    socket.control(Control::Close(close.clone())).await;
    assert_eq!(socket.next_control().await, Control::Close(close));
    assert_eq!(socket.closed().await, 1000);
}

#[tokio::test]
async fn a_client_whose_session_is_gone_begins_anew_on_the_same_socket() {
    let server = Server::start().await;
    let (_, mut welcome) = Socket::begin(server.address).await;
    welcome.session = String::from("0123456789abcdef0123456789abcdef");
    let mut socket = Socket::connect(server.address).await;
    let lost = resume(&welcome, Downstream::Duplex, 2, 0);
    assert_eq!(socket.refused(lost).await, 410);
    let fresh = socket.attach(begin(Downstream::Duplex)).await;
    assert!(!fresh.resumed);
    socket.send(&Message::text("here")).await;
    assert_eq!(socket.messages(1).await, [Message::text("here")]);
}

#[tokio::test]
async fn a_client_that_insists_on_a_lost_session_is_closed() {
    let server = Server::start().await;
    let (_, mut welcome) = Socket::begin(server.address).await;
    welcome.session = String::from("unknown");
    let mut socket = Socket::connect(server.address).await;
    for link in 2..5 {
        let lost = resume(&welcome, Downstream::Duplex, link, 0);
        assert_eq!(socket.refused(lost).await, 410);
    }
    assert_eq!(socket.closed().await, 1008);
}

#[tokio::test]
async fn the_sub_protocol_is_required() {
    let server = Server::start().await;
    for headers in [&[][..], &[("sec-websocket-protocol", "everwire.9, chat")]] {
        let refused = Socket::handshake(server.address, "/live", headers).await;
        assert_eq!(refused.err(), Some(426));
    }
    let offers = format!("chat, {SUBPROTOCOL}");
    let headers = [("sec-websocket-protocol", offers.as_str())];
    let accepted = Socket::handshake(server.address, "/live", &headers).await;
    assert!(accepted.is_ok());
}

//! Early HELLO: in the handshake of a WebSocket.

use everwire_core::dialect::everwire::codec::{Control, Downstream, Hello, SUBPROTOCOL, Welcome};
use everwire_core::payload::Message;
use everwire_test_client::{Socket, begin, resume};

use crate::server::Server;

/// Connects with a HELLO; returns the socket and the chosen sub-protocol.
async fn connect(server: &Server, early: &str) -> (Socket, String) {
    let offers = format!("{SUBPROTOCOL}, {early}");
    let headers = [("sec-websocket-protocol", offers.as_str())];
    let socket = Socket::handshake(server.address, "/live", &headers).await;
    let socket = socket.unwrap();
    let chosen = socket.protocol().to_owned();
    (socket, chosen)
}

fn offer(hello: &Hello) -> String {
    Hello::to_subprotocol(&hello.encode()).unwrap()
}

async fn next_welcome(socket: &mut Socket) -> Welcome {
    match socket.next_control().await {
        Control::Welcome(welcome) => welcome,
        other => panic!("no WELCOME but {other:?}"),
    }
}

#[tokio::test]
async fn welcome_is_the_first_frame_and_the_client_sends_none_before() {
    let server = Server::start().await;
    let early = offer(&begin(Downstream::Duplex));
    let (mut socket, chosen) = connect(&server, &early).await;
    assert_eq!(chosen, early);
    let welcome = next_welcome(&mut socket).await;
    assert!(!welcome.resumed && welcome.active);
    socket.send(&Message::text("one")).await;
    assert_eq!(socket.messages(1).await, [Message::text("one")]);
    drop(socket);
    let early = offer(&resume(&welcome, Downstream::Duplex, 2, 1));
    let (mut socket, _) = connect(&server, &early).await;
    let again = next_welcome(&mut socket).await;
    assert_eq!((again.session, again.received), (welcome.session, 1));
    assert!(again.resumed);
}

#[tokio::test]
async fn the_order_of_offers_does_not_matter() {
    let server = Server::start().await;
    let early = offer(&begin(Downstream::Duplex));
    let offers = format!("chat,{early} , {SUBPROTOCOL}");
    let headers = [("sec-websocket-protocol", offers.as_str())];
    let socket = Socket::handshake(server.address, "/live", &headers).await;
    let mut socket = socket.unwrap();
    assert_eq!(socket.protocol(), early);
    next_welcome(&mut socket).await;
}

#[tokio::test]
async fn a_hello_that_is_too_long_for_a_header_is_ignored() {
    let server = Server::start().await;
    let long = format!("{SUBPROTOCOL}.{}", "A".repeat(Hello::EARLY_MAX));
    let (mut socket, chosen) = connect(&server, &long).await;
    assert_eq!(chosen, SUBPROTOCOL);
    let hello = Hello {
        auth: Some("a".repeat(Hello::EARLY_MAX)),
        ..begin(Downstream::Duplex)
    };
    assert_eq!(Hello::to_subprotocol(&hello.encode()), None);
    socket.attach(hello).await;
}

#[tokio::test]
async fn a_malformed_early_hello_is_refused_like_a_malformed_frame() {
    let server = Server::start().await;
    for (early, status) in [("!", 400), ("AEEx", 400), ("_w", 400), ("AEg", 426)] {
        let (mut socket, chosen) = connect(&server, &format!("{SUBPROTOCOL}.{early}")).await;
        assert_eq!(chosen, format!("{SUBPROTOCOL}.{early}"));
        assert_eq!(socket.rejected().await, status, "{early}");
        assert_eq!(socket.closed().await, 1002, "{early}");
    }
    assert_eq!(server.endpoint.session_count(), 0);
}

#[tokio::test]
async fn a_wrong_key_is_refused() {
    let server = Server::start().await;
    let (_kept, mut welcome) = Socket::begin(server.address).await;
    welcome.key = "0".repeat(32);
    let early = offer(&resume(&welcome, Downstream::Duplex, 2, 0));
    let (mut socket, _) = connect(&server, &early).await;
    assert_eq!(socket.rejected().await, 403);
    assert_eq!(socket.closed().await, 1008);
}

#[tokio::test]
async fn a_client_whose_session_is_gone_begins_anew_on_the_same_socket() {
    let server = Server::start().await;
    let (_, mut welcome) = Socket::begin(server.address).await;
    welcome.session = String::from("0123456789abcdef0123456789abcdef");
    let early = offer(&resume(&welcome, Downstream::Duplex, 2, 0));
    let (mut socket, _) = connect(&server, &early).await;
    assert_eq!(socket.rejected().await, 410);
    socket.attach(begin(Downstream::Duplex)).await;
    socket.send(&Message::text("here")).await;
    assert_eq!(socket.messages(1).await, [Message::text("here")]);
}

#[tokio::test]
async fn a_replayed_handshake_changes_nothing() {
    let server = Server::start().await;
    let early = offer(&begin(Downstream::Duplex));
    let (mut socket, _) = connect(&server, &early).await;
    next_welcome(&mut socket).await;
    let (mut again, _) = connect(&server, &early).await;
    assert_eq!(again.rejected().await, 409);
    socket.send(&Message::text("one")).await;
    assert_eq!(socket.messages(1).await, [Message::text("one")]);
    drop(socket);
    // The same after the link has ended.
    let (mut again, _) = connect(&server, &early).await;
    assert_eq!(again.rejected().await, 409);
    assert_eq!(server.endpoint.session_count(), 1);
}

#[tokio::test]
async fn a_second_hello_is_a_violation() {
    let server = Server::start().await;
    let hello = begin(Downstream::Duplex);
    let (mut socket, _) = connect(&server, &offer(&hello)).await;
    next_welcome(&mut socket).await;
    assert_eq!(socket.refused(hello).await, 400);
}

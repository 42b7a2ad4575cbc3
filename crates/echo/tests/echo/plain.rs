//! The endpoints for plain WebSocket clients, which share the chat room with Everwire clients.

use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_test_client::{Client, Socket, begin};

use crate::process::Process;

async fn plain(process: &Process, path: &str) -> Socket {
    let socket = Socket::handshake(process.address(), path, &[]).await;
    socket.unwrap()
}

async fn everwire(process: &Process, path: &str) -> Socket {
    let headers = [("sec-websocket-protocol", "everwire.1")];
    let socket = Socket::handshake(process.address(), path, &headers).await;
    let mut socket = socket.unwrap();
    socket.attach(begin(Downstream::Duplex)).await;
    socket
}

#[tokio::test]
async fn messages_are_echoed_verbatim() {
    let process = Process::start(&[]).await;
    let mut socket = plain(&process, "/plain/echo").await;
    let sent = [
        Message::text("hello"),
        Message::text(""),
        Message::binary(vec![0, 1, 255]),
        Message::text("x".repeat(1024 * 1024)),
    ];
    for message in &sent {
        socket.frame(message.clone()).await;
    }
    assert_eq!(socket.messages(sent.len()).await, sent);
}

#[tokio::test]
async fn the_first_sub_protocol_is_agreed_to() {
    let process = Process::start(&[]).await;
    let headers = [("sec-websocket-protocol", "one, two")];
    // The client library fails the handshake unless one of its offers is chosen.
    let socket = Socket::handshake(process.address(), "/plain/echo", &headers).await;
    assert!(socket.is_ok());
}

#[tokio::test]
async fn messages_go_to_every_member_of_the_room() {
    let process = Process::start(&[]).await;
    let mut one = plain(&process, "/plain/chat").await;
    let mut two = everwire(&process, "/chat").await;
    let client = Client::at(process.address(), "/chat");
    let mut three = client.attach(begin(Downstream::Poll), &[]).await;
    // A client that receives its own message is in the room.
    for (socket, text) in [(&mut one, "I am one"), (&mut two, "I am two")] {
        let message = Message::text(text);
        socket.send(&message).await;
        while socket.messages(1).await != [message.clone()] {}
    }
    three.post(&[Message::text("from three")]).await;
    let last = Message::text("from three");
    while one.messages(1).await != [last.clone()] {}
    while two.messages(1).await != [last.clone()] {}
    let mut received = 0;
    while three.messages(received, 1).await != [last.clone()] {
        received += 1;
    }
}

#[tokio::test]
async fn a_member_that_falls_behind_is_evicted_and_stalls_no_other() {
    let process = Process::start(&[]).await;
    let mut slow = everwire(&process, "/chat").await;
    let here = Message::text("here");
    slow.send(&here).await;
    assert_eq!(slow.messages(1).await, [here]);
    slow.control(Control::Ack(1)).await;

    let mut quick = plain(&process, "/plain/chat").await;
    let megabyte = [Message::binary(vec![7; 1024 * 1024])];
    // More than the slow member's window and its queue in the room together.
    for _ in 0..66 {
        quick.frame(megabyte[0].clone()).await;
        assert_eq!(quick.messages(1).await, megabyte);
    }
    let Control::Close(close) = slow.next_control().await else {
        panic!("no CLOSE");
    };
    assert_eq!(close.code, 1013);
}

#[tokio::test]
async fn the_clock_sends_the_time_to_both() {
    let process = Process::start(&[]).await;
    for mut socket in [
        plain(&process, "/plain/clock").await,
        everwire(&process, "/clock").await,
    ] {
        let time = socket.messages(1).await[0].as_text().unwrap().to_owned();
        assert_eq!(time.len(), "2026-01-01T00:00:00.000Z".len());
        assert!(time.contains('T') && time.ends_with('Z'), "{time}");
    }
}

#[tokio::test]
async fn a_close_frame_is_answered() {
    let process = Process::start(&[]).await;
    for path in ["/plain/echo", "/plain/chat", "/plain/clock"] {
        let mut socket = plain(&process, path).await;
        assert_eq!(socket.close(4002).await, 4002, "{path}");
    }
}

#[tokio::test]
async fn foreign_pages_and_large_messages_are_refused() {
    let process = Process::start(&["--max-message", "1000"]).await;
    let headers = [("origin", "https://page.example")];
    let refused = Socket::handshake(process.address(), "/plain/echo", &headers).await;
    assert_eq!(refused.err(), Some(403));
    let mut socket = plain(&process, "/plain/echo").await;
    socket.frame(Message::binary(vec![0; 1_001])).await;
    assert_ne!(socket.closed().await, 1000);
}

//! Malformed input: the link ends, the server goes on.

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_test_client::{Client, Socket, begin};

use crate::server::Server;

/// Frames that no client sends, and the status of their refusal.
fn malformed() -> Vec<(u16, Message)> {
    let texts = [
        (400, "\0"),
        (400, "\0\0"),
        (400, "\0?"),
        (400, "\0A"),
        (400, "\0A-1"),
        (400, "\0A1"),
        (400, "\0A99999999999999999999999"),
        (400, "\0P18446744073709551615"),
        (400, "\0Qx"),
        (400, "\0U1"),
        (400, "\0U2 1"),
        (400, "\0U4294967296 0"),
        (400, "\0C"),
        (400, "\0C0 "),
        (400, "\0C99999 x"),
        (400, "\0L"),
        (400, "\0L1,,2"),
        (400, "\0G0"),
        (400, "\0R410 0 gone"),
        (400, "\0W\nsession:x"),
        (426, "\0H"),
        (400, "\0H\nversion:1"),
    ];
    texts
        .into_iter()
        .map(|(status, text)| (status, Message::text(text)))
        .collect()
}

async fn assert_serves(server: &Server) {
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.send(&Message::text("still here")).await;
    assert_eq!(socket.messages(1).await, [Message::text("still here")]);
}

#[tokio::test]
async fn malformed_frames_end_a_socket() {
    let server = Server::start().await;
    for (status, frame) in malformed() {
        let (mut socket, _) = Socket::begin(server.address).await;
        socket.frame(frame.clone()).await;
        assert_eq!(socket.rejected().await, status, "{frame:?}");
        assert_eq!(socket.closed().await, 1002, "{frame:?}");
    }
    assert_serves(&server).await;
}

#[tokio::test]
async fn malformed_frames_end_a_link_over_http() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    for (status, frame) in malformed() {
        let link = client.attach(begin(Downstream::Poll), &[]).await;
        let reply = link.post(std::slice::from_ref(&frame)).await;
        assert_eq!(reply.status, status, "{frame:?}");
        assert_eq!(link.post(&[]).await.status, 409, "{frame:?}");
    }
    assert_serves(&server).await;
}

#[tokio::test]
async fn the_first_frame_must_be_a_hello() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let duplex = Control::Hello(begin(Downstream::Duplex)).encode();
    let frames = [
        (400, Message::text("hello")),
        (400, Message::binary(vec![1, 2, 3])),
        (400, Message::text("\0A0")),
        (400, Message::text("\0L1")),
        (426, Message::text("\0H\nversion:2\nlink:1")),
        (
            400,
            Message::text("\0H\nversion:1\nattach:short\nlink:1\nreceived:0"),
        ),
        (400, Message::text("\0H\nversion:1\nlink:1\nreceived:0")),
    ];
    for (status, frame) in frames {
        let mut socket = Socket::connect(server.address).await;
        socket.frame(frame.clone()).await;
        assert_eq!(socket.rejected().await, status, "{frame:?}");
        assert_eq!(socket.closed().await, 1002, "{frame:?}");
        assert_eq!(client.post(&[], &[frame]).await.status, status);
    }
    assert_eq!(client.post(&[], &[]).await.status, 400);
    assert_eq!(client.post(&[], &[duplex]).await.status, 400);
    assert_serves(&server).await;
}

#[tokio::test]
async fn a_binary_batch_must_be_what_was_announced() {
    let server = Server::start().await;
    for frame in [Message::binary(vec![0; 4]), Message::text("abc")] {
        let (mut socket, _) = Socket::begin(server.address).await;
        socket.control(Control::Lengths(vec![1, 2])).await;
        socket.frame(frame).await;
        assert_eq!(socket.rejected().await, 400);
    }
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.control(Control::Lengths(vec![usize::MAX, 2])).await;
    socket.frame(Message::binary(vec![0; 4])).await;
    assert_eq!(socket.rejected().await, 400);
    assert_serves(&server).await;
}

#[tokio::test]
async fn a_gap_is_refused() {
    let server = Server::start().await;
    let (mut socket, _) = Socket::begin(server.address).await;
    socket.control(Control::Position(5)).await;
    socket.send(&Message::text("sixth")).await;
    assert_eq!(socket.rejected().await, 400);
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let bodies: [&[u8]; 7] = [
        b"X1\na",
        b"T5\nabc",
        b"T99999999999\n",
        b"T1",
        b"T2\n\xff\xfe",
        b"\0",
        b"{\"json\":true}",
    ];
    for body in bodies {
        for headers in [&[][..], link.headers()] {
            let body = Bytes::from_static(body);
            let reply = client.post_body(headers, body);
            assert_eq!(reply.await.status, 400);
        }
    }
    assert_serves(&server).await;
}

#[tokio::test]
async fn requests_of_no_transport_are_refused() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let cases = [
        (400, "GET", ""),
        (400, "GET", "?everwire=post"),
        (400, "GET", "?everwire=carrier-pigeon"),
        (400, "POST", ""),
        (400, "POST", "?everwire=poll"),
        (405, "PUT", "?everwire=post"),
        (405, "DELETE", ""),
    ];
    for (status, method, query) in cases {
        let reply = client.request(method, query, &[], Bytes::new()).await;
        assert_eq!(reply.status, status, "{method} {query}");
    }
}

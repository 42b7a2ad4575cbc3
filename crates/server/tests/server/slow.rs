//! Peers that are slow, or have vanished.

use std::net::SocketAddr;
use std::time::Duration;

use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_server::{Config, HandlerResult, Session, SessionConfig};
use everwire_test_client::{Client, Socket, begin, resume, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::server::Server;

/// More than all buffers between a server and its client hold, in bytes.
const FLOOD: usize = 4 * 1024 * 1024;

/// A connection whose client has a tiny receive buffer.
async fn narrow(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    within(socket.connect(address)).await.unwrap()
}

/// Sends one large message, then echoes.
async fn flood(session: Session) -> HandlerResult {
    session.send(vec![0; FLOOD]).await?;
    while let Some(message) = session.recv().await {
        session.send(message).await?;
    }
    Ok(())
}

/// Reads until the connection ends; returns how many bytes came.
async fn drain(mut tcp: TcpStream) -> usize {
    let mut buffer = vec![0; 64 * 1024];
    let mut count = 0;
    while let Ok(read @ 1..) = within(tcp.read(&mut buffer)).await {
        count += read;
    }
    count
}

#[tokio::test]
async fn a_slow_body_times_out() {
    let config = Config {
        body_timeout: Duration::from_millis(100),
        ..Config::default()
    };
    let server = Server::with_config(config).await;
    let mut tcp = TcpStream::connect(server.address).await.unwrap();
    begin_post(&mut tcp, &[]).await;
    assert_eq!(status(&mut tcp).await, "408");
}

#[tokio::test]
async fn a_repeated_post_supersedes_the_first() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    begin_post(&mut slow, link.headers()).await;
    // Whichever of the two reaches the server first, the slow one must end.
    let repeat = async {
        loop {
            let frames = [Control::Position(0).encode(), Message::text("0")];
            assert_eq!(link.post(&frames).await.status, 200);
        }
    };
    tokio::select! {
        status = status(&mut slow) => assert_eq!(status, "409"),
        () = repeat => {}
    }
}

/// Sends the head of a POST and the first byte of its body.
async fn begin_post(tcp: &mut TcpStream, headers: &[(&str, String)]) {
    let mut head = String::from(
        "POST /live?everwire=post HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\
         content-type: application/octet-stream\r\n",
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\nT");
    tcp.write_all(head.as_bytes()).await.unwrap();
}

async fn status(tcp: &mut TcpStream) -> String {
    let mut line = [0; 12];
    within(tcp.read_exact(&mut line)).await.unwrap();
    String::from_utf8_lossy(&line[9..]).into_owned()
}

/// Sessions that send PING on silent links at this interval, in ms.
fn pinging(heartbeat_interval: u64) -> Config {
    let session = SessionConfig {
        heartbeat_interval,
        heartbeat_timeout: 50,
        ..SessionConfig::default()
    };
    Config {
        session,
        ..Config::default()
    }
}

#[tokio::test]
async fn a_socket_ends_with_its_link_though_its_peer_reads_nothing() {
    // The link ends long before the operating system would end the connection.
    let server = Server::with_stall(pinging(50), flood, Duration::from_secs(600)).await;
    let tcp = narrow(server.address).await;
    let (_silent, _) = Socket::begin_over(tcp, server.address).await;
    assert!(server.endpoint.shutdown(Duration::from_secs(30)).await);
}

#[tokio::test]
async fn a_socket_whose_peer_reads_nothing_is_cut_off() {
    // The link never ends by itself.
    let server = Server::with_stall(pinging(0), flood, Duration::from_millis(500)).await;
    let tcp = narrow(server.address).await;
    let (stuck, _) = Socket::begin_over(tcp, server.address).await;
    assert!(server.endpoint.shutdown(Duration::from_secs(30)).await);
    assert!(drain(stuck.into_tcp()).await < FLOOD);
}

#[tokio::test]
async fn an_event_stream_whose_peer_reads_nothing_is_cut_off() {
    let stall = Duration::from_millis(500);
    let server = Server::with_stall(Config::default(), flood, stall).await;
    let client = Client::new(server.address);
    let link = client.attach(begin(Downstream::Stream), &[]).await;
    let mut stuck = narrow(server.address).await;
    let query = link.events(1);
    let head = format!("GET /live{query} HTTP/1.1\r\nhost: x\r\n\r\n");
    stuck.write_all(head.as_bytes()).await.unwrap();
    // The session goes on: a POST of the lost link is refused, and a new link gets all messages.
    let lost = async {
        let mut status = 200;
        while status == 200 {
            status = link.post(&[]).await.status;
        }
        status
    };
    assert_eq!(within(lost).await, 409);
    assert!(drain(stuck).await < FLOOD);
    let mut socket = Socket::connect(server.address).await;
    let hello = resume(&link.welcome, Downstream::Duplex, 2, 0);
    assert!(socket.attach(hello).await.resumed);
    assert_eq!(socket.messages(1).await, [Message::binary(vec![0; FLOOD])]);
}

#[tokio::test]
async fn a_slow_reader_does_not_slow_others() {
    let server = Server::with_handler(Config::default(), flood).await;
    let tcp = narrow(server.address).await;
    let (_slow, _) = Socket::begin_over(tcp, server.address).await;
    let (mut other, _) = Socket::begin(server.address).await;
    other.messages(1).await;
    for _ in 0..100 {
        other.send(&Message::text("quick")).await;
        assert_eq!(other.messages(1).await, [Message::text("quick")]);
    }
}

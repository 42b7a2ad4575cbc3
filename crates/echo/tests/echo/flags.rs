//! Limits that the command line sets.

use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_test_client::{Client, begin, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::Process;

#[tokio::test]
async fn every_limit_is_a_flag() {
    let flags = [
        ("--max-sessions", "3"),
        ("--max-sessions-per-address", "3"),
        ("--trusted-proxies", "0"),
        ("--max-buffered", "1000000"),
        ("--window-messages", "10"),
        ("--window-bytes", "1000"),
        ("--max-links", "2"),
        ("--max-frames", "1000"),
        ("--max-message", "1000"),
        ("--hello-timeout", "1000"),
        ("--header-timeout", "1000"),
        ("--body-timeout", "1000"),
        ("--write-timeout", "1000"),
        ("--ticket-lifetime", "1000"),
        ("--retention", "1000"),
    ];
    let flags: Vec<_> = flags
        .into_iter()
        .flat_map(|(flag, of)| [flag, of])
        .collect();
    let server = Process::start(&flags).await;
    let client = Client::at(server.address(), "/echo");
    let link = client.attach(begin(Downstream::Poll), &[]).await;
    assert_eq!(link.welcome.max_message, 1_000);
    let ping: Message = Control::Ping(0).encode();
    assert_eq!(link.post(&vec![ping; 1_001]).await.status, 413);
}

#[tokio::test]
async fn behind_trusted_proxies_their_entries_count() {
    let flags = ["--max-sessions-per-address", "1", "--trusted-proxies", "1"];
    let server = Process::start(&flags).await;
    let client = Client::at(server.address(), "/echo");
    assert_eq!(status_of_another(&client, "203.0.113.1").await, 200);
    assert_eq!(status_of_another(&client, "203.0.113.2").await, 200);
    // The entry before that of the proxy is forged by the client.
    let forged = "198.51.100.7, 203.0.113.1";
    assert_eq!(status_of_another(&client, forged).await, 429);
}

async fn status_of_another(client: &Client, address: &str) -> u16 {
    let hello = Control::Hello(begin(Downstream::Poll)).encode();
    let headers = [("x-forwarded-for", address.to_owned())];
    client.post(&headers, &[hello]).await.status
}

#[tokio::test]
async fn a_slow_head_times_out() {
    let server = Process::start(&["--header-timeout", "100"]).await;
    for beginning in ["", "GET /echo?everwire=poll HTTP/1.1\r\nhost: x\r\n"] {
        let mut tcp = TcpStream::connect(server.address()).await.unwrap();
        tcp.write_all(beginning.as_bytes()).await.unwrap();
        // The server ends the connection, with or without a response.
        let _ = within(tcp.read_to_end(&mut Vec::new())).await;
    }
}

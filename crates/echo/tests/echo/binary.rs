//! The program: its command line, its page, its shutdown.

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::{Control, Downstream};
use everwire_core::payload::Message;
use everwire_test_client::{Client, Socket, begin};

use crate::process::Process;

async fn echoing(process: &Process) -> Socket {
    let headers = [("sec-websocket-protocol", "everwire.1")];
    let socket = Socket::handshake(process.address(), "/echo", &headers).await;
    let mut socket = socket.unwrap();
    socket.attach(begin(Downstream::Duplex)).await;
    socket.send(&Message::text("hello")).await;
    assert_eq!(socket.messages(1).await, [Message::text("hello")]);
    socket
}

#[tokio::test]
async fn a_signal_ends_it_gracefully() {
    for signal in [Process::terminate, Process::interrupt] {
        let mut process = Process::start(&[]).await;
        let mut socket = echoing(&process).await;
        let plain = Socket::handshake(process.address(), "/plain/echo", &[]).await;
        let mut plain = plain.unwrap();
        let client = Client::at(process.address(), "/clock");
        let link = client.attach(begin(Downstream::Stream), &[]).await;
        let mut events = client.events(&link.events(1)).await.unwrap();
        events.messages(1).await;

        signal(&process);
        assert_eq!(socket.next_control().await, Control::GoAway(1_000));
        let (everwire, plain) = tokio::join!(socket.closed(), plain.closed());
        assert_eq!((everwire, plain), (1001, 1001));
        while events.frame().await.is_some() {}
        assert_eq!(process.ended().await.code(), Some(0));
    }
}

#[tokio::test]
async fn the_help_lists_every_flag_with_its_default() {
    let output = Process::run(&["--help"]).await;
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    let flags = [
        "--host",
        "--port",
        "--allow-origin",
        "--cert",
        "--key",
        "--www",
        "--heartbeat-interval",
        "--heartbeat-timeout",
        "--retention",
        "--hold",
        "--max-message",
        "--max-sessions",
        "--log",
    ];
    for flag in flags {
        assert!(help.contains(flag), "{flag}");
    }
    for default in ["15000", "60000", "16777216", "10000", "dist/www"] {
        assert!(help.contains(&format!("[default: {default}]")), "{default}");
    }
}

#[tokio::test]
async fn problems_at_startup_are_printed() {
    let process = Process::start(&[]).await;
    let port = process.address().port().to_string();
    let cases = [
        (vec!["--port", port.as_str()], "cannot listen on"),
        (
            vec!["--cert", "no-such-file", "--key", "neither"],
            "no-such-file",
        ),
    ];
    for (args, problem) in cases {
        let output = Process::run(&args).await;
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.contains(problem), "{errors}");
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test]
async fn arguments_out_of_range_are_refused() {
    let cases = [
        ["--port", "65536"],
        ["--max-message", "0"],
        ["--max-message", "99999999999999999"],
        ["--heartbeat-interval", "-1"],
        ["--hold", "0"],
        ["--retention", "18446744073709551615"],
        ["--cert", "alone"],
        ["--log", "warn=loud=very"],
    ];
    for args in cases {
        let output = Process::run(&args).await;
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
}

#[tokio::test]
async fn the_page_is_served_isolated() {
    let www = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let process = Process::start(&["--www", www]).await;
    let client = Client::at(process.address(), "/main.rs");
    let reply = client.request("GET", "", &[], Bytes::new()).await;
    assert_eq!(reply.status, 200);
    assert!(reply.body.starts_with(b"//! `everwire-echo`"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ] {
        assert_eq!(reply.header(name), Some(value));
    }
    for outside in ["/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        let client = Client::at(process.address(), outside);
        let reply = client.request("GET", "", &[], Bytes::new()).await;
        assert_ne!(reply.status, 200, "{outside}");
    }
}

#[tokio::test]
async fn listed_origins_are_allowed() {
    let process = Process::start(&["--allow-origin", "https://page.example"]).await;
    for path in ["/echo", "/plain/echo"] {
        for (origin, status) in [
            ("https://page.example", None),
            ("https://other.example", Some(403)),
        ] {
            let headers = [("sec-websocket-protocol", "everwire.1"), ("origin", origin)];
            let socket = Socket::handshake(process.address(), path, &headers).await;
            assert_eq!(socket.err(), status, "{origin} at {path}");
        }
    }
}

//! Without faults the proxy is not to be noticed.

use serde_json::json;

use crate::client::{Client, Ended};
use crate::harness::Chaos;

#[test]
fn one_connection_carries_many_exchanges() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut client = world.client();
    client.request("OPTIONS", "/echo?everwire=post", "", b"");
    assert_eq!(client.response().status, 200);
    assert_eq!(client.exchange("post", b"abc").body, b"abc");
    assert_eq!(client.exchange("post", b"").body, b"");
    assert_eq!(client.exchange("poll", b"").body, b"2");
    client.request("HEAD", "/echo", "", b"");
    assert!(client.until("\r\n\r\n").starts_with("HTTP/1.1 200 "));
    assert_eq!(client.exchange("none", b"").body, b"page");
    let state = world.state();
    let requests =
        json!({ "websocket": 0, "sse": 0, "poll": 1, "post": 2, "preflight": 1, "other": 2 });
    assert_eq!(state["requests"], requests);
    assert_eq!(state["connections"], json!({ "ever": 1, "now": 1 }));
    assert_eq!(state["underWay"]["other"], 0);
    assert!(state["bytes"]["up"].as_u64() > Some(0) && state["bytes"]["down"].as_u64() > Some(0));
}

#[test]
fn a_large_body_comes_back_whole() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let body: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 251) as u8).collect();
    let mut client = world.client();
    assert!(client.exchange("post", &body).body == body);
    assert_eq!(client.exchange("poll", b"").body, b"1");
}

#[test]
fn requests_sent_ahead_are_answered_in_order() {
    let chaos = Chaos::start();
    let mut client = chaos.world().client();
    for body in [b"1", b"2", b"3"] {
        client.request("POST", "/echo?everwire=post", "", body);
    }
    for body in [b"1", b"2", b"3"] {
        assert_eq!(client.response().body, body);
    }
}

#[test]
fn an_interim_response_is_not_taken_for_the_response() {
    let chaos = Chaos::start();
    let mut client = chaos.world().client();
    client.send(b"POST /echo?everwire=post HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    assert_eq!(client.response().status, 100);
    client.send(b"abc");
    assert_eq!(client.response().body, b"abc");
}

#[test]
fn a_websocket_and_an_event_stream_pass() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut websocket = Client::websocket(world.proxy);
    websocket.echo("one");
    let mut events = Client::event_stream(world.proxy);
    events.until("tick");
    websocket.echo("two");
    let state = world.state();
    assert_eq!(state["underWay"]["websocket"], 1);
    assert_eq!(state["underWay"]["sse"], 1);
}

#[test]
fn a_client_that_leaves_is_noticed() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let clients = (
        Client::websocket(world.proxy),
        Client::event_stream(world.proxy),
    );
    world.until("/connections/now", &json!(2));
    drop(clients);
    world.until("/connections/now", &json!(0));
}

#[test]
fn the_connection_ends_when_the_request_asks_for_it() {
    let chaos = Chaos::start();
    let mut client = chaos.world().client();
    client.request(
        "POST",
        "/echo?everwire=post",
        "Connection: close\r\n",
        b"abc",
    );
    assert_eq!(client.response().body, b"abc");
    assert_eq!(client.end(), (vec![], Ended::Closed));
}

#[test]
fn what_cannot_be_framed_is_refused() {
    let chaos = Chaos::start();
    let world = chaos.world();
    for (request, status) in [
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            501,
        ),
        ("\x16\x03\x01 nothing of HTTP\r\n\r\n", 400),
    ] {
        let mut client = world.client();
        client.send(request.as_bytes());
        assert_eq!(client.response().status, status);
        assert_eq!(client.end(), (vec![], Ended::Closed));
    }
}

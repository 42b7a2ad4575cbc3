//! Faults that answer in the server's place.

use serde_json::json;

use crate::client::{Client, Ended};
use crate::harness::Chaos;

#[test]
fn refused_is_403_and_readable_by_pages() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "websocket": "refuse", "post": "refuse" }));
    assert!(world.client().upgrade().starts_with("HTTP/1.1 403 "));
    let mut client = world.client();
    let response = client.exchange("post", b"abc");
    assert_eq!(response.status, 403);
    assert!(
        response
            .head
            .contains("\r\nAccess-Control-Allow-Origin: http://page\r\n")
    );
    assert_eq!(
        client.exchange("poll", b"").body,
        b"0",
        "the server has not seen the post"
    );
    assert_eq!(world.state()["faulted"]["post"], 1);
    assert_eq!(world.state()["faulted"]["websocket"], 1);
    world.faults(&json!({ "all": "pass" }));
    Client::websocket(world.proxy).echo("again");
}

#[test]
fn unavailable_is_503_for_as_many_times_as_asked() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "poll": "unavailable", "times": 2 }));
    let mut client = world.client();
    for _ in 0..2 {
        let response = client.exchange("poll", b"");
        assert_eq!(response.status, 503);
        assert!(response.head.contains("\r\nRetry-After: 1\r\n"));
        assert_eq!(client.exchange("post", b"x").status, 200);
    }
    assert_eq!(client.exchange("poll", b"").status, 200);
}

#[test]
fn only_all_touches_preflights_and_other_requests() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut client = world.client();
    let mut statuses = |fault| {
        world.faults(&fault);
        ["OPTIONS", "GET"].map(|method| {
            client.request(method, "/echo", "", b"");
            client.response().status
        })
    };
    assert_eq!(
        statuses(json!({ "sse": "refuse", "poll": "refuse", "post": "refuse" })),
        [200, 200]
    );
    assert_eq!(statuses(json!({ "all": "refuse" })), [403, 403]);
}

#[test]
fn a_dropped_response_was_a_request_done() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "post": "dropResponse", "times": 1 }));
    let mut client = world.client();
    client.request("POST", "/echo?everwire=post", "", b"abc");
    assert_eq!(client.end(), (vec![], Ended::Reset));
    let mut client = world.client();
    assert_eq!(client.exchange("poll", b"").body, b"1");
    assert_eq!(client.exchange("post", b"abc").body, b"abc");
}

#[test]
fn bad_changes_are_refused() {
    let chaos = Chaos::start();
    let world = chaos.world();
    for change in [
        json!({ "sse": "dropResponse" }),
        json!({ "sse": "nonsense" }),
        json!({ "ssee": "pass" }),
    ] {
        let (status, answer) = world.try_post("faults", &change);
        assert_eq!(status, 400);
        assert!(answer["error"].is_string());
    }
}

//! Faults that let a client wait.

use serde_json::json;

use crate::client::{Client, Ended};
use crate::harness::Chaos;

#[test]
fn a_swallowed_request_is_never_answered() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "post": "swallow", "websocket": "swallow", "times": 1 }));
    let mut post = world.client();
    post.request("POST", "/echo?everwire=post", "", b"abc");
    world.until("/faulted/post", &json!(1));
    assert_eq!(
        world.client().exchange("poll", b"").body,
        b"0",
        "the server has not seen it"
    );
    assert_eq!(world.client().exchange("post", b"x").body, b"x");
    world.post("cut", &json!({ "how": "close" }));
    assert_eq!(post.end(), (vec![], Ended::Closed));
}

#[test]
fn a_silent_websocket_opens_and_then_forwards_nothing() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "websocket": "silent", "times": 1 }));
    let mut silent = Client::websocket(world.proxy);
    silent.send_text("unheard");
    Client::websocket(world.proxy).echo("heard");
    assert!(silent.has_nothing());
    world.post("server", &json!({ "action": "kill" }));
    assert!(
        silent.has_nothing(),
        "not even the server's end is forwarded"
    );
    world.post("cut", &json!({ "how": "close" }));
    assert_eq!(silent.end(), (vec![], Ended::Closed));
}

#[test]
fn a_silent_event_stream_begins_and_holds_its_events_back() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "sse": "silent", "times": 1 }));
    let mut silent = world.client();
    silent.request("GET", "/echo?everwire=sse", "", b"");
    assert!(silent.until("\r\n\r\n").contains("text/event-stream"));
    let mut passing = Client::event_stream(world.proxy);
    for _ in 0..3 {
        passing.until("tick");
    }
    world.post("cut", &json!({ "how": "close" }));
    assert_eq!(silent.end(), (vec![], Ended::Closed));
}

#[test]
fn a_client_that_leaves_the_silence_is_noticed() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.faults(&json!({ "websocket": "silent", "sse": "swallow" }));
    let websocket = Client::websocket(world.proxy);
    let mut events = world.client();
    events.request("GET", "/echo?everwire=sse", "", b"");
    world.until("/connections/now", &json!(2));
    drop((websocket, events));
    world.until("/connections/now", &json!(0));
}

//! Half-open and narrow connections.

use serde_json::json;

use crate::client::{Client, Ended};
use crate::harness::Chaos;

#[test]
fn a_frozen_connection_forwards_nothing_until_the_thaw() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut frozen = Client::websocket(world.proxy);
    frozen.echo("before");
    world.post("freeze", &json!({}));
    frozen.send_text("held back");
    Client::websocket(world.proxy).echo("new connections pass");
    assert!(frozen.has_nothing());
    world.post("thaw", &json!({}));
    assert_eq!(frozen.text(), "held back");
    frozen.echo("after");
}

#[test]
fn the_end_of_the_server_is_held_back_too() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut frozen = Client::websocket(world.proxy);
    world.post("freeze", &json!({}));
    world.post("server", &json!({ "action": "kill" }));
    assert_eq!(world.client().end(), (vec![], Ended::Reset));
    assert!(frozen.has_nothing());
    assert_eq!(world.state()["connections"]["now"], 1);
    world.post("thaw", &json!({}));
    assert!(frozen.end().0.is_empty());
}

#[test]
fn new_connections_are_frozen_on_request() {
    let chaos = Chaos::start();
    let world = chaos.world();
    world.post("freeze", &json!({ "new": true }));
    let mut client = world.client();
    client.request("POST", "/echo?everwire=post", "", b"abc");
    world.until("/connections/now", &json!(1));
    assert_eq!(
        Client::connect(world.direct).exchange("poll", b"").body,
        b"0"
    );
    assert!(client.has_nothing());
    world.post("thaw", &json!({}));
    assert_eq!(client.response().body, b"abc");
    assert_eq!(world.client().exchange("post", b"x").body, b"x");
}

#[test]
fn a_frozen_connection_can_be_cut() {
    let chaos = Chaos::start();
    let world = chaos.world();
    for (how, ended) in [("reset", Ended::Reset), ("close", Ended::Closed)] {
        let mut frozen = Client::websocket(world.proxy);
        world.post("freeze", &json!({}));
        frozen.send_text("lost");
        world.post("cut", &json!({ "how": how }));
        assert_eq!(frozen.end(), (vec![], ended));
    }
}

#[test]
fn a_narrow_connection_forwards_slowly_until_it_is_widened() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut narrow = Client::websocket(world.proxy);
    narrow.echo("before");
    world.post("bandwidth", &json!({ "bytesPerSecond": 1 }));
    let text = "it takes a while to say this";
    narrow.send_text(text);
    assert!(narrow.has_nothing());
    world.post("bandwidth", &json!({}));
    assert_eq!(narrow.text(), text);
    narrow.echo("after");
    assert_eq!(
        world
            .try_post("bandwidth", &json!({ "bytesPerSecond": 0 }))
            .0,
        400
    );
}

//! Connections that are cut, and a server that goes away.

use serde_json::json;

use crate::client::{Client, Ended};
use crate::harness::{Chaos, refuses_connections};

#[test]
fn a_cut_resets_or_closes() {
    let chaos = Chaos::start();
    let world = chaos.world();
    for (how, ended) in [("reset", Ended::Reset), ("close", Ended::Closed)] {
        let mut websocket = Client::websocket(world.proxy);
        websocket.echo("before");
        let mut idle = world.client();
        assert_eq!(idle.exchange("poll", b"").status, 200);
        let state = world.post("cut", &json!({ "how": how }));
        assert_eq!(state["connections"]["now"], 0);
        assert_eq!(websocket.end(), (vec![], ended));
        assert!(idle.end().0.is_empty());
    }
}

#[test]
fn a_cut_of_one_kind_spares_the_others() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let mut websocket = Client::websocket(world.proxy);
    let events = Client::event_stream(world.proxy);
    let state = world.post("cut", &json!({ "how": "reset", "which": "sse" }));
    assert_eq!(state["connections"]["now"], 1);
    assert_eq!(events.end().1, Ended::Reset);
    websocket.echo("still here");
}

#[test]
fn a_killed_server_comes_back_on_its_port() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let websocket = Client::websocket(world.proxy);
    let state = world.post("server", &json!({ "action": "kill" }));
    assert_eq!(state["server"]["alive"], false);
    assert!(refuses_connections(world.direct));
    websocket.end();
    assert_eq!(world.client().end(), (vec![], Ended::Reset));
    assert_eq!(
        world.try_post("server", &json!({ "action": "kill" })).0,
        409
    );
    assert_eq!(
        world.try_post("server", &json!({ "action": "term" })).0,
        409
    );

    let state = world.post("server", &json!({ "action": "start" }));
    assert_eq!(
        state["server"],
        json!({ "alive": true, "port": world.direct.port() })
    );
    assert_eq!(
        world.try_post("server", &json!({ "action": "start" })).0,
        409
    );
    Client::websocket(world.proxy).echo("again");
    Client::websocket(world.direct).echo("again");
}

#[test]
fn a_server_is_asked_to_end() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let state = world.post("server", &json!({ "action": "term" }));
    assert_eq!(state["server"]["alive"], false);
    assert!(refuses_connections(world.direct));
    world.post("server", &json!({ "action": "start" }));
    assert_eq!(world.client().exchange("poll", b"").body, b"0");
}

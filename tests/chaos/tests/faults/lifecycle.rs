//! Beginnings and clean ends.

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::client::{Client, Ended};
use crate::harness::{Chaos, refuses_connections, until};

#[test]
fn a_deleted_world_leaves_nothing() {
    let chaos = Chaos::start();
    let world = chaos.world();
    let other = chaos.world();
    let websocket = Client::websocket(world.proxy);
    world.post("freeze", &json!({}));
    assert_eq!(chaos.call("DELETE", &world.path, &Value::Null).0, 204);
    assert_eq!(websocket.end(), (vec![], Ended::Reset));
    assert!(refuses_connections(world.proxy) && refuses_connections(world.direct));
    assert_eq!(chaos.call("GET", &world.path, &Value::Null).0, 404);
    assert_eq!(chaos.call("DELETE", &world.path, &Value::Null).0, 404);
    Client::websocket(other.proxy).echo("untouched");
}

#[test]
fn a_world_ends_by_itself() {
    let chaos = Chaos::start_with(&["--world-lifetime", "1"]);
    let world = chaos.world();
    until("the world has ended", || {
        (chaos.call("GET", &world.path, &Value::Null).0 == 404).then_some(())
    });
    assert!(refuses_connections(world.proxy) && refuses_connections(world.direct));
}

#[test]
fn signals_end_the_harness_and_its_servers() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut chaos = Chaos::start();
        let addresses = [chaos.world(), chaos.world()].map(|world| [world.proxy, world.direct]);
        kill_process(chaos.pid(), signal).unwrap();
        assert_eq!(chaos.exit_code(), Some(0));
        for address in addresses.concat() {
            assert!(refuses_connections(address));
        }
    }
}

#[test]
fn the_end_of_standard_input_ends_the_harness() {
    let mut chaos = Chaos::start();
    let direct = chaos.world().direct;
    chaos.close_stdin();
    assert_eq!(chaos.exit_code(), Some(0));
    assert!(refuses_connections(direct));
}

#[test]
fn a_server_that_does_not_start_is_an_error() {
    let chaos = Chaos::start();
    let (status, answer) = chaos.call("POST", "/worlds", &json!({ "serverArgs": ["--crash"] }));
    assert_eq!(status, 500);
    assert_eq!(answer["error"], "the server ended before it listened");
}

#[test]
fn pages_of_every_origin_may_drive_it() {
    let chaos = Chaos::start();
    let mut client = chaos.control_client();
    let asks =
        "Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: content-type\r\n";
    client.request("OPTIONS", "/worlds/1", asks, b"");
    let head = client.response().head.to_lowercase();
    assert!(head.starts_with("http/1.1 200 "));
    for allowed in ["origin: *", "methods: *", "headers: *"] {
        assert!(
            head.contains(&format!("\r\naccess-control-allow-{allowed}\r\n")),
            "{head}"
        );
    }
}

//! What the page is told about itself and its network.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{Content, Heard, Peer, World, options, set};

const SUSPENDED: u8 = 39;
const HEARTBEAT_TIMEOUT: u8 = 23;

fn dispatch(code: &str) {
    Function::new_no_args(code)
        .call0(&JsValue::NULL)
        .expect("an event that is dispatched");
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn the_back_forward_cache() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    dispatch("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    assert_eq!(peer.socket().transport(), -1);
    assert_eq!(peer.socket().ready_state(), 1);
    peer.send(&Content::text("while away"));
    dispatch("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    peer.hears(|heard| *heard == Heard::Reconnecting { reason: SUSPENDED })
        .await;
    peer.hears(|heard| matches!(heard, Heard::Reconnected { .. }))
        .await;
    peer.receives(&[Content::text("while away")]).await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn a_page_that_only_goes_away() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    dispatch("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))");
    assert_ne!(peer.socket().transport(), -1);
    world.end().await;
}

async fn finds_a_dead_link(event: &str) {
    let world = World::begin(&[]).await;
    let options = Object::new();
    // By heartbeats alone it would take longer than the test has patience.
    set(&options, "heartbeatInterval", &600_000.into());
    set(&options, "probeTimeout", &100.into());
    set(&options, "reconnectDelay", &20.into());
    let peer = Peer::open(&world.url("/echo"), &options).await;
    peer.settles(&[]).await;
    world.freeze().await;
    dispatch(event);
    peer.hears(|heard| {
        *heard
            == Heard::Reconnecting {
                reason: HEARTBEAT_TIMEOUT,
            }
    })
    .await;
    peer.hears(|heard| matches!(heard, Heard::Reconnected { .. }))
        .await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn the_network_is_back() {
    finds_a_dead_link("dispatchEvent(new Event('online'))").await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn the_network_is_gone() {
    finds_a_dead_link("dispatchEvent(new Event('offline'))").await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn the_page_is_visible_again() {
    finds_a_dead_link("document.dispatchEvent(new Event('visibilitychange'))").await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn the_page_is_thawed() {
    finds_a_dead_link("document.dispatchEvent(new Event('resume'))").await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn a_wake_up_does_not_wait_for_the_next_attempt() {
    let world = World::begin(&[]).await;
    world.server("kill").await;
    let options = options(&["longpoll"]);
    // The first delay is drawn from zero to this, so it may also be short.
    set(&options, "reconnectDelay", &600_000.into());
    set(&options, "maxReconnectDelay", &600_000.into());
    let peer = Peer::connect(&world.url("/echo"), &options);
    peer.hears(|heard| matches!(heard, Heard::Reconnecting { .. }))
        .await;
    world.server("start").await;
    dispatch("dispatchEvent(new Event('online'))");
    peer.hears(|heard| matches!(heard, Heard::Opened { .. }))
        .await;
    world.end().await;
}

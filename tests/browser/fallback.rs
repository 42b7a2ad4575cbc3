//! Where WebSocket does not get through, something else does.

use crate::bindings::everwire::Socket;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{Content, Heard, Peer, World, get, options, set};

over_each_transport!(meets_a_stranger);

const SSE: i32 = 1;
const LONGPOLL: i32 = 2;

/// Something else in place of a global of the page, until it is dropped.
struct Replaced {
    name: &'static str,
    original: JsValue,
}

impl Replaced {
    fn by(name: &'static str, other: &JsValue) -> Self {
        let original = get(&js_sys::global(), name);
        set(&js_sys::global(), name, other);
        Self { name, original }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        set(&js_sys::global(), self.name, &self.original);
    }
}

fn thrower() -> JsValue {
    Function::new_no_args("throw new DOMException('forbidden', 'SecurityError')").into()
}

async fn runs_over(world: World, transport: i32) {
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    assert_eq!(peer.socket().transport(), transport);
    let sent: Vec<_> = (0..100)
        .map(|index| Content::text(&format!("{index}")))
        .collect();
    sent.iter().for_each(|content| peer.send(content));
    peer.receives(&sent).await;
    assert_eq!(peer.count(|heard| matches!(heard, Heard::Closed { .. })), 0);
    peer.close().await;
    world.end().await;
}

async fn runs_with_faults(faults: &str, transport: i32) {
    let world = World::begin(&[]).await;
    world.faults(faults).await;
    runs_over(world, transport).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn websocket_removed_from_the_page() {
    let _replaced = Replaced::by("WebSocket", &JsValue::UNDEFINED);
    runs_over(World::begin(&[]).await, SSE).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn websocket_throws() {
    let _replaced = Replaced::by("WebSocket", &thrower());
    runs_over(World::begin(&[]).await, SSE).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn websocket_refused() {
    runs_with_faults(r#"{"websocket":"refuse"}"#, SSE).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn websocket_silent() {
    runs_with_faults(r#"{"websocket":"silent"}"#, SSE).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn websocket_swallowed() {
    runs_with_faults(r#"{"websocket":"swallow"}"#, SSE).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn event_source_removed_too() {
    let _sockets = Replaced::by("WebSocket", &JsValue::UNDEFINED);
    let _streams = Replaced::by("EventSource", &JsValue::UNDEFINED);
    runs_over(World::begin(&[]).await, LONGPOLL).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn event_source_throws_too() {
    let _sockets = Replaced::by("WebSocket", &thrower());
    let _streams = Replaced::by("EventSource", &thrower());
    runs_over(World::begin(&[]).await, LONGPOLL).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn streams_refused_too() {
    runs_with_faults(r#"{"websocket":"refuse","sse":"refuse"}"#, LONGPOLL).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn streams_silent_too() {
    runs_with_faults(r#"{"websocket":"silent","sse":"silent"}"#, LONGPOLL).await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn streams_swallowed_too() {
    runs_with_faults(r#"{"websocket":"swallow","sse":"swallow"}"#, LONGPOLL).await;
}

#[wasm_bindgen_test]
async fn nothing_left() {
    let _replaced = Replaced::by("XMLHttpRequest", &JsValue::UNDEFINED);
    let peer = Peer::connect("ws://127.0.0.1:9/", &options(&["sse", "longpoll"]));
    const NO_TRANSPORT: u8 = 36;
    peer.hears(|heard| {
        matches!(
            heard,
            Heard::Failed {
                code: NO_TRANSPORT,
                ..
            }
        )
    })
    .await;
    peer.hears(|heard| matches!(heard, Heard::Closed { .. }))
        .await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn an_unavailable_server_is_asked_again() {
    let world = World::begin(&[]).await;
    world.faults(r#"{"post":"unavailable"}"#).await;
    let peer = Peer::connect(&world.url("/echo"), &options(&["longpoll"]));
    const BUSY: u8 = 28;
    let is_busy = |heard: &Heard| {
        matches!(
            heard,
            Heard::Failed {
                code: BUSY,
                status: 503,
                ..
            }
        )
    };
    peer.hears(is_busy).await;
    world.faults(r#"{"post":"pass"}"#).await;
    peer.hears(|heard| matches!(heard, Heard::Opened { .. }))
        .await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn a_refusal_is_told_with_its_status() {
    let world = World::begin(&[]).await;
    world
        .faults(r#"{"websocket":"refuse","sse":"refuse","poll":"refuse","post":"refuse"}"#)
        .await;
    let peer = Peer::connect(&world.url("/echo"), &options(&[]));
    const FORBIDDEN: u8 = 26;
    let is_refusal = |heard: &Heard| {
        matches!(
            heard,
            Heard::Failed {
                code: FORBIDDEN,
                status: 403,
                retryable: false,
                ..
            }
        )
    };
    peer.hears(is_refusal).await;
    peer.hears(|heard| matches!(heard, Heard::Closed { clean: false, .. }))
        .await;
    world.end().await;
}

// A server that does not speak the protocol: the end, or another attempt, but nothing worse.
async fn meets_a_stranger(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::connect(&world.url("/plain/echo"), &options(transports));
    peer.send(&Content::text("hello"));
    let heard = peer
        .hears(|heard| matches!(heard, Heard::Failed { .. }))
        .await;
    assert!(
        matches!(heard, Heard::Failed { code: 20..=40, .. }),
        "{heard:?}"
    );
    assert_eq!(peer.messages(), []);
    peer.socket()
        .close(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    peer.becomes(|socket: &Socket| socket.ready_state() == 3)
        .await;
    world.end().await;
}

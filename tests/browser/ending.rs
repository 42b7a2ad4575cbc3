//! How a socket ends, and that nothing is left of it.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{Content, Heard, Peer, World, options, set};

#[wasm_bindgen(module = "/tests/browser/ledger.js")]
extern "C" {
    type Ledger;

    #[wasm_bindgen(constructor)]
    fn new() -> Ledger;

    #[wasm_bindgen(method)]
    fn timers(this: &Ledger) -> usize;

    #[wasm_bindgen(method)]
    fn listeners(this: &Ledger) -> usize;

    #[wasm_bindgen(method)]
    fn requests(this: &Ledger) -> usize;

    #[wasm_bindgen(method)]
    fn connections(this: &Ledger) -> usize;

    #[wasm_bindgen(method)]
    async fn left(this: &Ledger) -> JsValue;

    #[wasm_bindgen(method)]
    fn restore(this: &Ledger);
}

struct Watch(Ledger);

impl Watch {
    async fn begin() -> Self {
        Peer::none_is_left().await;
        Self(Ledger::new())
    }

    fn counts(&self) -> [usize; 4] {
        let Self(ledger) = self;
        [
            ledger.timers(),
            ledger.listeners(),
            ledger.requests(),
            ledger.connections(),
        ]
    }
}

impl Watch {
    async fn nothing_is_left(&self) {
        let left = Array::from(&self.0.left().await);
        let counts: Vec<_> = left.iter().filter_map(|count| count.as_f64()).collect();
        assert_eq!(counts, [0.0; 4], "timers, listeners, requests, connections");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.restore();
    }
}

over_each_transport!(
    nothing_is_left_of_an_open_socket,
    nothing_is_left_of_a_connecting_socket,
    nothing_is_left_of_a_waiting_socket,
    what_was_sent_goes_first,
);

async fn nothing_is_left_of_an_open_socket(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let watch = Watch::begin().await;
    let peer = Peer::open(&world.url("/echo"), &options(transports)).await;
    peer.send(&Content::text("hello"));
    peer.receives(&[Content::text("hello")]).await;
    let [timers, listeners, ..] = watch.counts();
    assert!(
        timers > 0 && listeners > 0,
        "{timers} timers, {listeners} listeners"
    );
    peer.close().await;
    watch.nothing_is_left().await;
    drop(watch);
    world.end().await;
}

async fn nothing_is_left_of_a_connecting_socket(transports: &[&str]) {
    let world = World::begin(&[]).await;
    world.faults(r#"{"all":"swallow"}"#).await;
    let watch = Watch::begin().await;
    let options = options(transports);
    // Every transport is under way soon.
    set(&options, "raceDelay", &1.into());
    let peer = Peer::connect(&world.url("/echo"), &options);
    let wanted = if transports.is_empty() { 3 } else { 1 };
    let under_way = || watch.0.requests() + watch.0.connections();
    peer.becomes(|_| under_way() >= wanted).await;
    assert_eq!(
        peer.socket()
            .close(&JsValue::UNDEFINED, &JsValue::UNDEFINED),
        0
    );
    assert_eq!(peer.socket().ready_state(), 2);
    let closed = |heard: &Heard| {
        matches!(
            heard,
            Heard::Closed {
                code: 1006,
                clean: false,
                ..
            }
        )
    };
    assert_eq!(peer.count(closed), 0, "told from within close()");
    peer.hears(closed).await;
    watch.nothing_is_left().await;
    drop(watch);
    world.end().await;
}

async fn nothing_is_left_of_a_waiting_socket(transports: &[&str]) {
    let world = World::begin(&[]).await;
    world.server("kill").await;
    let watch = Watch::begin().await;
    let peer = Peer::connect(&world.url("/echo"), &options(transports));
    peer.send(&Content::text("never"));
    peer.hears(|heard| matches!(heard, Heard::Reconnecting { .. }))
        .await;
    peer.socket()
        .close(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    let closed = peer
        .hears(|heard| matches!(heard, Heard::Closed { .. }))
        .await;
    assert!(
        matches!(&closed, Heard::Closed { unconfirmed, .. } if *unconfirmed == [Content::text("never")]),
        "{closed:?}"
    );
    watch.nothing_is_left().await;
    drop(watch);
    world.end().await;
}

async fn what_was_sent_goes_first(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let listener = Peer::open(&world.url("/chat"), &options(&[])).await;
    let peer = Peer::open(&world.url("/chat"), &options(transports)).await;
    let sent: Vec<_> = (0..500)
        .map(|index| Content::text(&format!("{index}")))
        .collect();
    sent.iter().for_each(|content| peer.send(content));
    let closed = peer.close().await;
    let expected = Heard::Closed {
        code: 1000,
        reason: String::new(),
        clean: true,
        unconfirmed: Vec::new(),
    };
    assert_eq!(closed, expected);
    listener.receives(&sent).await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn an_application_that_does_not_want_to_reconnect() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&["websocket"])).await;
    peer.allow(false);
    world.cut("reset").await;
    const RETRIES_EXHAUSTED: u8 = 35;
    peer.hears(|heard| {
        matches!(
            heard,
            Heard::Failed {
                code: RETRIES_EXHAUSTED,
                ..
            }
        )
    })
    .await;
    peer.hears(|heard| {
        matches!(
            heard,
            Heard::Closed {
                code: 1006,
                clean: false,
                ..
            }
        )
    })
    .await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn retries_that_are_used_up() {
    let world = World::begin(&[]).await;
    world.server("kill").await;
    let options = options(&[]);
    set(&options, "maxRetries", &2.into());
    set(&options, "reconnectDelay", &5.into());
    let peer = Peer::connect(&world.url("/echo"), &options);
    peer.hears(|heard| matches!(heard, Heard::Closed { .. }))
        .await;
    assert_eq!(
        peer.count(|heard| matches!(heard, Heard::Reconnecting { .. })),
        2
    );
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn a_close_without_a_code() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    peer.socket()
        .close(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    peer.hears(|heard| {
        matches!(
            heard,
            Heard::Closed {
                code: 1005,
                clean: true,
                ..
            }
        )
    })
    .await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn a_closed_socket_does_nothing_more() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    peer.close().await;
    let told = peer.heard().len();
    peer.send(&Content::text("void"));
    peer.socket().reconnect();
    peer.socket().start();
    assert_eq!(
        peer.socket()
            .close(&JsValue::UNDEFINED, &JsValue::UNDEFINED),
        0
    );
    assert_eq!(peer.socket().ready_state(), 3);
    assert_eq!(peer.socket().buffered_amount(), 4.0);
    // A turn later at the latest it would have been told something.
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL))
        .await
        .expect("a turn");
    assert_eq!(peer.heard().len(), told);
    world.end().await;
}

//! What `send` takes, and what becomes of it.

use crate::bindings::everwire::Socket;
use js_sys::{Array, ArrayBuffer, Float32Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{Content, Peer, World, array, get, options, set};

#[wasm_bindgen]
extern "C" {
    type Blob;

    #[wasm_bindgen(constructor)]
    fn new(parts: &Array) -> Blob;

    type DataView;

    #[wasm_bindgen(constructor)]
    fn new(buffer: &ArrayBuffer, offset: u32, length: u32) -> DataView;

    #[wasm_bindgen(js_name = structuredClone)]
    fn structured_clone(value: &JsValue, options: &JsValue) -> JsValue;
}

over_each_transport!(bytes_of_every_kind, lone_surrogates, blobs_between_others);

fn send(socket: &Socket, value: impl Into<JsValue>) {
    assert_eq!(socket.send(value.into()), Ok(0));
}

fn bytes() -> Uint8Array {
    Uint8Array::from([0, 1, 2, 3, 4, 5, 6, 255].as_slice())
}

async fn bytes_of_every_kind(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(transports)).await;
    let socket = peer.socket();
    send(socket, bytes().buffer());
    send(socket, bytes());
    send(socket, bytes().subarray(2, 5));
    send(socket, Float32Array::from([1.0].as_slice()));
    send(socket, DataView::new(&bytes().buffer(), 6, 2));
    send(socket, Uint8Array::new_with_length(0));
    let expected = [
        Content::binary([0, 1, 2, 3, 4, 5, 6, 255]),
        Content::binary([0, 1, 2, 3, 4, 5, 6, 255]),
        Content::binary([2, 3, 4]),
        Content::binary(1_f32.to_le_bytes()),
        Content::binary([6, 255]),
        Content::binary([]),
    ];
    peer.receives(&expected).await;
    world.end().await;
}

async fn lone_surrogates(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(transports)).await;
    peer.send(&Content::Text(vec![0x61, 0xd800, 0x62]));
    peer.send(&Content::Text(vec![0xdc00, 0, 0xd800]));
    let expected = [
        Content::text("a\u{fffd}b"),
        Content::text("\u{fffd}\0\u{fffd}"),
    ];
    peer.receives(&expected).await;
    peer.becomes(|socket| socket.unacknowledged() == 0.0).await;
    world.end().await;
}

async fn blobs_between_others(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(transports)).await;
    let blob = || Blob::new(&array(&["日".into(), bytes().into()]));
    send(peer.socket(), "before");
    send(peer.socket(), blob());
    send(peer.socket(), "between");
    send(peer.socket(), bytes());
    send(peer.socket(), blob());
    let blob = ["日".as_bytes(), &[0, 1, 2, 3, 4, 5, 6, 255]].concat();
    let expected = [
        Content::text("before"),
        Content::binary(blob.clone()),
        Content::text("between"),
        Content::binary([0, 1, 2, 3, 4, 5, 6, 255]),
        Content::binary(blob),
    ];
    peer.receives(&expected).await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn bytes_are_taken_when_they_are_sent() {
    let world = World::begin(&[]).await;
    let peer = Peer::connect(&world.url("/echo"), &options(&[]));
    let bytes = bytes();
    send(peer.socket(), bytes.clone());
    send(peer.socket(), bytes.buffer());
    bytes.fill(9, 0, 8);
    let sent = Content::binary([0, 1, 2, 3, 4, 5, 6, 255]);
    peer.receives(&[sent.clone(), sent]).await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn detached_buffers_are_empty() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    let view = bytes();
    let buffer = view.buffer();
    let transfer = Object::new();
    set(&transfer, "transfer", &array(&[buffer.clone().into()]));
    structured_clone(&buffer, &transfer);
    send(peer.socket(), buffer);
    send(peer.socket(), view);
    peer.receives(&[Content::binary([]), Content::binary([])])
        .await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn anything_else_becomes_text() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    send(peer.socket(), 1.5);
    send(peer.socket(), JsValue::NULL);
    send(peer.socket(), JsValue::UNDEFINED);
    send(peer.socket(), Object::new());
    send(peer.socket(), array(&[1.into(), 2.into()]));
    let expected = ["1.5", "null", "undefined", "[object Object]", "1,2"];
    peer.receives(&expected.map(Content::text)).await;
    world.end().await;
}

#[wasm_bindgen_test]
fn what_conversion_throws_is_thrown() {
    let peer = Peer::idle("", &options(&[]));
    let object = Object::new();
    let thrower = js_sys::Function::new_no_args("throw 'thrown'");
    set(&object, "toString", &thrower);
    assert_eq!(
        peer.socket().send(object.into()),
        Err(JsValue::from_str("thrown"))
    );
    let symbol = js_sys::Symbol::for_("symbol");
    let thrown = peer.socket().send(symbol.into()).unwrap_err();
    assert!(thrown.is_instance_of::<js_sys::TypeError>());
}

#[wasm_bindgen_test]
fn views_of_shared_memory_are_refused() {
    let peer = Peer::idle("", &options(&[]));
    // Pages that are not isolated have the constructor nowhere but on memories.
    let memory = Object::new();
    set(&memory, "initial", &1.into());
    set(&memory, "maximum", &1.into());
    set(&memory, "shared", &true.into());
    let memory = js_sys::WebAssembly::Memory::new(&memory).expect("a shared memory");
    let shared = get(&memory, "buffer");
    let thrown = peer
        .socket()
        .send(Uint8Array::new(&shared).into())
        .unwrap_err();
    assert!(thrown.is_instance_of::<js_sys::TypeError>());
}

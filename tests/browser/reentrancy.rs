//! An application may do anything while it is told something.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::bindings::everwire::Socket;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{Content, Heard, Peer, World, options};

over_each_transport!(sending_and_throwing, closing_between_messages);

async fn sending_and_throwing(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::connect(&world.url("/echo"), &options(transports));
    let next = Cell::new(0);
    peer.react(move |socket, heard| {
        if matches!(heard, Heard::Opened { .. } | Heard::Message(_)) && next.get() < 100 {
            next.set(next.get() + 1);
            assert_eq!(
                socket.send(JsValue::from_str(&format!("{}", next.get()))),
                Ok(0)
            );
        }
        Err(JsValue::from_str("thrown by a listener"))
    });
    let expected: Vec<_> = (1..=100)
        .map(|number| Content::text(&format!("{number}")))
        .collect();
    peer.receives(&expected).await;
    peer.close().await;
    world.end().await;
}

async fn closing_between_messages(transports: &[&str]) {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(transports)).await;
    peer.react(|socket, heard| {
        if *heard == Heard::Message(Content::text("5")) {
            assert_eq!(socket.close(&3000.0.into(), &"enough".to_owned().into()), 0);
            assert_eq!(socket.ready_state(), 2);
            assert_eq!(socket.send("into the void".into()), Ok(0));
            assert_eq!(socket.buffered_amount(), 13.0);
        }
        Ok(())
    });
    let sent: Vec<_> = (0..50)
        .map(|number| Content::text(&format!("{number}")))
        .collect();
    sent.iter().for_each(|content| peer.send(content));
    let closed = peer
        .hears(|heard| matches!(heard, Heard::Closed { .. }))
        .await;
    assert!(
        matches!(&closed, Heard::Closed { code: 3000, reason, clean: true, .. } if reason == "enough"),
        "{closed:?}"
    );
    assert_eq!(peer.messages(), sent[..=5]);
    assert_eq!(peer.heard().last(), Some(&closed));
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn reconnecting_while_messages_come() {
    let world = World::begin(&[]).await;
    let peer = Peer::open(&world.url("/echo"), &options(&[])).await;
    peer.react(|socket, heard| {
        if matches!(heard, Heard::Message(Content::Text(text)) if text.ends_with(&[0x30])) {
            socket.reconnect();
        }
        Ok(())
    });
    let sent: Vec<_> = (0..40)
        .map(|number| Content::text(&format!("{number}")))
        .collect();
    sent.iter().for_each(|content| peer.send(content));
    peer.hears(|heard| matches!(heard, Heard::Reconnected { .. }))
        .await;
    peer.receives(&sent).await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn opening_another_socket() {
    let world = World::begin(&[]).await;
    let url = world.url("/echo");
    let peer = Peer::open(&url, &options(&[])).await;
    let second: Rc<RefCell<Option<Peer>>> = Rc::default();
    let slot = second.clone();
    peer.react(move |_, heard| {
        if matches!(heard, Heard::Message(_)) {
            let inner = Peer::connect(&url, &options(&[]));
            inner.send(&Content::text("inner"));
            slot.replace(Some(inner));
        }
        Ok(())
    });
    peer.send(&Content::text("outer"));
    peer.receives(&[Content::text("outer")]).await;
    let inner = second.take().expect("a socket made by a listener");
    inner.receives(&[Content::text("inner")]).await;
    world.end().await;
}

#[cfg_attr(
    not(feature = "test-servers"),
    ignore = "needs servers: make test-browser"
)]
#[wasm_bindgen_test]
async fn closing_whenever_something_is_told() {
    let world = World::begin(&[]).await;
    let peer = Peer::connect(&world.url("/echo"), &options(&[]));
    let close = |socket: &Socket, _: &Heard| {
        socket.close(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
        socket.reconnect();
        Err(JsValue::NULL)
    };
    peer.react(close);
    peer.hears(|heard| matches!(heard, Heard::Closed { .. }))
        .await;
    assert_eq!(peer.socket().ready_state(), 3);
    world.end().await;
}

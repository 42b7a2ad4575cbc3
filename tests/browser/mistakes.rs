//! The application's own mistakes are told by codes and names, and break nothing.

use crate::bindings::everwire::{Callbacks, Socket};
use crate::bindings::url::{check_protocols, normalize_url};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{Content, Heard, Peer, array, get, options, set, words};

const INVALID_URL: u8 = 1;
const INVALID_PROTOCOL: u8 = 2;
const INVALID_CLOSE_CODE: u32 = 3;
const CLOSE_REASON_TOO_LONG: u32 = 4;
const UNKNOWN_OPTION: u8 = 5;
const OPTION_TYPE: u8 = 6;
const OPTION_RANGE: u8 = 7;
const QUOTA_EXCEEDED: u32 = 8;
const MESSAGE_TOO_LARGE: u32 = 9;
const PROVIDER_FAILED: u8 = 34;

fn fault<T>(result: Result<T, JsValue>) -> (u8, String) {
    let thrown: Array = result.err().expect("a fault").unchecked_into();
    let code = thrown.get(0).as_f64().expect("a code");
    (code as u8, thrown.get(1).as_string().expect("a detail"))
}

fn option_fault(name: &str, value: &JsValue) -> (u8, String) {
    let options = Object::new();
    set(&options, name, value);
    fault(Socket::new(
        Object::new().unchecked_into::<Callbacks>(),
        &options,
    ))
}

#[wasm_bindgen_test]
fn urls() {
    for url in [
        "ws://",
        "ws://a^b",
        "ftp://a",
        "mailto:a",
        "ws://a/#",
        "ws://a/#b",
        "http://[",
        "ws://a:99999",
    ] {
        let given = JsValue::from_str(url);
        assert_eq!(fault(normalize_url(&given)), (INVALID_URL, url.to_owned()));
    }
    for (url, expected) in [
        ("ws://A.b", "ws://a.b/"),
        ("wss://a:443/b?c", "wss://a/b?c"),
        ("http://a:8080", "ws://a:8080/"),
        ("HTTPS://a/é", "wss://a/%C3%A9"),
    ] {
        assert_eq!(normalize_url(&url.into()), Ok(expected.into()));
    }
}

#[wasm_bindgen_test]
fn urls_are_relative_to_the_page() {
    let host = get(&get(&js_sys::global(), "location"), "host")
        .as_string()
        .expect("a host");
    let url = normalize_url(&"/path?query".into());
    assert_eq!(url, Ok(format!("ws://{host}/path?query").into()));
}

#[wasm_bindgen_test]
fn protocols() {
    let check = |names: &[&str]| check_protocols(&words(names));
    for names in [
        &[""][..],
        &["a", "b c"],
        &["a,b"],
        &["é"],
        &["a\n"],
        &["a", "b", "a"],
        &["(a)"],
    ] {
        let wrong = names[names.len() - 1].to_owned();
        assert_eq!(fault(check(names)), (INVALID_PROTOCOL, wrong));
    }
    assert_eq!(check(&[]), Ok(()));
    assert_eq!(check(&["chat", "chat.v2!#$%&'*+-^_`|~"]), Ok(()));
}

#[wasm_bindgen_test]
fn unknown_options() {
    for name in ["tranports", "", "toString", "__proto", "RaceDelay"] {
        assert_eq!(
            option_fault(name, &1.into()),
            (UNKNOWN_OPTION, name.to_owned())
        );
        assert_eq!(
            option_fault(name, &JsValue::UNDEFINED),
            (UNKNOWN_OPTION, name.to_owned())
        );
    }
}

const TIMES: [&str; 9] = [
    "raceDelay",
    "connectTimeout",
    "reconnectDelay",
    "maxReconnectDelay",
    "stableAfter",
    "heartbeatInterval",
    "heartbeatTimeout",
    "probeTimeout",
    "closeTimeout",
];
const ENDLESS: [&str; 2] = ["maxRetries", "maxElapsed"];
const AMOUNTS: [&str; 3] = [
    "maxMessageSize",
    "maxUnacknowledgedBytes",
    "maxUnacknowledgedMessages",
];

#[wasm_bindgen_test]
fn options_of_the_wrong_type() {
    let numbers = [&TIMES[..], &ENDLESS, &AMOUNTS].concat();
    let wrong = [JsValue::NULL, "1".into(), true.into(), Object::new().into()];
    for name in numbers.iter().chain(&["transports", "credentials"]) {
        for value in &wrong {
            let is_word = *name == "credentials" && value.is_string();
            if !is_word {
                assert_eq!(option_fault(name, value), (OPTION_TYPE, (*name).to_owned()));
            }
        }
    }
    let mixed = array(&["sse".into(), 1.into()]);
    assert_eq!(
        option_fault("transports", &mixed),
        (OPTION_TYPE, "transports".to_owned())
    );
    let host = Object::new().unchecked_into::<Callbacks>();
    assert_eq!(
        fault(Socket::new(host, &"options".into())),
        (OPTION_TYPE, "options".to_owned())
    );
}

#[wasm_bindgen_test]
fn options_out_of_range() {
    let numbers = [&TIMES[..], &ENDLESS, &AMOUNTS].concat();
    for name in numbers {
        for value in [-1.0, f64::NAN, f64::NEG_INFINITY, 2_147_483_648.0] {
            assert_eq!(
                option_fault(name, &value.into()),
                (OPTION_RANGE, name.to_owned())
            );
        }
    }
    for name in [&TIMES[..], &AMOUNTS].concat() {
        assert_eq!(
            option_fault(name, &f64::INFINITY.into()),
            (OPTION_RANGE, name.to_owned())
        );
    }
    for name in AMOUNTS {
        assert_eq!(
            option_fault(name, &0.into()),
            (OPTION_RANGE, name.to_owned())
        );
    }
    let lists: [&[&str]; 3] = [&[], &["carrier pigeon"], &["sse", "sse"]];
    for list in lists {
        let list = words(list);
        assert_eq!(
            option_fault("transports", &list),
            (OPTION_RANGE, "transports".to_owned())
        );
    }
    assert_eq!(
        option_fault("credentials", &"omit".into()),
        (OPTION_RANGE, "credentials".to_owned())
    );
}

#[wasm_bindgen_test]
fn options_at_their_limits() {
    let options = Object::new();
    TIMES
        .iter()
        .for_each(|name| set(&options, name, &2_147_483_647.into()));
    AMOUNTS
        .iter()
        .for_each(|name| set(&options, name, &1.into()));
    ENDLESS
        .iter()
        .for_each(|name| set(&options, name, &f64::INFINITY.into()));
    set(&options, "transports", &JsValue::UNDEFINED);
    set(&options, "credentials", &"include".into());
    assert!(Socket::new(Object::new().unchecked_into::<Callbacks>(), &options).is_ok());
}

#[wasm_bindgen_test]
fn close_codes_and_reasons() {
    let peer = Peer::idle("", &options(&[]));
    let socket = peer.socket();
    for code in [
        0.0,
        999.0,
        1001.0,
        1005.0,
        2999.0,
        5000.0,
        65_536_000.0,
        -1.0,
        f64::NAN,
    ] {
        assert_eq!(
            socket.close(&code.into(), &JsValue::UNDEFINED),
            INVALID_CLOSE_CODE,
            "{code}"
        );
    }
    for reason in ["x".repeat(124), "日".repeat(42)] {
        assert_eq!(
            socket.close(&1000.0.into(), &reason.into()),
            CLOSE_REASON_TOO_LONG
        );
    }
    assert_eq!(socket.ready_state(), 0);
    assert_eq!(socket.close(&4999.4.into(), &"日".repeat(41).into()), 0);
    assert_eq!(socket.ready_state(), 2);
    assert_eq!(
        socket.close(&1.0.into(), &JsValue::UNDEFINED),
        INVALID_CLOSE_CODE
    );
}

#[wasm_bindgen_test]
fn messages_beyond_the_limits() {
    let options = Object::new();
    set(&options, "maxMessageSize", &6.into());
    set(&options, "maxUnacknowledgedBytes", &9.into());
    let peer = Peer::idle("", &options);
    let send = |text: &str| peer.socket().send(text.into());
    assert_eq!(send("日日日"), Ok(MESSAGE_TOO_LARGE));
    assert_eq!(send("日日"), Ok(0));
    assert_eq!(send("1234"), Ok(QUOTA_EXCEEDED));
    assert_eq!(send("123"), Ok(0));
    assert_eq!(peer.socket().buffered_amount(), 9.0);
}

#[wasm_bindgen_test]
async fn providers_that_give_nonsense() {
    for (url, protocols) in [
        ("ftp://a", &[][..]),
        ("ws://127.0.0.1:9/", &["not a token"][..]),
    ] {
        let peer = Peer::idle(url, &options(&[]));
        peer.allow(false);
        peer.offer(protocols);
        peer.socket().start();
        let is_cause = |heard: &Heard| match heard {
            Heard::Failed {
                code: PROVIDER_FAILED,
                cause,
                ..
            } => cause.is_instance_of::<js_sys::SyntaxError>(),
            _ => false,
        };
        peer.hears(is_cause).await;
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
        assert_eq!(peer.messages(), Vec::<Content>::new());
    }
}

#[wasm_bindgen_test]
async fn providers_that_throw() {
    let peer = Peer::idle("", &options(&[]));
    peer.allow(false);
    peer.fail_resolving(&"thrown by a provider".into());
    peer.socket().start();
    let is_cause = |heard: &Heard| matches!(heard, Heard::Failed { code: PROVIDER_FAILED, cause, .. } if *cause == "thrown by a provider");
    peer.hears(is_cause).await;
}

//! What the tests share: servers to talk to, and a socket that remembers what it was told.

mod content;
mod host;
mod peer;
mod wait;
mod world;

pub(crate) use self::content::Content;
pub(crate) use self::host::Heard;
pub(crate) use self::peer::Peer;
pub(crate) use self::wait::until;
pub(crate) use self::world::World;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

/// The options of a socket that uses these transports only; none for the default.
pub(crate) fn options(transports: &[&str]) -> Object {
    let options = Object::new();
    if !transports.is_empty() {
        set(&options, "transports", &words(transports));
    }
    options
}

/// An array of strings.
pub(crate) fn words(words: &[&str]) -> Array {
    words.iter().map(|word| JsValue::from_str(word)).collect()
}

/// An array of these.
pub(crate) fn array(values: &[JsValue]) -> Array {
    values.iter().collect()
}

/// Sets a property, which must be possible.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    assert!(Reflect::set(object, &name.into(), value).expect("a property that can be set"));
}

/// Reads a property.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("a property that can be read")
}

/// Runs each of these tests over each transport alone, and over the default.
macro_rules! over_each_transport {
    ($($test:ident),* $(,)?) => {
        mod websocket { over!(&["websocket"]; $($test),*); }
        mod sse { over!(&["sse"]; $($test),*); }
        mod longpoll { over!(&["longpoll"]; $($test),*); }
        mod default { over!(&[]; $($test),*); }
    };
}

/// Runs each of these tests over these transports.
macro_rules! over {
    ($transports:expr; $($test:ident),*) => {
        $(
            #[cfg_attr(not(feature = "test-servers"), ignore = "needs servers: make test-browser")]
            #[wasm_bindgen_test::wasm_bindgen_test]
            async fn $test() {
                super::$test($transports).await;
            }
        )*
    };
}

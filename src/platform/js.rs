//! The values of JavaScript itself, with those of their members that are used.
//!
//! Not by js-sys: all of its closures are linked into a module that uses any of it, and its way to the global object.

use alloc::vec;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = globalThis)]
    type Global;

    #[wasm_bindgen(static_method_of = Global, getter, js_name = globalThis)]
    fn itself() -> JsValue;

    /// Reads a property. `Err` holds what doing so threw.
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    pub(crate) fn try_member(object: &JsValue, name: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn reflect_set(object: &JsValue, name: &JsValue, value: &JsValue) -> Result<bool, JsValue>;

    /// The time in ms since 1970.
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub(crate) fn wall_clock() -> f64;

    /// A plain object.
    pub(crate) type Object;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Object;

    /// The names of an object's own properties.
    #[wasm_bindgen(static_method_of = Object)]
    pub(crate) fn keys(object: &JsValue) -> Array;

    #[derive(Clone)]
    pub(crate) type Array;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Array;

    /// What can be iterated, or has a length and elements, as an array. `Err` holds what doing so threw.
    #[wasm_bindgen(static_method_of = Array, js_name = from, catch)]
    pub(crate) fn copy_of(values: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &Array) -> u32;

    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn get(this: &Array, index: u32) -> JsValue;

    #[wasm_bindgen(method)]
    pub(crate) fn push(this: &Array, value: &JsValue);

    #[wasm_bindgen(method)]
    pub(crate) fn slice(this: &Array, begin: u32, end: u32) -> Array;

    #[wasm_bindgen(method)]
    pub(crate) fn concat(this: &Array, other: &Array) -> Array;

    #[derive(Clone)]
    pub(crate) type ArrayBuffer;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(size: u32) -> ArrayBuffer;

    #[wasm_bindgen(method, getter, js_name = byteLength)]
    pub(crate) fn byte_length(this: &ArrayBuffer) -> u32;

    #[wasm_bindgen(method, js_name = slice)]
    pub(crate) fn slice(this: &ArrayBuffer, begin: u32, end: u32) -> ArrayBuffer;

    pub(crate) type Uint8Array;

    /// A view of a buffer, or a copy of anything else.
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(source: &JsValue) -> Uint8Array;

    /// A view of a part of a buffer, which must be there.
    #[wasm_bindgen(constructor)]
    pub(crate) fn of_part(buffer: &JsValue, begin: u32, length: u32) -> Uint8Array;

    /// So many zeros.
    #[wasm_bindgen(constructor)]
    pub(crate) fn with_length(length: u32) -> Uint8Array;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &Uint8Array) -> u32;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn buffer(this: &Uint8Array) -> ArrayBuffer;

    #[wasm_bindgen(method)]
    pub(crate) fn set(this: &Uint8Array, bytes: &Uint8Array, offset: u32);

    #[wasm_bindgen(method)]
    pub(crate) fn slice(this: &Uint8Array, begin: u32, end: u32) -> Uint8Array;

    #[wasm_bindgen(method)]
    pub(crate) fn subarray(this: &Uint8Array, begin: u32, end: u32) -> Uint8Array;

    #[wasm_bindgen(js_namespace = ["Uint8Array", "prototype", "set"], js_name = call)]
    fn copy_out(into: &mut [u8], from: &Uint8Array);
}

/// The global object of a page or of a worker.
pub(crate) fn global() -> JsValue {
    Global::itself()
}

/// Reads a property; undefined where doing so throws.
pub(crate) fn member(object: &JsValue, name: &str) -> JsValue {
    try_member(object, &name.into()).unwrap_or_default()
}

impl Object {
    /// Sets a property: a new plain object takes every one.
    pub(crate) fn set(&self, name: &str, value: &JsValue) {
        let _ = reflect_set(self, &name.into(), value);
    }
}

impl Array {
    /// The elements, as they are when each is reached.
    pub(crate) fn iter(&self) -> impl Iterator<Item = JsValue> {
        (0..self.length()).map(|index| self.get(index))
    }
}

impl FromIterator<JsValue> for Array {
    fn from_iter<I: IntoIterator<Item = JsValue>>(values: I) -> Self {
        let array = Self::new();
        for value in values {
            array.push(&value);
        }
        array
    }
}

impl Uint8Array {
    /// A copy in Rust's memory.
    pub(crate) fn to_vec(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.length() as usize];
        copy_out(&mut bytes, self);
        bytes
    }
}

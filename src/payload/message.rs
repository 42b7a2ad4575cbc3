//! What `send` takes: `(ArrayBuffer or ArrayBufferView or Blob or USVString)`, converted as WebIDL has it.

use js_sys::{ArrayBuffer, TypeError, Uint8Array};
use wasm_bindgen::prelude::*;

use super::JsPayload;

#[wasm_bindgen]
extern "C" {
    type Text;

    // Converts its argument as WebIDL does, and may throw; `String(value)` would take symbols too.
    #[wasm_bindgen(method, catch)]
    fn concat(this: &Text, value: &JsValue) -> Result<JsValue, JsValue>;

    // Asks for a tag that the application may have defined, and throw.
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    fn describe(value: &JsValue) -> Result<JsValue, JsValue>;

    // A view of any kind.
    type View;

    #[wasm_bindgen(method, getter)]
    fn buffer(this: &View) -> Buffer;

    #[wasm_bindgen(method, getter, js_name = byteOffset)]
    fn byte_offset(this: &View) -> u32;

    #[wasm_bindgen(method, getter, js_name = byteLength)]
    fn byte_length(this: &View) -> u32;

    // What has the tag of an `ArrayBuffer` and need not be one.
    type Buffer;

    #[wasm_bindgen(method, getter, catch, js_name = byteLength)]
    fn byte_length(this: &Buffer) -> Result<u32, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn slice(this: &Buffer, begin: u32, end: u32) -> Result<ArrayBuffer, JsValue>;

    // What has the tag of a `Blob` and need not be one.
    type Blob;

    #[wasm_bindgen(method, getter, catch)]
    fn size(this: &Blob) -> Result<f64, JsValue>;
}

/// From so many bytes on a copy is made in memory that is used again.
const LARGE: u32 = 16 * 1024;

/// The message for a value, where `text` is what makes one of a string. Bytes are copied: the application may change them
/// before they are sent, or sent again.
///
/// `Err` holds the exception: a `TypeError` for shared memory, or what converting to a string threw.
pub(crate) fn from_value(
    value: JsValue,
    text: fn(JsValue) -> JsPayload,
) -> Result<JsPayload, JsValue> {
    if value.is_string() {
        return Ok(text(value));
    }
    if ArrayBuffer::is_view(&value) {
        return from_view(value.unchecked_ref());
    }
    match kind(&value) {
        Some(Kind::Buffer) => {
            let buffer: &Buffer = value.unchecked_ref();
            copy(buffer, 0, buffer.byte_length()?)
        }
        Some(Kind::Blob) => {
            let size = value.unchecked_ref::<Blob>().size()? as usize;
            Ok(JsPayload::blob(value, size))
        }
        None => {
            let empty = JsValue::from_str("");
            Ok(text(empty.unchecked_ref::<Text>().concat(&value)?))
        }
    }
}

enum Kind {
    Buffer,
    Blob,
}

// By tag where `instanceof` fails: an object of another frame of the page is as good.
fn kind(value: &JsValue) -> Option<Kind> {
    if !value.is_object() {
        return None;
    }
    if value.is_instance_of::<ArrayBuffer>() {
        return Some(Kind::Buffer);
    }
    match description(value).as_str() {
        "[object ArrayBuffer]" => Some(Kind::Buffer),
        "[object Blob]" | "[object File]" => Some(Kind::Blob),
        _ => None,
    }
}

/// Its tag in brackets; nothing if asking for it throws.
fn description(value: &JsValue) -> String {
    let description = describe(value).unwrap_or_default();
    description.as_string().unwrap_or_default()
}

fn from_view(view: &View) -> Result<JsPayload, JsValue> {
    let buffer = view.buffer();
    if is_shared(&buffer) {
        return Err(TypeError::new("The view must not be on shared memory.").into());
    }
    copy(&buffer, view.byte_offset(), view.byte_length())
}

// A detached buffer has no bytes, and is not to be touched.
fn copy(buffer: &Buffer, begin: u32, length: u32) -> Result<JsPayload, JsValue> {
    Ok(match length {
        0 => JsPayload::bytes(ArrayBuffer::new(0)),
        1..LARGE => JsPayload::bytes(buffer.slice(begin, begin.saturating_add(length))?),
        LARGE.. => JsPayload::copied(&Uint8Array::new_with_byte_offset_and_length(
            buffer, begin, length,
        )),
    })
}

fn is_shared(buffer: &JsValue) -> bool {
    description(buffer) == "[object SharedArrayBuffer]"
}

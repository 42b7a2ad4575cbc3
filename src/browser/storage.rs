//! `localStorage`.

use wasm_bindgen::JsCast;
use web_sys::{Storage, Window};

use super::global::global;

/// Reads an item; `None` if there is none, or no storage.
pub(crate) fn read_item(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Writes an item. Returns whether there was storage, and room in it.
pub(crate) fn write_item(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

// The access itself throws where storage is forbidden. A worker has none.
fn storage() -> Option<Storage> {
    let window: Window = global().unchecked_into();
    window.local_storage().ok()?
}

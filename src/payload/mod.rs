//! JavaScript values as messages and frames.

mod base64;
mod body;
mod lease;
mod message;
mod text;
mod value;

#[cfg(feature = "channels")]
pub(crate) use self::body::body;
pub(crate) use self::message::from_value;
pub(crate) use self::value::JsPayload;

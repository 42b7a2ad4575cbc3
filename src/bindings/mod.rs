//! What JavaScript calls, and what is called in JavaScript: one room a face. The classes of the npm package give it the
//! shape that applications know.

mod close;
#[cfg(feature = "everwire")]
pub(crate) mod everwire;
mod fault;
mod options;
#[cfg(feature = "everwire")]
pub(crate) mod url;
#[cfg(feature = "websocket")]
mod websocket;

//! What frames mean: one room for each protocol. None of them knows another.

pub mod everwire;
pub mod websocket;

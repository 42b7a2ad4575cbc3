//! Dialects: what is spoken to a server. Each is a room of its own that turns frames into meaning and back, and knows
//! neither transports nor sessions.

pub mod everwire;

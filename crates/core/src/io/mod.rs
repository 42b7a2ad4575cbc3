//! The boundary between the machines and the world: payloads, channels, inputs and outputs.

mod bytes;
mod channel;
mod payload;

pub use self::bytes::Message;
pub use self::channel::{ChannelClosed, ChannelId, Credentials, OpenChannel, Transport};
pub use self::payload::Payload;

//! HELLO frames, headers, and bodies made of frames.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::body;
use everwire_core::dialect::everwire::codec::{Downstream, Hello, Identity, Welcome};
use everwire_core::payload::Message;

/// The HELLO of a new client's first link.
pub fn begin(downstream: Downstream) -> Hello {
    static CLIENTS: AtomicU64 = AtomicU64::new(0);
    let client = CLIENTS.fetch_add(1, Ordering::Relaxed);
    Hello {
        identity: Identity::New {
            attach: format!("attach-{client:016}"),
        },
        link: 1,
        received: 0,
        claim: 1,
        standby: false,
        downstream,
        heartbeat: 0,
        protocols: Vec::new(),
        auth: None,
    }
}

/// The HELLO of a later link, by a client that has received this many messages.
pub fn resume(welcome: &Welcome, downstream: Downstream, link: u32, received: u64) -> Hello {
    Hello {
        identity: Identity::Known {
            session: welcome.session.clone(),
            key: welcome.key.clone(),
        },
        link,
        received,
        claim: link,
        ..begin(downstream)
    }
}

/// The headers of an HTTP link's requests.
pub fn credentials(welcome: &Welcome, link: u32) -> Vec<(&'static str, String)> {
    vec![
        ("everwire-session", welcome.session.clone()),
        ("everwire-key", welcome.key.clone()),
        ("everwire-link", link.to_string()),
    ]
}

/// A body of these frames.
pub fn encode(frames: &[Message]) -> Bytes {
    let mut out = Vec::new();
    for frame in frames {
        out.extend_from_slice(body::header(frame).as_bytes());
        out.extend_from_slice(frame.as_bytes());
    }
    out.into()
}

/// The frames of a body.
pub fn decode(bytes: &Bytes) -> Vec<Message> {
    body::frame_ranges(bytes)
        .unwrap()
        .into_iter()
        .map(|part| {
            let frame = bytes.slice(part.range);
            if part.is_text {
                Message::from_utf8(frame).unwrap()
            } else {
                Message::binary(frame)
            }
        })
        .collect()
}

/// Messages of all kinds.
pub fn samples() -> Vec<Message> {
    vec![
        Message::text("hello"),
        Message::text(""),
        Message::text("\0"),
        Message::text("\0Hversion:1"),
        Message::text("a\0b"),
        Message::text("one\r\ntwo\n\nthree\r%0D 日本語 😀"),
        Message::text("x".repeat(1024 * 1024)),
        Message::binary(vec![]),
        Message::binary(vec![0]),
        Message::binary((0..=255).collect::<Vec<u8>>()),
        Message::binary(vec![7; 1024 * 1024]),
    ]
}

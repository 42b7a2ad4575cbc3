//! Payloads out of the fuzzer's bytes.

use arbitrary::{Result, Unstructured};
use everwire_core::dialect::everwire::codec::Batcher;
use everwire_core::payload::Message;

/// This kind of payload is repeated until it is large.
const LARGE_TEXT: u8 = 254;

/// No payload has so many bytes.
pub(crate) const LARGEST: usize = Batcher::LARGE + 256;

/// Text or binary of up to 255 bytes that the input spells out. Text that is not UTF-8 is cut where it ends to be.
pub(crate) fn payload(input: &mut Unstructured<'_>) -> Result<Message> {
    let kind = input.arbitrary::<u8>()?;
    let size = usize::from(input.arbitrary::<u8>()?).min(input.len());
    let bytes = input.bytes(size)?;
    Ok(if kind == LARGE_TEXT {
        let text = valid_prefix(bytes);
        Message::text(text.repeat(Batcher::LARGE / text.len().max(1) + 1))
    } else if kind & 1 == 0 {
        Message::text(valid_prefix(bytes))
    } else {
        Message::binary(bytes.to_vec())
    })
}

/// As many payloads as the input holds.
pub(crate) fn payloads(input: &mut Unstructured<'_>) -> Vec<Message> {
    let mut payloads = Vec::new();
    while !input.is_empty() {
        payloads.extend(payload(input));
    }
    payloads
}

/// Text of up to 255 bytes.
pub(crate) fn text(input: &mut Unstructured<'_>) -> Result<String> {
    let size = usize::from(input.arbitrary::<u8>()?).min(input.len());
    Ok(valid_prefix(input.bytes(size)?).to_owned())
}

fn valid_prefix(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| core::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    }
}

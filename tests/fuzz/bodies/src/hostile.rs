//! Frames of a peer that is out of its mind: near enough to the protocol to get far.

use arbitrary::{Result, Unstructured};
use everwire_core::dialect::everwire::codec::{Close, Control, Reject, Welcome};
use everwire_core::payload::{Message, Payload};

use crate::payloads::{payload, text};

const STATUSES: [u16; 10] = [400, 401, 403, 404, 409, 410, 413, 426, 429, 503];

/// A frame that either side might send the other.
pub(crate) fn frame(input: &mut Unstructured<'_>) -> Result<Message> {
    Ok(match input.int_in_range(0..=9_u8)? {
        0 | 1 => payload(input)?,
        2 => Message::text("hello"),
        3 => Message::join("\0T", '\0', [Message::text("a"), Message::text("b")].iter()),
        4 => Control::Lengths(vec![input.arbitrary::<u8>()?.into(), 3]).encode(),
        5 => Control::Close(Close {
            code: 1_000,
            reason: text(input)?,
        })
        .encode(),
        6 => Control::Use {
            claim: input.arbitrary::<u8>()?.into(),
            received: number(input)?,
        }
        .encode(),
        7 => Message::text(format!("\0N{}", number(input)?)),
        _ => counted(input)?,
    })
}

/// One of the frames that carry a number.
fn counted(input: &mut Unstructured<'_>) -> Result<Message> {
    let kind = *input.choose(b"APQNG")?;
    let number = number(input)?;
    Ok(Message::text(format!("\0{}{number}", char::from(kind))))
}

/// A refusal.
pub(crate) fn rejection(input: &mut Unstructured<'_>) -> Result<Message> {
    let reject = Reject {
        status: *input.choose(&STATUSES)?,
        retry_after: number(input)?,
        message: String::new(),
    };
    Ok(Control::Reject(reject).encode())
}

/// A WELCOME; most of them are good ones.
pub(crate) fn welcome(input: &mut Unstructured<'_>) -> Result<Message> {
    let flags = input.arbitrary::<u8>()?;
    let welcome = Welcome {
        session: String::from(if flags & 1 == 0 { "one" } else { "two" }),
        key: String::from("key"),
        received: if flags & 2 == 0 { 0 } else { number(input)? },
        resumed: flags & 4 == 0,
        active: flags & 8 == 0,
        protocol: String::new(),
        max_message: if flags & 16 == 0 {
            1 << 20
        } else {
            number(input)?
        },
        ticket: (flags & 32 != 0).then(|| String::from("ticket")),
        hold: if flags & 64 == 0 {
            1_000
        } else {
            number(input)?
        },
    };
    Ok(Control::Welcome(welcome).encode())
}

/// A count, a time or a size: small as a rule.
pub(crate) fn number(input: &mut Unstructured<'_>) -> Result<u64> {
    let small = input.arbitrary::<u8>()?;
    Ok(match small {
        0xff => 9_999_999_999_999_999_999,
        0xfe => u64::from(input.arbitrary::<u32>()?),
        small => u64::from(small),
    })
}

//! HELLO, WELCOME and the other control frames with text in them: any values survive the wire.

use arbitrary::{Result, Unstructured};
use everwire_core::dialect::everwire::codec::{
    Close, Control, Decoder, Downstream, Hello, Identity, Incoming, Reject, Welcome,
};
use everwire_core::error::Violation;
use everwire_core::payload::Message;

use crate::payloads::text;

/// The largest number that 19 digits hold.
const NUMBER_MAX: u64 = 9_999_999_999_999_999_999;

/// Takes the input for the values of control frames.
pub fn fields(data: &[u8]) {
    let mut input = Unstructured::new(data);
    while !input.is_empty() {
        if let Ok(control) = control(&mut input) {
            survives(control);
        }
    }
}

fn survives(control: Control) {
    let decoded = Decoder::default().decode(control.encode::<Message>());
    if is_acceptable(&control) {
        assert_eq!(decoded, Ok(Incoming::Control(control)));
    } else {
        assert_eq!(decoded, Err(Violation::Malformed), "{control:?}");
    }
}

/// Whether a peer is to take it.
fn is_acceptable(control: &Control) -> bool {
    match control {
        Control::Hello(Hello {
            identity: Identity::New { attach },
            ..
        }) => attach.len() >= 16,
        Control::Close(close) => {
            (1000..5000).contains(&close.code) && close.reason.len() <= Close::MAX_REASON
        }
        _ => true,
    }
}

fn control(input: &mut Unstructured<'_>) -> Result<Control> {
    Ok(match input.int_in_range(0..=4_u8)? {
        0 => Control::Hello(hello(input)?),
        1 => Control::Welcome(welcome(input)?),
        2 => Control::Reject(Reject {
            status: input.arbitrary()?,
            retry_after: number(input)?,
            message: text(input)?,
        }),
        3 => Control::Close(Close {
            code: input.arbitrary()?,
            reason: text(input)?,
        }),
        _ => Control::Use {
            claim: input.arbitrary()?,
            received: number(input)?,
        },
    })
}

fn hello(input: &mut Unstructured<'_>) -> Result<Hello> {
    let flags = input.arbitrary::<u8>()?;
    Ok(Hello {
        identity: if flags & 1 == 0 {
            Identity::New {
                attach: text(input)?,
            }
        } else {
            Identity::Known {
                session: text(input)?,
                key: text(input)?,
            }
        },
        link: input.arbitrary()?,
        received: number(input)?,
        claim: input.arbitrary()?,
        standby: flags & 2 == 0,
        downstream: match flags & 12 {
            0 => Downstream::Stream,
            4 => Downstream::Poll,
            _ => Downstream::Duplex,
        },
        heartbeat: number(input)?,
        protocols: names(&text(input)?),
        auth: if flags & 16 == 0 {
            None
        } else {
            Some(text(input)?)
        },
    })
}

fn welcome(input: &mut Unstructured<'_>) -> Result<Welcome> {
    let flags = input.arbitrary::<u8>()?;
    Ok(Welcome {
        session: text(input)?,
        key: text(input)?,
        received: number(input)?,
        resumed: flags & 1 == 0,
        active: flags & 2 == 0,
        protocol: text(input)?,
        max_message: number(input)?,
        ticket: if flags & 4 == 0 {
            None
        } else {
            Some(text(input)?)
        },
        hold: number(input)?,
    })
}

/// Sub-protocols are tokens: none is empty, none has a comma.
fn names(text: &str) -> Vec<String> {
    text.split(',')
        .filter(|name| !name.is_empty())
        .map(String::from)
        .collect()
}

fn number(input: &mut Unstructured<'_>) -> Result<u64> {
    Ok(input.arbitrary::<u64>()?.min(NUMBER_MAX))
}

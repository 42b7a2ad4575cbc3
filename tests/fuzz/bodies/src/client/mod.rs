//! A client whose server, network and application do anything at all, in any order.

mod surroundings;

use arbitrary::{Result, Unstructured};
use everwire_core::channel::{ChannelEnd, ChannelId, Transport};
use everwire_core::connect::{PageSignal, Target};
use everwire_core::dialect::everwire::codec::peer;
use everwire_core::machine::Input;

use self::surroundings::Surroundings;
use crate::hostile::{frame, number, rejection, welcome};
use crate::payloads::payload;

/// Takes the input for a configuration and then for what happens to a client.
pub fn client(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let mut surroundings = Surroundings::new(&mut input);
    while !input.is_empty() {
        if step(&mut surroundings, &mut input).is_err() {
            break;
        }
    }
    surroundings.close();
}

fn step(around: &mut Surroundings, input: &mut Unstructured<'_>) -> Result<()> {
    match input.int_in_range(0..=11_u8)? {
        0 => {
            let channel = around.channel(input)?;
            around.report(channel, peer::opened(channel.0.is_multiple_of(2)));
        }
        1 | 2 => {
            let channel = around.channel(input)?;
            around.bring(channel, frame(input)?);
        }
        3 => {
            let channel = around.channel(input)?;
            around.bring(channel, welcome(input)?);
            around.answer(channel, 200, None);
        }
        4 => {
            let channel = around.channel(input)?;
            around.bring(channel, rejection(input)?);
            around.answer(channel, 200, None);
        }
        5 | 6 => {
            let channel = around.channel(input)?;
            end(around, channel, input)?;
        }
        7 => around.send(payload(input)?),
        8 => around.pass(number(input)?.min(1 << 40)),
        9 => around.tell(Input::Flush),
        10 => resolve(around, input)?,
        _ => whim(around, input)?,
    }
    Ok(())
}

fn resolve(around: &mut Surroundings, input: &mut Unstructured<'_>) -> Result<()> {
    let attempt = around.attempt.wrapping_add(input.int_in_range(0..=1_u32)?);
    let which = input.arbitrary::<u8>()?;
    let all = [Transport::WebSocket, Transport::Sse, Transport::LongPoll];
    let is_chosen = |transport: &Transport| which & (1 << *transport as u8) == 0;
    around.tell(if which & 0x80 == 0 {
        let target = Target {
            url: String::from("wss://fuzz/live?a=b"),
            available: all.into_iter().filter(is_chosen).collect(),
            ..Target::default()
        };
        Input::Resolved { attempt, target }
    } else {
        Input::Unresolved { attempt }
    });
    Ok(())
}

/// Something that the application or the page does.
fn whim(around: &mut Surroundings, input: &mut Unstructured<'_>) -> Result<()> {
    let whim = match input.int_in_range(0..=8_u8)? {
        0 => Input::Signal(PageSignal::Wake),
        1 => Input::Signal(PageSignal::Offline),
        2 => Input::Signal(PageSignal::Suspend),
        3 => Input::Signal(PageSignal::Resume),
        4 => Input::Reconnect,
        5 => Input::Decided {
            go_on: input.arbitrary()?,
        },
        6 => Input::Close {
            code: 1_000,
            reason: String::new(),
        },
        7 => Input::Start,
        _ => Input::Timeout,
    };
    around.tell(whim);
    Ok(())
}

/// A channel ends by itself.
fn end(around: &mut Surroundings, channel: ChannelId, input: &mut Unstructured<'_>) -> Result<()> {
    const STATUSES: [u16; 12] = [200, 204, 302, 400, 401, 403, 404, 409, 410, 413, 500, 503];
    match input.int_in_range(0..=4_u8)? {
        0 => around.end(channel, ChannelEnd::abnormal()),
        1 => around.end(channel, ChannelEnd::Failed),
        2 => around.confuse(channel),
        _ => {
            let status = *input.choose(&STATUSES)?;
            let retry_after = match number(input)? {
                0..128 => None,
                delay => Some(delay),
            };
            around.answer(channel, status, retry_after);
        }
    }
    Ok(())
}

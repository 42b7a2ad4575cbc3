//! Frames: what is decoded is encoded again to the same meaning, and what is sent is what comes out.

use arbitrary::Unstructured;
use everwire_core::dialect::everwire::codec::{Decoder, Incoming, LargeTexts};
use everwire_core::dialect::everwire::session::{Intake, Outbox, Window};
use everwire_core::payload::{Message, Payload};

use crate::payloads::payloads;

/// Takes the input for the frames of a link, then for messages to be sent.
pub fn frames(data: &[u8]) {
    let payloads = payloads(&mut Unstructured::new(data));
    decode(&payloads);
    send(&payloads);
}

/// Whatever frames come, they have a meaning or are a violation.
fn decode(frames: &[Message]) {
    let mut decoder = Decoder::default();
    for frame in frames {
        match decoder.decode(frame.clone()) {
            Ok(Incoming::Control(control)) => {
                let again = Decoder::default().decode(control.encode::<Message>());
                assert_eq!(again, Ok(Incoming::Control(control)), "{frame:?}");
            }
            Ok(Incoming::Batch(messages)) => {
                let bytes: usize = messages.iter().map(Payload::size).sum();
                assert!(bytes <= frame.size(), "a batch grew out of {frame:?}");
            }
            Ok(Incoming::Message(message)) => {
                assert!(message.size() <= frame.size(), "{frame:?}");
            }
            Ok(Incoming::Announced) | Err(_) => {}
        }
    }
}

/// Messages of any content come out of a link as they went in.
fn send(messages: &[Message]) {
    let mut outbox = Outbox::new(Window::MAX);
    for message in messages {
        outbox.push(message.clone());
    }
    let mut intake = Intake::at(0);
    let mut received = Vec::new();
    while outbox.transmit(LargeTexts::AsOctets, |frame| {
        receive(&mut intake, frame, &mut received)
    }) {}
    assert_eq!(received, messages);
    assert_eq!(outbox.waiting_bytes(), 0);
    let count = received.len() as u64;
    assert_eq!(outbox.acknowledge(count), Ok(()));
    assert_eq!(outbox.unacknowledged_bytes(), 0);
}

fn receive(intake: &mut Intake, frame: Message, received: &mut Vec<Message>) {
    let messages = match intake.decode(frame) {
        Ok(Incoming::Message(message)) => vec![message],
        Ok(Incoming::Batch(messages)) => messages,
        Ok(Incoming::Control(_) | Incoming::Announced) => Vec::new(),
        Err(violation) => panic!("our own frame is refused: {}", violation.name()),
    };
    received.extend(messages);
}

//! One direction of one session: numbered messages, and the check of what comes out.

use std::sync::OnceLock;

use bytes::Bytes;
use everwire_core::dialect::everwire::codec::Batcher;
use everwire_core::payload::{Message, Payload};

use crate::dice::Dice;

/// The size in bytes of the largest messages: a few of them fill the protocol's window.
pub(crate) const LARGEST: usize = 1 << 22;

/// What was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    sent: Vec<Message>,
}

impl Flow {
    /// Makes the next message: its number, in a form and size that the dice choose.
    pub(crate) fn next_message(&self, dice: &mut Dice) -> Message {
        let number = self.sent.len();
        match dice.between(0, 19) {
            0 => Message::text(""),
            1 => Message::text(format!("\0{number}")),
            2 => Message::text(format!("{number}\0\r\n日本")),
            3 => Message::text(number.to_string().repeat(3000)),
            4..=8 => Message::binary(number.to_string().into_bytes()),
            9 => zeros(9_000 + number % 1_000),
            10 => Message::binary(Vec::new()),
            11 => text_of_zeros(Batcher::LARGE + 1 + number % 1_000),
            _ => Message::text(number.to_string()),
        }
    }

    /// Makes a next message of the largest kind; its length tells its number.
    pub(crate) fn next_huge(&self) -> Message {
        zeros(LARGEST - self.sent.len() % 1_000)
    }

    /// The message was sent.
    pub(crate) fn push(&mut self, message: Message) {
        self.sent.push(message);
    }

    pub(crate) const fn sent(&self) -> usize {
        self.sent.len()
    }

    /// Checks one message against what was sent under this number.
    pub(crate) fn check(&self, number: usize, message: &Message) -> Result<(), String> {
        match self.sent.get(number) {
            None => Err(format!(
                "message {number} came, but only {} were sent",
                self.sent.len()
            )),
            Some(expected) if !is_same(expected, message) => Err(format!(
                "message {number} is another: {} bytes",
                message.size()
            )),
            Some(_) => Ok(()),
        }
    }

    /// Checks what the sender was told may not have arrived: the last messages, from one that lies between what the
    /// sender was told had arrived and what did arrive.
    pub(crate) fn check_unconfirmed(
        &self,
        acknowledged: usize,
        arrived: usize,
        unconfirmed: &[Message],
    ) -> Result<(), String> {
        let Some(confirmed) = self.sent.len().checked_sub(unconfirmed.len()) else {
            return Err(String::from("more unconfirmed than sent"));
        };
        let tail = self.sent.iter().skip(confirmed);
        if !tail.zip(unconfirmed).all(|(a, b)| is_same(a, b)) {
            return Err(String::from("unconfirmed is not the tail of what was sent"));
        }
        if confirmed > arrived {
            return Err(format!(
                "{confirmed} count as confirmed, {arrived} came out"
            ));
        }
        if confirmed < acknowledged {
            return Err(format!(
                "{confirmed} count as confirmed, {acknowledged} were acknowledged"
            ));
        }
        Ok(())
    }
}

/// Equality that does not read what two handles share.
fn is_same(a: &Message, b: &Message) -> bool {
    let (left, right) = (a.as_bytes(), b.as_bytes());
    let is_shared = left.as_ptr() == right.as_ptr() && left.len() == right.len();
    a.is_text() == b.is_text() && (is_shared || left == right)
}

fn zeros(length: usize) -> Message {
    static ZEROS: OnceLock<Bytes> = OnceLock::new();
    let zeros = ZEROS.get_or_init(|| Bytes::from(vec![0; LARGEST]));
    Message::Binary(zeros.slice(..length.min(LARGEST)))
}

/// U+0000 is a character like any other.
fn text_of_zeros(length: usize) -> Message {
    zeros(length).decode(0..length).unwrap_or(Message::text(""))
}

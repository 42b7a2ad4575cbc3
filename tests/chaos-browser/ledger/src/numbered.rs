//! Numbered messages: texts and binary messages alternate, and some are too large to be batched.

use everwire_server::Message;

/// One message in this many is padded to a size at which it is not batched.
const LARGE_EVERY: u32 = 500;
const LARGE: usize = 10_000;

/// The message of a number: even ones are text, odd ones binary.
pub(crate) fn message(number: u32) -> Message {
    let mut text = number.to_string();
    if number.is_multiple_of(LARGE_EVERY) {
        text.push(' ');
        text.extend(std::iter::repeat_n('x', LARGE));
    }
    if number.is_multiple_of(2) {
        Message::text(text)
    } else {
        Message::binary(text.into_bytes())
    }
}

/// Checks that messages come exactly once and in order.
#[derive(Debug, Default)]
pub(crate) struct Expectation {
    next: u32,
    /// What was wrong with the first unexpected message.
    wrong: Option<String>,
}

impl Expectation {
    /// How many have come as expected.
    pub(crate) const fn count(&self) -> u32 {
        self.next
    }

    /// Takes the next message.
    pub(crate) fn take(&mut self, received: &Message) {
        if *received == message(self.next) {
            self.next += 1;
        } else if self.wrong.is_none() {
            let bytes = received.as_bytes();
            let beginning = bytes.get(..bytes.len().min(20)).unwrap_or_default();
            let beginning = String::from_utf8_lossy(beginning);
            self.wrong = Some(format!("{beginning:?} came in place of {}", self.next));
        }
    }

    /// `right COUNT`, or what was wrong.
    pub(crate) fn result(&self) -> String {
        match &self.wrong {
            Some(wrong) => wrong.clone(),
            None => format!("right {}", self.next),
        }
    }

    /// Whether all have come, or one was wrong.
    pub(crate) const fn is_over(&self, count: u32) -> bool {
        self.next >= count || self.wrong.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(numbers: impl IntoIterator<Item = u32>) -> String {
        let mut expectation = Expectation::default();
        for number in numbers {
            expectation.take(&message(number));
        }
        expectation.result()
    }

    #[test]
    fn lost_repeated_and_reordered_messages_are_found() {
        assert_eq!(result(0..600), "right 600");
        assert_eq!(result([0, 1, 3]), "\"3\" came in place of 2");
        assert_eq!(result([0, 1, 1]), "\"1\" came in place of 2");
        assert_eq!(result([0, 2, 1]), "\"2\" came in place of 1");
    }
}

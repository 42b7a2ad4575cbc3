//! What a frame may consist of, checked before it is decoded.

use everwire_core::dialect::everwire::codec::{Hello, Reject, frame_kind};
use everwire_core::dialect::everwire::server::decode_hello;
use everwire_core::dialect::everwire::session::Window;
use everwire_core::error::Violation;
use everwire_core::payload::{Message, Payload};

/// The largest HELLO, in bytes.
const HELLO_MAX: usize = 16 * 1024;

/// The longest control frame, in bytes: the lengths of a batch of as many messages as the window holds.
const CONTROL_MAX: usize = 256 * 1024;

/// Whether a frame carries messages, or announces them.
pub(crate) fn carries_data(frame: &Message) -> bool {
    matches!(frame_kind(frame), None | Some('T' | 'E' | 'L'))
}

/// Decodes the first frame of a link.
///
/// # Errors
///
/// A refusal with status 413 if it is too large, or that of [`decode_hello`].
pub(crate) fn read_hello(frame: Message) -> Result<Hello, Reject> {
    if frame.size() > HELLO_MAX {
        return Err(Reject::violation(Violation::TooLarge));
    }
    decode_hello(frame)
}

/// Refuses a frame that takes far more memory decoded than it does encoded.
///
/// # Errors
///
/// A refusal with status 413.
pub(crate) fn check(frame: &Message) -> Result<(), Reject> {
    let is_excessive = match frame_kind(frame) {
        None | Some('E') => false,
        Some('T') => is_overlong_batch(frame),
        Some(_) => frame.size() > CONTROL_MAX,
    };
    if is_excessive {
        return Err(Reject::violation(Violation::TooLarge));
    }
    Ok(())
}

/// Whether a batch of texts has more of them than the window holds.
fn is_overlong_batch(frame: &Message) -> bool {
    let bytes = frame.as_bytes();
    bytes.len() > Window::MAX.messages
        && bytes.iter().filter(|byte| **byte == 0).count() > Window::MAX.messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(messages: usize) -> Message {
        Message::text(format!("\0T{}", "\0".repeat(messages - 1)))
    }

    #[test]
    fn a_batch_has_no_more_messages_than_the_window() {
        assert!(check(&batch(Window::MAX.messages)).is_ok());
        assert!(check(&batch(Window::MAX.messages + 1)).is_err());
    }

    #[test]
    fn a_control_frame_is_short() {
        let announcement = |bytes: usize| Message::text(format!("\0L{}", "0,".repeat(bytes / 2)));
        assert!(check(&announcement(2 * Window::MAX.messages)).is_ok());
        assert!(check(&announcement(CONTROL_MAX)).is_err());
    }

    #[test]
    fn a_message_may_hold_anything() {
        let text = "\0".repeat(1_000_000);
        assert!(check(&Message::text(format!("a{text}"))).is_ok());
        assert!(check(&Message::text(format!("\0E{text}"))).is_ok());
        assert!(check(&Message::binary(text.into_bytes())).is_ok());
    }
}

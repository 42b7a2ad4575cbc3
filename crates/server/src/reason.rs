//! Close reasons (RFC 6455, section 5.5.1).

use everwire_core::dialect::everwire::codec::Close;

/// The longest prefix of a text that is allowed as a close reason.
pub(crate) fn cut_reason(text: &str) -> &str {
    let mut end = Close::MAX_REASON.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_cut_between_characters() {
        assert_eq!(cut_reason("short"), "short");
        assert_eq!(cut_reason(&"a".repeat(200)).len(), 123);
        assert_eq!(cut_reason(&"\u{65e5}".repeat(100)).len(), 123);
        assert_eq!(cut_reason(&"\u{1f600}".repeat(100)).len(), 120);
    }
}

//! base64url without padding (RFC 4648, section 5): bytes as characters that a header's token may have.

use alloc::string::String;
use alloc::vec::Vec;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Appends the bytes to a text.
pub(super) fn push_base64url(text: &mut String, bytes: &[u8]) {
    for digit in 0..(4 * bytes.len()).div_ceil(3) {
        let (at, skipped) = (6 * digit / 8, 6 * digit % 8);
        let byte = |at| usize::from(bytes.get(at).copied().unwrap_or(0));
        let value = (byte(at) << 8 | byte(at + 1)) >> (10 - skipped) & 0x3f;
        text.push(DIGITS.get(value).copied().map_or('A', char::from));
    }
}

/// The bytes; `None` if the text is not base64url without padding.
pub(super) fn parse_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for digit in group {
            let value = DIGITS.iter().position(|known| known == digit)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let [_, first, second, third] = (bits << (6 * (4 - group.len()))).to_be_bytes();
        match group.len() {
            4 => bytes.extend([first, second, third]),
            3 => bytes.extend([first, second]),
            2 => bytes.push(first),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4648, section 10.
    const KNOWN: [(&str, &str); 7] = [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ];

    #[test]
    fn known_texts_both_ways() {
        for (bytes, text) in KNOWN {
            let mut encoded = String::new();
            push_base64url(&mut encoded, bytes.as_bytes());
            assert_eq!(encoded, text);
            assert_eq!(parse_base64url(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn every_byte_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut encoded = String::new();
        push_base64url(&mut encoded, &bytes);
        assert!(encoded.contains('-') && encoded.contains('_'));
        assert_eq!(parse_base64url(&encoded), Some(bytes));
    }

    #[test]
    fn what_is_no_base64url_is_nothing() {
        for text in ["Z", "Zg==", "Zm9vY", "Zm+v", "Zm/v", "Zm9v Zm9v", "Zä"] {
            assert_eq!(parse_base64url(text), None, "{text}");
        }
    }
}

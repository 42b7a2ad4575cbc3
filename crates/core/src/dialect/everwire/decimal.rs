//! Unsigned decimal numbers, without the weight of the formatting machinery.

use alloc::string::String;

/// Appends `number` in decimal.
pub fn push_decimal(out: &mut String, number: u64) {
    let mut digits = [0_u8; 20];
    let mut rest = number;
    let mut count = 0;
    for slot in digits.iter_mut().rev() {
        *slot = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        count += 1;
        if rest == 0 {
            break;
        }
    }
    for digit in digits.iter().skip(20 - count) {
        out.push(char::from(*digit));
    }
}

/// Reads a whole string of 1 to 19 decimal digits; signs and blanks are refused.
pub fn parse_decimal(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.bytes().try_fold(0_u64, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u64::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_the_round_trip() {
        for number in [0, 1, 9, 10, 99, 12_345, 9_999_999_999_999_999_999] {
            let mut text = String::new();
            push_decimal(&mut text, number);
            assert_eq!(text, number.to_string());
            assert_eq!(parse_decimal(&text), Some(number));
        }
    }

    #[test]
    fn anything_but_digits_is_refused() {
        for text in [
            "",
            "+1",
            "-1",
            " 1",
            "1 ",
            "0x1",
            "99999999999999999999",
            "١",
        ] {
            assert_eq!(parse_decimal(text), None, "{text:?}");
        }
    }
}

//! Cutting texts at ASCII characters, and joining them: the searchers of `core` weigh a kilobyte in WebAssembly.

use alloc::string::String;

/// What is before the first `separator`, an ASCII character, and what is behind it; `None` if it has none.
#[must_use]
pub fn cut(text: &str, separator: u8) -> (&str, Option<&str>) {
    let Some(at) = text.bytes().position(|byte| byte == separator) else {
        return (text, None);
    };
    (text.get(..at).unwrap_or_default(), text.get(at + 1..))
}

/// What is between the `separator`s, an ASCII character: one part at least.
pub fn parts(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let (part, behind) = cut(rest?, separator);
        rest = behind;
        Some(part)
    })
}

/// The texts, one behind the other.
#[must_use]
pub fn joined(texts: &[&str]) -> String {
    let mut joined = String::new();
    for text in texts {
        joined.push_str(text);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_the_standard_library() {
        for text in ["", ",", "a", "a,", ",a", "a,,b", "é,日本,🦀", ",é,"] {
            let expected: Vec<_> = text.split(',').collect();
            assert_eq!(parts(text, b',').collect::<Vec<_>>(), expected, "{text:?}");
            let expected = text.split_once(',');
            let (before, behind) = cut(text, b',');
            assert_eq!(behind.map(|behind| (before, behind)), expected, "{text:?}");
        }
    }
}

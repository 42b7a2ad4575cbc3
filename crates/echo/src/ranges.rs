//! The ranges of values that flags take.

use clap::builder::RangedU64ValueParser;

/// A time in ms, up to a day.
pub(crate) fn ms(least: u64) -> RangedU64ValueParser {
    RangedU64ValueParser::new().range(least..=86_400_000)
}

/// A size in bytes, up to 1 GiB.
pub(crate) fn bytes() -> RangedU64ValueParser<usize> {
    up_to(1 << 30)
}

/// A number from 1 on.
pub(crate) fn up_to(most: usize) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=most as u64)
}

//! The kinds of options. Times are in ms, at most what `setTimeout` knows, about 24 days; counts have the same limit.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

const LARGEST: f64 = i32::MAX as f64;

/// A whole number of at least `LEAST`. A fraction is cut off.
#[derive(Clone, Copy)]
pub(in crate::bindings) struct Number<const LEAST: u32>(pub(in crate::bindings) u32);

/// A time, which may be none.
pub(in crate::bindings) type Time = Number<0>;
/// A time of at least 1 ms: without any, nothing could happen.
pub(in crate::bindings) type SomeTime = Number<1>;
/// How many, which may be none.
pub(in crate::bindings) type Count = Number<0>;
/// How many, at least 1.
pub(in crate::bindings) type Amount = Number<1>;

impl<const LEAST: u32> Number<LEAST> {
    pub(in crate::bindings) const fn ms(self) -> u64 {
        self.0 as u64
    }

    pub(in crate::bindings) const fn size(self) -> usize {
        self.0 as usize
    }

    fn read<E: Error>(number: f64) -> Result<Self, E> {
        if (f64::from(LEAST)..=LARGEST).contains(&number) {
            Ok(Self(number as u32))
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &"another"))
        }
    }
}

impl<'de, const LEAST: u32> Deserialize<'de> for Number<LEAST> {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        Self::read(f64::deserialize(given)?)
    }
}

/// A number, or `Infinity`.
#[derive(Clone, Copy)]
pub(in crate::bindings) struct Endless(Option<u32>);

impl Endless {
    pub(in crate::bindings) const INFINITY: Self = Self(None);

    pub(in crate::bindings) fn ms(self) -> Option<u64> {
        self.0.map(u64::from)
    }

    pub(in crate::bindings) const fn count(self) -> Option<u32> {
        self.0
    }
}

impl<'de> Deserialize<'de> for Endless {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(given)?;
        if number == f64::INFINITY {
            return Ok(Self::INFINITY);
        }
        Ok(Self(Some(Count::read(number)?.0)))
    }
}

//! Options: each value is read for itself, so that a mistake can be named.
//!
//! Not by serde: what formats its errors weighs a fifth of the module.

use everwire_core::error::ErrorCode;
use wasm_bindgen::prelude::*;

use super::Fault;
use super::js::{self, Object};

/// The longest time that `setTimeout` knows, about 24 days in ms, is the longest for an option too.
const LONGEST: f64 = i32::MAX as f64;
/// The most that can be asked for where something is counted, messages or bytes.
const MOST: f64 = i32::MAX as f64;

/// Reads every member of an object of options with `set`, which says whether it knows the name. Undefined is no option.
pub(crate) fn read<T>(
    options: &mut T,
    given: &JsValue,
    set: impl Fn(&mut T, &Given<'_>) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    if given.is_undefined() {
        return Ok(());
    }
    if !given.is_object() {
        return Err(Fault::new(ErrorCode::OptionType, "options"));
    }
    for entry in Object::keys(given).iter() {
        let name = entry.as_string().unwrap_or_default();
        let option = Given {
            value: js::try_member(given, &entry)
                .map_err(|_| Fault::new(ErrorCode::OptionType, &name))?,
            name: &name,
        };
        if !set(options, &option)? {
            return Err(option.fault(ErrorCode::UnknownOption));
        }
    }
    Ok(())
}

/// An option as it was given.
pub(crate) struct Given<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its value.
    pub(crate) value: JsValue,
}

impl Given<'_> {
    /// Reads the value into the field; undefined leaves the default.
    pub(crate) fn set<T>(
        &self,
        field: &mut T,
        read: impl Fn(&Self) -> Result<T, Fault>,
    ) -> Result<(), Fault> {
        if !self.value.is_undefined() {
            *field = read(self)?;
        }
        Ok(())
    }

    /// A fault that names this option.
    pub(crate) fn fault(&self, code: ErrorCode) -> Fault {
        Fault::new(code, self.name)
    }

    fn number(&self, min: f64, max: f64) -> Result<f64, Fault> {
        let number = self.of_type(self.value.as_f64())?;
        if number >= min && number <= max {
            Ok(number)
        } else {
            Err(self.fault(ErrorCode::OptionRange))
        }
    }

    /// A time of at least so many ms.
    pub(crate) fn time_from(&self, least: f64) -> Result<u64, Fault> {
        self.number(least, LONGEST).map(|ms| ms as u64)
    }

    /// A time in ms.
    pub(crate) fn time(&self) -> Result<u64, Fault> {
        self.time_from(0.0)
    }

    /// A time of at least 1 ms.
    pub(crate) fn some_time(&self) -> Result<u64, Fault> {
        self.time_from(1.0)
    }

    /// A time where there is a default of another kind.
    pub(crate) fn given_time(&self) -> Result<Option<u64>, Fault> {
        self.time().map(Some)
    }

    /// At least 1.
    pub(crate) fn amount(&self) -> Result<usize, Fault> {
        self.number(1.0, MOST).map(|amount| amount as usize)
    }

    fn is_infinity(&self) -> bool {
        self.value.as_f64() == Some(f64::INFINITY)
    }

    /// A time; `None` for ever.
    pub(crate) fn time_or_infinity(&self) -> Result<Option<u64>, Fault> {
        if self.is_infinity() {
            Ok(None)
        } else {
            self.time().map(Some)
        }
    }

    /// How often; `None` without end.
    pub(crate) fn count_or_infinity(&self) -> Result<Option<u32>, Fault> {
        if self.is_infinity() {
            return Ok(None);
        }
        self.number(0.0, MOST).map(|count| Some(count as u32))
    }

    /// What was read, or the fault `OPTION_TYPE`.
    pub(crate) fn of_type<T>(&self, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.fault(ErrorCode::OptionType))
    }
}

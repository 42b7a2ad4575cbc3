//! Options: each face declares its own once, with [`options!`]. Their names, types, defaults and documentation in TypeScript
//! and in the READMEs are checked against the declarations.

#[cfg(test)]
mod check;
mod given;
mod kinds;

use std::cell::RefCell;

use everwire_core::error::ErrorCode;
use serde::Deserialize;
use wasm_bindgen::JsValue;

#[cfg(test)]
pub(super) use self::check::{Shown, assert_documented, assert_typed, declared};
use self::given::Given;
pub(super) use self::kinds::{Amount, Endless, Number, SomeTime, Time};
use super::fault::Fault;

/// Declares options: a struct that serde reads, with the names in JavaScript and the defaults. Not by serde's own macro,
/// which reads each field into an `Option` first: that weighs 1.5 KB more.
macro_rules! options {
    (
        $(#[doc = $about:literal])+
        struct $name:ident {
            $($(#[doc = $doc:literal])+ $js:literal $option:ident: $kind:ty = $default:expr,)+
        }
    ) => {
        $(#[doc = $about])+
        pub(super) struct $name {
            $($(#[doc = $doc])+ $option: $kind,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($option: $default,)+ }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
                struct Reader;

                impl<'de> serde::de::Visitor<'de> for Reader {
                    type Value = $name;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        formatter.write_str("options")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut given: A,
                    ) -> Result<$name, A::Error> {
                        let mut options = $name::default();
                        while let Some(name) = given.next_key::<String>()? {
                            match name.as_str() {
                                $($js => options.$option = given.next_value()?,)+
                                _ => return Err(serde::de::Error::unknown_field(&name, &[])),
                            }
                        }
                        Ok(options)
                    }
                }

                given.deserialize_struct(stringify!($name), &[$($js),+], Reader)
            }
        }

        #[cfg(test)]
        impl $name {
            /// The names and defaults as in JavaScript.
            pub(in crate::bindings) fn declared() -> Vec<(&'static str, String)> {
                use crate::bindings::options::Shown;
                let options = Self::default();
                vec![$(($js, options.$option.shown()),)+]
            }
        }
    };
}
pub(super) use options;

/// Reads the options; what is not given, or undefined, has its default.
pub(super) fn read<T: Default + for<'a> Deserialize<'a>>(given: &JsValue) -> Result<T, Fault> {
    if given.is_undefined() {
        return Ok(T::default());
    }
    let name = RefCell::new("options".to_owned());
    let options = T::deserialize(Given {
        value: given.clone(),
        name: &name,
    });
    options.map_err(|Mistake(code)| Fault::new(code, name.take()))
}

/// What is wrong with an option. It has no message: what formats one weighs a fifth of the module.
#[derive(Clone, Copy, Debug)]
struct Mistake(ErrorCode);

//! What the application gave, as serde reads it. serde-wasm-bindgen asks an object for the names that are declared, and so
//! misses those that are not.

use std::cell::RefCell;
use std::fmt::Display;

use everwire_core::error::ErrorCode;
use js_sys::{Array, ArrayIntoIter, Object, Reflect};
use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::prelude::*;

use super::Mistake;

#[wasm_bindgen]
extern "C" {
    // That of js-sys does not catch what iterating throws.
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(values: &JsValue) -> Result<Array, JsValue>;
}

/// A value, and the name of the option that is being read.
#[derive(Clone)]
pub(super) struct Given<'a> {
    pub(super) value: JsValue,
    pub(super) name: &'a RefCell<String>,
}

impl Given<'_> {
    fn of_type<T>(value: Option<T>) -> Result<T, Mistake> {
        value.ok_or(Mistake(ErrorCode::OptionType))
    }

    /// The options that are given; undefined is none.
    fn entries(&self, known: &[&str]) -> Result<std::vec::IntoIter<(String, JsValue)>, Mistake> {
        let object: &Object = Self::of_type(self.value.dyn_ref())?;
        let mut entries = Vec::new();
        for key in Object::keys(object).iter() {
            let name = key.as_string().unwrap_or_default();
            self.name.replace(name.clone());
            if !known.contains(&name.as_str()) {
                return Err(Mistake(ErrorCode::UnknownOption));
            }
            let value = Self::of_type(Reflect::get(object, &key).ok())?;
            if !value.is_undefined() {
                entries.push((name, value));
            }
        }
        Ok(entries.into_iter())
    }
}

impl<'de> Deserializer<'de> for Given<'_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mistake> {
        Err(Mistake(ErrorCode::OptionType))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_bool(Self::of_type(self.value.as_bool())?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_f64(Self::of_type(self.value.as_f64())?)
    }

    /// `false` is none.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.value.as_bool() == Some(false) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        Self::of_type(self.value.is_object().then_some(()))?;
        let array = Self::of_type(array_from(&self.value).ok())?;
        // Nothing comes of what cannot be iterated, too.
        let is_list = self.value.is_array() || array.length() > 0;
        Self::of_type(is_list.then_some(()))?;
        visitor.visit_seq(Elements {
            rest: array.into_iter(),
            name: self.name,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_map(Entries {
            rest: self.entries(fields)?,
            name: self.name,
            value: JsValue::UNDEFINED,
        })
    }

    /// One of several words.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let word = Self::of_type(self.value.as_string())?;
        visitor.visit_enum(word.as_str().into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct map identifier ignored_any
    }
}

struct Elements<'a> {
    rest: ArrayIntoIter,
    name: &'a RefCell<String>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mistake> {
        let name = self.name;
        let element = self
            .rest
            .next()
            .map(|value| seed.deserialize(Given { value, name }));
        element.transpose()
    }
}

struct Entries<'a> {
    rest: std::vec::IntoIter<(String, JsValue)>,
    name: &'a RefCell<String>,
    /// That of the latest key.
    value: JsValue,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mistake> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = value;
        let key = seed.deserialize(StrDeserializer::new(&name));
        self.name.replace(name);
        key.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        seed.deserialize(Given {
            value: std::mem::take(&mut self.value),
            name: self.name,
        })
    }
}

// All by number, so that no message is made.
impl Error for Mistake {
    fn custom<T: Display>(_: T) -> Self {
        Self(ErrorCode::OptionRange)
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self(ErrorCode::OptionType)
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self(ErrorCode::OptionRange)
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self(ErrorCode::OptionRange)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self(ErrorCode::OptionRange)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self(ErrorCode::UnknownOption)
    }

    fn missing_field(_: &'static str) -> Self {
        Self(ErrorCode::OptionType)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self(ErrorCode::OptionType)
    }
}

impl Display for Mistake {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Mistake {}

//! JSON in which fields may still be unknown, or there twice; with a limit on how many values it has.

use crate::limits::VALUES_MAX;
use model::message::Refusal;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use std::{cell::Cell, fmt};

/// A value.
pub(super) enum Json {
    Object(Vec<(String, Json)>),
    List(Vec<Json>),
    Text(String),
    /// A whole number that is not negative.
    Whole(u64),
    /// What no field of a record may be: null, true, false, any other number.
    Other(String),
}

impl Json {
    /// What stands there, shortened.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Object(_) => "{…}".to_owned(),
            Self::List(_) => "[…]".to_owned(),
            Self::Text(text) | Self::Other(text) => shortened(text),
            Self::Whole(number) => number.to_string(),
        }
    }
}

/// At most 40 characters.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Reads a whole text.
///
/// # Errors
/// `draw-not-json` with line and column; `draw-too-many-values`.
pub(super) fn read(text: &str) -> Result<Json, Refusal> {
    let left = Cell::new(VALUES_MAX);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Budget(&left).deserialize(&mut reader).and_then(|json| reader.end().map(|()| json));
    read.map_err(|error| {
        if left.get() == 0 {
            let max = i64::try_from(VALUES_MAX).unwrap_or(i64::MAX);
            return Refusal::new("draw-too-many-values").with("max", max);
        }
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Refusal::new("draw-not-json").with("line", count(error.line())).with("column", count(error.column()))
    })
}

/// How many values may still come.
#[derive(Clone, Copy)]
struct Budget<'b>(&'b Cell<usize>);

impl<'de> DeserializeSeed<'de> for Budget<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        let left = self.0.get().saturating_sub(1);
        self.0.set(left);
        if left == 0 {
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Budget<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key()? {
            fields.push((name, map.next_value_seed(self)?));
        }
        Ok(Json::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Other(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Other(number.to_string()))
    }

    fn visit_bool<E>(self, is: bool) -> Result<Json, E> {
        Ok(Json::Other(is.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other("null".to_owned()))
    }
}

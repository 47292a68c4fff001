//! Goes over every text of something that can be serialised, by serialising it to nothing.

use super::{fault, may_have_lines, number};
use crate::message::Refusal;
use serde::{Serialize, ser};
use std::fmt;

/// Checks every text within `what`, whatever its fields are.
///
/// # Errors
/// `text-character` for the first text with a forbidden character: the name of the innermost field (for a label in two
/// languages, the label's) and the character (by its number).
pub fn check<T: Serialize + ?Sized>(what: &T) -> Result<(), Refusal> {
    match what.serialize(Walk { field: None }) {
        Ok(()) | Err(Stop(None)) => Ok(()),
        Err(Stop(Some((field, letter)))) => {
            let refusal = Refusal::new("text-character").with("character", number(letter));
            field.map_or(refusal.clone(), |field| refusal.field(field)).err()
        }
    }
}

/// The place that a walk has reached.
#[derive(Clone, Copy)]
struct Walk {
    field: Option<&'static str>,
}

/// Why a walk ended early: field and character; `None` if a value cannot be serialised.
#[derive(Debug)]
struct Stop(Option<(Option<&'static str>, char)>);

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a walk ended")
    }
}
impl std::error::Error for Stop {}
impl ser::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

type Walked = Result<(), Stop>;

impl Walk {
    fn into(self, field: &'static str) -> Self {
        // People know a label by its field, not by the names of its two languages.
        let inner = self.field.filter(|_| matches!(field, "zh" | "en"));
        Self { field: Some(inner.unwrap_or(field)) }
    }
}

macro_rules! without_text {
    ($($name:ident: $type:ty),*) => {$(
        fn $name(self, _: $type) -> Walked {
            Ok(())
        }
    )*};
}

impl ser::Serializer for Walk {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_str(self, text: &str) -> Walked {
        let lines = self.field.is_some_and(may_have_lines);
        fault(text, lines).map_or(Ok(()), |letter| Err(Stop(Some((self.field, letter)))))
    }
    fn serialize_char(self, letter: char) -> Walked {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }
    without_text! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_bytes: &[u8], serialize_unit_struct: &'static str
    }
    fn serialize_none(self) -> Walked {
        Ok(())
    }
    fn serialize_unit(self) -> Walked {
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Walked {
        value.serialize(self)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Walked {
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Walked {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Walked {
        value.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }
    fn serialize_tuple(self, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident),*) => {$(
        impl ser::$trait for Walk {
            type Ok = ();
            type Error = Stop;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
                value.serialize(*self)
            }
            fn end(self) -> Walked {
                Ok(())
            }
        }
    )*};
}
elements! {
    SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

macro_rules! fields {
    ($($trait:ident),*) => {$(
        impl ser::$trait for Walk {
            type Ok = ();
            type Error = Stop;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &'static str, value: &T) -> Walked {
                value.serialize((*self).into(field))
            }
            fn end(self) -> Walked {
                Ok(())
            }
        }
    )*};
}
fields! { SerializeStruct, SerializeStructVariant }

impl ser::SerializeMap for Walk {
    type Ok = ();
    type Error = Stop;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Walked {
        key.serialize(*self)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
        value.serialize(*self)
    }
    fn end(self) -> Walked {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;

    #[derive(Serialize)]
    struct Typed {
        label: Label,
        list: Vec<Option<String>>,
        text: &'static str,
    }

    #[test]
    fn every_text_is_found_and_its_field_is_named() {
        let typed = |zh: &str, item: &str, text| Typed {
            label: Label::new(zh, "Ward"),
            list: vec![None, Some(item.to_owned())],
            text,
        };
        let refused = |typed: Typed| check(&typed).unwrap_err();
        assert_eq!(check(&typed("病区", "A1", "两行\n都行")), Ok(()));
        assert_eq!(refused(typed("病\u{202E}区", "A1", "")).field, Some("label"));
        assert_eq!(refused(typed("病区", "A\n1", "")).field, Some("list"));
        let refusal = refused(typed("病区", "A1", "\0"));
        assert_eq!((refusal.code, refusal.field), ("text-character", Some("text")));
    }
}

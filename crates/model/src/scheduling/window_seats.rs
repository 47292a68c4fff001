//! How many seats the windows of a session have.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// The seats of a session's windows. In JSON it is a number or a list of numbers: `3`, `[4, 3, 2]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowSeats {
    /// Each window has so many.
    Each(u16),
    /// Those of each window, in the order of the windows. A window without a seat is not published.
    Windows(Vec<u16>),
}

impl WindowSeats {
    /// The seats of each of so many windows; a list says it of its own windows only.
    pub fn of_windows(&self, windows: u16) -> Vec<u16> {
        match self {
            Self::Each(seats) => vec![*seats; windows.into()],
            Self::Windows(seats) => seats.clone(),
        }
    }

    /// How many windows have a seat and so are published.
    pub fn slots(&self, windows: u16) -> usize {
        self.of_windows(windows).iter().filter(|seats| **seats > 0).count()
    }
}

impl From<u16> for WindowSeats {
    fn from(seats: u16) -> Self {
        Self::Each(seats)
    }
}

/// `3`, or `4,3,2`.
impl fmt::Display for WindowSeats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Each(seats) => write!(f, "{seats}"),
            Self::Windows(seats) => {
                let words: Vec<String> = seats.iter().map(u16::to_string).collect();
                f.write_str(&words.join(","))
            }
        }
    }
}

/// The same in snapshots, where nothing tells a number from a list.
#[derive(Serialize, Deserialize)]
enum Packed {
    Each(u16),
    Windows(Vec<u16>),
}

impl Serialize for WindowSeats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return match self.clone() {
                Self::Each(seats) => Packed::Each(seats),
                Self::Windows(seats) => Packed::Windows(seats),
            }
            .serialize(serializer);
        }
        match self {
            Self::Each(seats) => seats.serialize(serializer),
            Self::Windows(seats) => seats.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for WindowSeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Written);
        }
        Ok(match Packed::deserialize(deserializer)? {
            Packed::Each(seats) => Self::Each(seats),
            Packed::Windows(seats) => Self::Windows(seats),
        })
    }
}

/// Reads a number or a list of numbers.
struct Written;

impl<'de> de::Visitor<'de> for Written {
    type Value = WindowSeats;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seats, or a list with the seats of each window")
    }

    fn visit_u64<E: de::Error>(self, seats: u64) -> Result<WindowSeats, E> {
        let wrong = |_| E::invalid_value(de::Unexpected::Unsigned(seats), &self);
        u16::try_from(seats).map(WindowSeats::Each).map_err(wrong)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<WindowSeats, A::Error> {
        let mut seats = Vec::new();
        while let Some(next) = list.next_element()? {
            seats.push(next);
        }
        Ok(WindowSeats::Windows(seats))
    }
}

#[cfg(feature = "schema")]
mod form {
    use super::WindowSeats;
    use crate::schema::utoipa::{
        PartialSchema, ToSchema,
        openapi::{
            ArrayBuilder, ObjectBuilder, OneOfBuilder, RefOr,
            schema::{Schema, Type},
        },
    };

    /// The bounds are those that `scheduling` checks.
    impl PartialSchema for WindowSeats {
        fn schema() -> RefOr<Schema> {
            let seats = |min: u16| ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min)).maximum(Some(50));
            let list = ArrayBuilder::new().items(seats(0)).min_items(Some(1)).max_items(Some(324));
            let about = "The seats of a session's windows: a number that each has, or a list with the seats of each \
                         window in their order. A window without a seat is not published; at least one has some.";
            OneOfBuilder::new().item(seats(1)).item(list).description(Some(about)).into()
        }
    }

    impl ToSchema for WindowSeats {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_a_number_or_a_list_and_nothing_else() {
        let read = |text: &str| serde_json::from_str::<WindowSeats>(text);
        for (text, seats) in [("3", WindowSeats::Each(3)), ("[4,0,2]", WindowSeats::Windows(vec![4, 0, 2]))] {
            assert_eq!(read(text).unwrap(), seats);
            assert_eq!(serde_json::to_string(&seats).unwrap(), text);
        }
        for wrong in ["-1", "70000", "1.5", "\"3\"", "[1,-1]", "[1,70000]", "[\"1\"]", "null", "{}", "true"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn windows_without_a_seat_are_no_slots() {
        assert_eq!(WindowSeats::Each(2).of_windows(3), [2, 2, 2]);
        assert_eq!((WindowSeats::Each(2).slots(3), WindowSeats::Windows(vec![4, 0, 2]).slots(3)), (3, 2));
        assert_eq!(
            (WindowSeats::Each(2).to_string(), WindowSeats::Windows(vec![4, 0, 2]).to_string()),
            ("2".into(), "4,0,2".into())
        );
    }
}

//! For serde's `with`: an instant as text in formats that people may read, as a number in those for programs only. A
//! million appointments in a snapshot have some ten million instants.

use super::Instant;
use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// In microseconds: every instant has a number, and events need only milliseconds.
fn number(at: &Instant) -> i64 {
    at.timestamp_micros()
}

fn instant<E: serde::de::Error>(number: i64) -> Result<Instant, E> {
    DateTime::from_timestamp_micros(number).ok_or_else(|| E::custom("no such instant"))
}

/// Writes an instant.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() { at.serialize(serializer) } else { serializer.serialize_i64(number(at)) }
}

/// Reads an instant.
///
/// # Errors
/// Those of the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
    if deserializer.is_human_readable() {
        Instant::deserialize(deserializer)
    } else {
        instant(i64::deserialize(deserializer)?)
    }
}

/// The same for an instant that may be missing.
pub mod option {
    use super::{Deserialize, Deserializer, Instant, Serialize, Serializer, instant, number};

    /// Writes an instant or none.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return at.serialize(serializer);
        }
        at.as_ref().map(number).serialize(serializer)
    }

    /// Reads an instant or none.
    ///
    /// # Errors
    /// Those of the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
        if deserializer.is_human_readable() {
            return Option::deserialize(deserializer);
        }
        Option::<i64>::deserialize(deserializer)?.map(instant).transpose()
    }
}

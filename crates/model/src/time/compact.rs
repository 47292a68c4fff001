//! For serde's `with`: an instant as text where people may read it, as a number where only programs do. A million
//! appointments in a snapshot have some ten million of them.

use super::Instant;
use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn number<E: serde::ser::Error>(at: &Instant) -> Result<i64, E> {
    at.timestamp_nanos_opt().ok_or_else(|| E::custom("an instant outside the years 1677 to 2262"))
}

/// Writes an instant.
///
/// # Errors
/// As the serializer; instants outside the years 1677 to 2262 have no number.
pub fn serialize<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() { at.serialize(serializer) } else { serializer.serialize_i64(number(at)?) }
}

/// Reads an instant.
///
/// # Errors
/// As the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
    if deserializer.is_human_readable() {
        Instant::deserialize(deserializer)
    } else {
        i64::deserialize(deserializer).map(DateTime::from_timestamp_nanos)
    }
}

/// The same where there may be none.
pub mod option {
    use super::{DateTime, Deserialize, Deserializer, Instant, Serialize, Serializer, number};

    /// Writes an instant or none.
    ///
    /// # Errors
    /// As that of an instant.
    pub fn serialize<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return at.serialize(serializer);
        }
        at.as_ref().map(number).transpose()?.serialize(serializer)
    }

    /// Reads an instant or none.
    ///
    /// # Errors
    /// As the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
        if deserializer.is_human_readable() {
            return Option::deserialize(deserializer);
        }
        Ok(Option::<i64>::deserialize(deserializer)?.map(DateTime::from_timestamp_nanos))
    }
}

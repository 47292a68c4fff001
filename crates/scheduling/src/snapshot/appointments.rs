//! Appointments in a snapshot.
//!
//! All who were booked in a slot share its facts, and here too these facts stand once. The rows are read straight into what worlds share: a million of them in
//! between would take as much memory again.

use crate::component::{Appointment, Seat, SharedAppointment, Slot, Visit};
use model::time::{Instant, compact};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error as _, SeqAccess, Visitor},
    ser::SerializeTuple as _,
};
use std::{collections::HashMap, fmt, sync::Arc};

/// Appointments as worlds share them: (the slots' facts, the rows).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Appointments(pub(super) Vec<SharedAppointment>);

#[derive(Serialize, Deserialize)]
struct AppointmentRow {
    appointment: Appointment,
    /// Which of the slots' facts are its own.
    slot: u32,
    seat: u16,
    #[serde(with = "compact")]
    expected_at: Instant,
    visit: Visit,
}

impl Serialize for Appointments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mut slots, mut places) = (Vec::new(), HashMap::new());
        let rows: Vec<_> = self
            .0
            .iter()
            .map(|SharedAppointment(parts)| {
                let slot = &parts.1.slot;
                let place = *places.entry(slot).or_insert_with(|| {
                    slots.push(slot);
                    slots.len() as u32 - 1
                });
                (place, &**parts)
            })
            .collect();
        let mut both = serializer.serialize_tuple(2)?;
        both.serialize_element(&slots)?;
        both.serialize_element(&Written(&rows))?;
        both.end()
    }
}

/// Rows that are made while they are written.
struct Written<'a>(&'a [(u32, &'a (Appointment, Seat, Visit))]);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(slot, (appointment, seat, visit))| AppointmentRow {
            appointment: *appointment,
            slot: *slot,
            seat: seat.seat,
            expected_at: seat.expected_at,
            visit: *visit,
        }))
    }
}

impl<'de> Deserialize<'de> for Appointments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(2, Both)
    }
}

struct Both;

impl<'de> Visitor<'de> for Both {
    type Value = Appointments;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the facts of slots, and appointments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut both: A) -> Result<Appointments, A::Error> {
        let slots: Vec<Slot> = both.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let rows = both.next_element_seed(Read(&slots))?;
        rows.ok_or_else(|| A::Error::invalid_length(1, &self))
    }
}

/// Rows that are taken in while they are read.
struct Read<'a>(&'a [Slot]);

impl<'de> DeserializeSeed<'de> for Read<'_> {
    type Value = Appointments;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Appointments, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Read<'_> {
    type Value = Appointments;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("appointments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Appointments, A::Error> {
        let mut all = Vec::new();
        while let Some(AppointmentRow { appointment, slot, seat, expected_at, visit }) = rows.next_element()? {
            let slot =
                self.0.get(slot as usize).cloned().ok_or_else(|| A::Error::custom("an appointment in no slot"))?;
            all.push(SharedAppointment(Arc::new((appointment, Seat { slot, seat, expected_at }, visit))));
        }
        Ok(Appointments(all))
    }
}

//! Appointments in a snapshot.
//!
//! A slot's facts stand once for all who are booked in it. The rows are read straight into what worlds share: a million
//! of them in between would take as much memory again.

use crate::component::{Appointment, Seat, SharedAppointment, Slot, Visit};
use model::time::{Instant, compact};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error as _, SeqAccess, Visitor},
    ser::SerializeTuple as _,
};
use std::{collections::HashMap, fmt, sync::Arc};

/// Appointments as worlds share them: (the slots' facts, the rows).
#[derive(Clone, Debug, PartialEq)]
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
                let place = *places.entry(slot.id).or_insert_with(|| {
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
            visit: visit.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::SlotFacts;
    use model::{
        id::{AppointmentId, ClinicianId, DepartmentId, JourneyId, PersonId, SessionId, SlotId},
        scheduling::{Channel, Title},
    };
    use uuid::Uuid;

    fn slot(number: u128) -> Slot {
        let from: Instant = "2026-11-26T00:00:00Z".parse().unwrap();
        Slot(Arc::new(SlotFacts {
            id: SlotId(Uuid::from_u128(number)),
            session: SessionId(Uuid::from_u128(3)),
            clinician: ClinicianId(Uuid::from_u128(2)),
            department: DepartmentId(Uuid::from_u128(1)),
            kind: Title::Chief,
            date: "2026-11-26".parse().unwrap(),
            from,
            until: from + chrono::Duration::minutes(20),
            capacity: 3,
        }))
    }

    fn booked(number: u128, slot: Slot) -> SharedAppointment {
        let appointment = Appointment {
            id: AppointmentId(Uuid::from_u128(number)),
            patient: PersonId(Uuid::from_u128(100 + number)),
            journey: JourneyId(Uuid::from_u128(200 + number)),
            channel: Channel::Online,
            booked_at: slot.from,
        };
        let seat = Seat { seat: 0, expected_at: slot.from, slot };
        SharedAppointment(Arc::new((appointment, seat, Visit::booked(7))))
    }

    #[test]
    fn a_slots_facts_stand_once_and_are_shared_by_those_who_are_booked_in_it() {
        // As after a restart: two who were booked at different times have copies of their own.
        let all = Appointments(vec![booked(1, slot(10)), booked(2, slot(11)), booked(3, slot(10))]);
        let plain = serde_json::to_value(&all).unwrap();
        assert_eq!(plain[0].as_array().unwrap().len(), 2, "{plain}");
        let read: Appointments = serde_json::from_value(plain).unwrap();
        assert_eq!(read, all);
        let facts = |place: usize| &read.0[place].0.1.slot.0;
        assert!(Arc::ptr_eq(facts(0), facts(2)) && !Arc::ptr_eq(facts(0), facts(1)));
    }

    #[test]
    fn an_appointment_in_no_slot_is_refused() {
        let mut plain = serde_json::to_value(Appointments(vec![booked(1, slot(10))])).unwrap();
        plain[1][0]["slot"] = 1.into();
        let refused = serde_json::from_value::<Appointments>(plain).unwrap_err();
        assert_eq!(refused.to_string(), "an appointment in no slot");
    }
}

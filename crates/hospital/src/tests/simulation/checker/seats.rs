//! The checker's own idea of who has which seat.

use crate::{Request, usecase};
use model::{
    id::{AppointmentId, PersonId, SessionId, SlotId},
    scheduling,
};
use std::collections::BTreeMap;

/// Who has which seat.
#[derive(Default)]
pub(super) struct Seats {
    capacity: BTreeMap<SlotId, u16>,
    session: BTreeMap<SlotId, SessionId>,
    taken: BTreeMap<(SlotId, u16), AppointmentId>,
    of: BTreeMap<AppointmentId, (SlotId, u16)>,
    open: BTreeMap<AppointmentId, PersonId>,
    /// Who had which seat before cancelling.
    cancelled: BTreeMap<AppointmentId, (SlotId, u16, PersonId)>,
}

impl Seats {
    pub(super) fn apply(&mut self, event: &scheduling::Event) -> Result<(), String> {
        match event {
            scheduling::Event::SessionPublished(published) => {
                self.session.extend(published.slots.iter().map(|slot| (slot.slot, published.session)));
                self.capacity.extend(published.slots.iter().map(|slot| (slot.slot, slot.capacity())));
            }
            scheduling::Event::AppointmentBooked(booked) => {
                self.open.insert(booked.appointment, booked.patient);
                self.sit(booked.appointment, booked.slot, booked.seat)?;
            }
            scheduling::Event::AppointmentMoved(moved) => {
                self.stand_up(moved.appointment);
                self.sit(moved.appointment, moved.slot, moved.seat)?;
            }
            scheduling::Event::AppointmentCancelled(cancelled) => {
                let id = cancelled.appointment;
                if let (Some((slot, seat)), Some(person)) = (self.of.get(&id), self.open.get(&id)) {
                    self.cancelled.insert(id, (*slot, *seat, *person));
                }
                self.stand_up(id);
                self.open.remove(&id);
            }
            scheduling::Event::CancellationUndone(undone) => {
                let id = undone.appointment;
                let (slot, seat, person) =
                    self.cancelled.remove(&id).ok_or_else(|| format!("{id} was not cancelled"))?;
                self.open.insert(id, person);
                self.sit(id, slot, seat)?;
            }
            scheduling::Event::AppointmentMissed(scheduling::AppointmentMissed { appointment })
            | scheduling::Event::AppointmentNotSeen(scheduling::AppointmentNotSeen { appointment }) => {
                self.open.remove(appointment);
            }
            _ => {}
        }
        Ok(())
    }

    fn sit(&mut self, appointment: AppointmentId, slot: SlotId, seat: u16) -> Result<(), String> {
        if seat >= self.capacity[&slot] {
            return Err(format!("{slot} has no seat {seat}"));
        }
        if let Some(other) = self.taken.insert((slot, seat), appointment) {
            return Err(format!("seat {seat} of {slot} was sold to {other} and {appointment}"));
        }
        self.of.insert(appointment, (slot, seat));
        Ok(())
    }

    fn stand_up(&mut self, appointment: AppointmentId) {
        if let Some(place) = self.of.remove(&appointment) {
            self.taken.remove(&place);
        }
    }

    /// How many seats of each slot are taken.
    pub(super) fn taken(&self) -> BTreeMap<SlotId, usize> {
        self.capacity.keys().map(|slot| (*slot, self.count(*slot))).collect()
    }

    fn count(&self, slot: SlotId) -> usize {
        self.taken.keys().filter(|(of, _)| *of == slot).count()
    }

    /// Does this patient have another open appointment that a seat in this slot would conflict with?
    fn has_another(&self, patient: PersonId, slot: SlotId, same: impl Fn(SlotId) -> bool) -> bool {
        self.open.iter().any(|(appointment, whose)| {
            *whose == patient && self.of.get(appointment).is_some_and(|(of, _)| *of == slot || same(*of))
        })
    }

    /// Is this refusal right for what is written by now? One that the checker does not model counts as right.
    pub(super) fn explains(&self, request: &Request, code: &str) -> bool {
        let (slot, patient) = match request {
            Request::Book(usecase::Book { slot, patient, .. }) => (*slot, *patient),
            Request::Move(usecase::Move { slot, appointment }) => match self.open.get(appointment) {
                Some(patient) => (*slot, *patient),
                None => return true,
            },
            _ => return true,
        };
        match code {
            "slot-full" => self.count(slot) >= usize::from(self.capacity[&slot]),
            "already-in-slot" => self.has_another(patient, slot, |_| false),
            "department-day-cap" => self.has_another(patient, slot, |of| self.session[&of] == self.session[&slot]),
            "day-cap" | "same-time" => self.has_another(patient, slot, |_| true),
            _ => true,
        }
    }
}

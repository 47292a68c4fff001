//! The checker's own idea of who has which seat.

use crate::{Request, usecase};
use model::{
    id::{AppointmentId, PersonId, SessionId, SlotId},
    scheduling,
};
use std::collections::{BTreeMap, BTreeSet};

/// A seat that somebody asks for.
struct Wish {
    slot: SlotId,
    patient: PersonId,
    /// The seat that is held for them there is the one that they get.
    used: Option<(SlotId, PersonId)>,
}

/// Who has which seat.
#[derive(Default)]
pub(super) struct Seats {
    seats: BTreeMap<SlotId, BTreeSet<u16>>,
    session: BTreeMap<SlotId, SessionId>,
    taken: BTreeMap<(SlotId, u16), AppointmentId>,
    of: BTreeMap<AppointmentId, (SlotId, u16)>,
    open: BTreeMap<AppointmentId, PersonId>,
    /// For whom a seat is held.
    held: BTreeMap<(SlotId, u16), PersonId>,
    /// Who was sent on to another session, perhaps beyond its seats.
    sent_on: BTreeSet<AppointmentId>,
    /// Who had which seat before cancelling.
    cancelled: BTreeMap<AppointmentId, (SlotId, u16, PersonId)>,
}

impl Seats {
    pub(super) fn apply(&mut self, event: &scheduling::Event) -> Result<(), String> {
        match event {
            scheduling::Event::SessionPublished(published) => {
                self.publish(published.session, &published.slots);
            }
            scheduling::Event::SessionChanged(changed) => {
                let before = self.seats.clone();
                for slot in &changed.dropped {
                    self.seats.insert(*slot, BTreeSet::new());
                }
                for of in &changed.resized {
                    self.seats.insert(of.slot, of.seats.iter().map(|one| one.seat).collect());
                }
                self.publish(changed.session, &changed.added);
                // Whoever was sent on and added has no seat that could be taken away, but needs the window.
                let is_lost = |slot: &SlotId, seat: &u16| {
                    let was_there = before[slot].contains(seat) || changed.dropped.contains(slot);
                    was_there && !self.is_there(*slot, *seat)
                };
                if let Some(((slot, seat), _)) = self.taken.iter().find(|((slot, seat), _)| is_lost(slot, seat)) {
                    return Err(format!("seat {seat} of {slot} was taken away from somebody"));
                }
            }
            scheduling::Event::HoldPlaced(placed) => {
                let place = (placed.slot, placed.seat);
                if self.taken.contains_key(&place) || self.held.insert(place, placed.patient).is_some() {
                    return Err(format!("seat {} of {} is held and somebody has it", placed.seat, placed.slot));
                }
            }
            scheduling::Event::HoldEnded(ended) => {
                let place = (ended.slot, ended.seat);
                self.held.remove(&place).ok_or_else(|| format!("{} was not held", ended.slot))?;
            }
            scheduling::Event::AppointmentBooked(booked) => {
                self.open.insert(booked.appointment, booked.patient);
                self.sit(booked.appointment, booked.slot, booked.seat)?;
            }
            scheduling::Event::AppointmentMoved(moved) => {
                self.stand_up(moved.appointment);
                self.sit(moved.appointment, moved.slot, moved.seat)?;
            }
            scheduling::Event::VisitTransferred(transferred) => {
                self.sent_on.insert(transferred.appointment);
                self.stand_up(transferred.appointment);
                self.sit_or_stand(transferred.appointment, transferred.slot, transferred.seat)?;
            }
            scheduling::Event::VisitTransferUndone(undone) => {
                self.stand_up(undone.appointment);
                self.sit_or_stand(undone.appointment, undone.slot, undone.seat)?;
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
                if self.sent_on.contains(&id) {
                    self.sit_or_stand(id, slot, seat)?;
                } else {
                    self.sit(id, slot, seat)?;
                }
            }
            scheduling::Event::AppointmentMissed(scheduling::AppointmentMissed { appointment })
            | scheduling::Event::AppointmentNotSeen(scheduling::AppointmentNotSeen { appointment }) => {
                self.open.remove(appointment);
            }
            _ => {}
        }
        Ok(())
    }

    fn publish(&mut self, session: SessionId, slots: &[scheduling::SlotSpec]) {
        self.session.extend(slots.iter().map(|slot| (slot.slot, session)));
        self.seats.extend(slots.iter().map(|slot| (slot.slot, (0..slot.capacity()).collect())));
    }

    fn is_there(&self, slot: SlotId, seat: u16) -> bool {
        self.seats[&slot].contains(&seat)
    }

    fn sit(&mut self, appointment: AppointmentId, slot: SlotId, seat: u16) -> Result<(), String> {
        if !self.is_there(slot, seat) {
            return Err(format!("{slot} has no seat {seat}"));
        }
        self.sit_or_stand(appointment, slot, seat)
    }

    /// Whoever is sent on may be one more than there are seats.
    fn sit_or_stand(&mut self, appointment: AppointmentId, slot: SlotId, seat: u16) -> Result<(), String> {
        if let Some(other) = self.held.get(&(slot, seat)) {
            return Err(format!("seat {seat} of {slot} is held for {other} and sold to {appointment}"));
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
        self.seats.keys().map(|slot| (*slot, self.count(*slot))).collect()
    }

    fn count(&self, slot: SlotId) -> usize {
        self.taken.keys().filter(|(of, _)| *of == slot).count()
    }

    /// In which windows a seat is held now, for whom: without the one that turns into the booking that is asked for.
    fn held_besides(&self, used: Option<(SlotId, PersonId)>) -> impl Iterator<Item = (SlotId, PersonId)> {
        self.held.iter().map(|((slot, _), whose)| (*slot, *whose)).filter(move |one| Some(*one) != used)
    }

    /// Does this patient have another open appointment, or a seat that is held, with which a seat in this slot would
    /// conflict?
    fn has_another(&self, wish: &Wish, same: impl Fn(SlotId) -> bool) -> bool {
        let visits = self.open.iter().filter(|(_, whose)| **whose == wish.patient);
        let visits = visits.filter_map(|(appointment, _)| self.of.get(appointment)).map(|(of, _)| *of);
        let held = self.held_besides(wish.used).filter(|(_, whose)| *whose == wish.patient).map(|(of, _)| of);
        visits.chain(held).any(|of| of == wish.slot || same(of))
    }

    /// Is this refusal right for what is written by now? One that the checker does not model counts as right.
    pub(super) fn explains(&self, request: &Request, code: &str) -> bool {
        let wish = match request {
            Request::Book(usecase::Book { slot, patient, .. }) => {
                Wish { slot: *slot, patient: *patient, used: Some((*slot, *patient)) }
            }
            Request::Move(usecase::Move { slot, appointment }) => match self.open.get(appointment) {
                Some(patient) => Wish { slot: *slot, patient: *patient, used: None },
                None => return true,
            },
            _ => return true,
        };
        let slot = wish.slot;
        match code {
            "slot-full" => {
                let held = self.held_besides(wish.used).filter(|(of, _)| *of == slot).count();
                self.count(slot) + held >= self.seats[&slot].len()
            }
            "already-in-slot" => self.has_another(&wish, |_| false),
            "department-day-cap" => self.has_another(&wish, |of| self.session[&of] == self.session[&slot]),
            "day-cap" | "same-time" => self.has_another(&wish, |_| true),
            _ => true,
        }
    }
}

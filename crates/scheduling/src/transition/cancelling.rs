//! Seats that are given back, and taken again while nobody else has them.

use super::{
    Apply, Decide, Decision,
    booking::{give_seat, given_back, is_displaced, take_seat},
    expect, within_undo,
};
use crate::{
    World,
    component::{Appointment, Seat, SessionState, Slot, Visit},
    index::Pair,
    read::AppointmentState,
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{AppointmentCancelled, CancellationUndone, Event, SeatReleased, command},
};

impl Decide<World> for command::Cancel {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason, by_hospital) = (self.appointment, &self.reason, self.by_hospital);
        let visit = world.find::<Visit>(appointment.0, "appointment")?;
        let seat = world.find::<Seat>(appointment.0, "appointment")?;
        let is_displaced = visit.state == AppointmentState::Displaced;
        // The hospital may also cancel for somebody who has checked in and then goes home.
        let goes_home = by_hospital && visit.state == AppointmentState::Arrived;
        if !is_displaced && !goes_home {
            expect(visit, AppointmentState::Booked)?;
        }
        if !by_hospital && !is_displaced {
            world.before_cutoff(appointment, &seat.slot, context)?;
            world.may_give_back(appointment, &seat.slot, context)?;
        }
        let mut events = world.not_kept_for(appointment, context)?;
        events.push(AppointmentCancelled { appointment, reason: reason.clone(), by_hospital }.into());
        events.extend(world.set_aside(&seat.slot, seat.seat, context)?);
        Ok(events)
    }
}

impl Apply<Tx<'_>> for AppointmentCancelled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let id = self.appointment;
        let seat = tx.get::<Seat>(id.0).clone();
        let (counted, is_displaced) = (tx.get::<Visit>(id.0).counted(), is_displaced(tx, id));
        tx.unindex(Pair::Displaced(id));
        tx.update(id.0, |visit: &mut Visit| {
            visit.state = AppointmentState::Cancelled;
            visit.cancelled_at = Some(stamp.at);
            visit.cancelled_for = Some(self.reason.code);
            visit.touched = stamp.seq;
        });
        give_seat(tx, &seat, id, counted, stamp);
        // Whoever gives up a seat that the hospital closed keeps it from nobody.
        if !self.by_hospital && !is_displaced {
            let patient = tx.get::<Appointment>(id.0).patient;
            given_back(tx, patient, &seat.slot, stamp);
        }
        tx.update(seat.slot.session.0, |state: &mut SessionState| {
            state.queue.leave(id);
            state.touched = stamp.seq;
        });
    }
}

impl Decide<World> for command::UndoCancel {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let visit = world.find::<Visit>(appointment.0, "appointment")?;
        let seat = world.find::<Seat>(appointment.0, "appointment")?;
        let patient = world.find::<Appointment>(appointment.0, "appointment")?.patient;
        expect(visit, AppointmentState::Cancelled)?;
        // Since then nothing else has happened to it.
        if !self.by_hospital && !world.gave_back(patient, visit.touched) {
            return Refusal::new("cancelled-by-hospital").field("appointment").err();
        }
        // When somebody was called is counted, and is not forgotten.
        if let Some(called) = visit.first_called_at {
            return Refusal::new("undo-cancel-called").field("appointment").with("at", called).err();
        }
        within_undo(&world.rules_at(&seat.slot, context)?, visit.cancelled_at, context)?;
        let released = world.still_free(seat, visit.transfer.is_some(), context)?;
        world.may_be_open_again(appointment, &[], context)?;
        let undone = CancellationUndone { appointment, reason: reason.clone() };
        Ok(released.into_iter().chain([undone.into()]).collect())
    }
}

impl World {
    /// A seat that was given back, that is still there, and that nobody else has or is offered; the event by which it is set
    /// aside no longer. Whoever was sent on may have had one that was added beyond those of the window.
    fn still_free(&self, seat: &Seat, was_sent_on: bool, context: &Context) -> Result<Option<Event>, Refusal> {
        let (slot, number) = (&seat.slot, seat.seat);
        if context.now >= slot.from {
            return Refusal::new("slot-in-past").field("slot").with("from", slot.from).with("now", context.now).err();
        }
        let gone = || {
            let refusal = Refusal::new("seat-gone").field("appointment");
            refusal.with("from", slot.from).with("until", slot.until)
        };
        // The session may have been withdrawn or closed, a closure may keep the seat for somebody else, and a draw may be
        // about to give it.
        let (_, seats) = self.slot_and_seats(slot.id).ok_or_else(gone)?;
        if seats.closed || seats.drawn || (seats.taken | seats.kept | seats.held) & (1 << number) != 0 {
            return Err(gone());
        }
        // The window may have fewer seats since then.
        let is_there = seats.all() & (1 << number) != 0;
        if !(is_there || was_sent_on && seats.can_add()) {
            return Err(gone());
        }
        let all = self.get::<SessionState>(slot.session.0).map(|state| &state.aside[..]).unwrap_or_default();
        match all.iter().find(|aside| (aside.slot, aside.seat) == (slot.id, number)) {
            None => Ok(None),
            Some(aside) if aside.offered.is_some() => Err(gone()),
            Some(_) => Ok(Some(SeatReleased { slot: slot.id, seat: number }.into())),
        }
    }
}

/// Whoever had checked in before must do so again. On which days the patient cannot come was said of the visit, and stays.
impl Apply<Tx<'_>> for CancellationUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let id = self.appointment;
        let seat = tx.get::<Seat>(id.0).clone();
        tx.update(id.0, |visit: &mut Visit| {
            let impossible = visit.impossible.take();
            // For whoever had been sent on, the window and the fee that were booked stay what they were.
            let mut transfer = visit.transfer.take();
            if let Some(transfer) = &mut transfer {
                transfer.forget_steps();
            }
            *visit = Visit { impossible, transfer, ..Visit::booked(stamp.seq) };
        });
        let slot = tx.get::<Slot>(seat.slot.id.0).clone();
        take_seat(tx, &slot, seat.seat, stamp);
        tx.index(Pair::AppointmentInSlot(slot.id, id));
        // Nobody who waits had a chance of it.
        tx.update(slot.session.0, |state: &mut SessionState| {
            if let Some(place) = state.given_back.iter().rposition(|(of, _)| *of == slot.id) {
                state.given_back.remove(place);
            }
            state.touched = stamp.seq;
        });
    }
}

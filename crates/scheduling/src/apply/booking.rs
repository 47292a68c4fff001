//! Seats taken, given back, changed.

use crate::{
    component::{Appointment, Kind, Seat, Seats, SessionState, Slot, Visit},
    index::Pair,
    tx::Tx,
    view::AppointmentState,
};
use chrono::Duration;
use model::{
    decide::Stamp,
    id::{AppointmentId, PersonId},
    scheduling::{AppointmentBooked, AppointmentCancelled, AppointmentMoved},
    time::Instant,
};

/// One more (or less) appointment for the tick to watch in a slot.
pub(super) fn await_in(tx: &mut Tx, slot: &Slot, more: bool, stamp: Stamp) {
    let awaited = tx.update(slot.id.0, |seats: &mut Seats| {
        seats.awaited = if more { seats.awaited + 1 } else { seats.awaited - 1 };
        seats.touched = stamp.seq;
        seats.awaited
    });
    watch(tx, slot, awaited, more);
}

/// A slot is watched while somebody is awaited in it.
fn watch(tx: &mut Tx, slot: &Slot, awaited: u16, more: bool) {
    match (awaited, more) {
        (1, true) => tx.index(Pair::Awaited(slot.until, slot.id)),
        (0, false) => tx.unindex(Pair::Awaited(slot.until, slot.id)),
        _ => {}
    }
}

fn take_seat(tx: &mut Tx, slot: &Slot, seat: u16, appointment: AppointmentId, stamp: Stamp) {
    let awaited = tx.update(slot.id.0, |seats: &mut Seats| {
        seats.taken |= 1 << seat;
        seats.awaited += 1;
        seats.touched = stamp.seq;
        seats.awaited
    });
    watch(tx, slot, awaited, true);
    tx.index(Pair::AppointmentInSlot(slot.id, appointment));
}

fn give_seat(tx: &mut Tx, seat: &Seat, appointment: AppointmentId, awaited: bool, stamp: Stamp) {
    let left = tx.update(seat.slot.id.0, |seats: &mut Seats| {
        seats.taken &= !(1 << seat.seat);
        seats.awaited -= u16::from(awaited);
        seats.touched = stamp.seq;
        seats.awaited
    });
    if awaited {
        watch(tx, &seat.slot, left, false);
    }
    tx.unindex(Pair::AppointmentInSlot(seat.slot.id, appointment));
}

/// Remembers that a patient gave a seat back. What lies two days back is in no day that is counted, whatever the zone.
fn given_back(tx: &mut Tx, patient: PersonId, slot: &Slot, stamp: Stamp) {
    let old = |at: &Instant| *at < stamp.at - Duration::days(2);
    let old: Vec<_> = tx.indexes().given_back_of(patient).take_while(|(at, _, _)| old(at)).collect();
    for (at, seq, department) in old {
        tx.unindex(Pair::GivenBack(patient, at, seq, department));
    }
    tx.index(Pair::GivenBack(patient, stamp.at, stamp.seq, slot.department));
}

pub(super) fn booked(tx: &mut Tx, event: &AppointmentBooked, stamp: Stamp) {
    let slot = *tx.get::<Slot>(event.slot.0);
    let appointment = Appointment {
        id: event.appointment,
        patient: event.patient,
        journey: event.journey,
        channel: event.channel,
        booked_at: stamp.at,
    };
    let seat = Seat { slot, seat: event.seat, expected_at: event.expected_at };
    tx.spawn(Kind::Appointment, event.appointment.0, (appointment, seat, Visit::booked(stamp.seq)));
    take_seat(tx, &slot, event.seat, event.appointment, stamp);
    tx.index(Pair::AppointmentOf(event.patient, slot.date, event.appointment));
}

pub(super) fn cancelled(tx: &mut Tx, event: &AppointmentCancelled, stamp: Stamp) {
    let id = event.appointment;
    let seat = *tx.get::<Seat>(id.0);
    let awaited = tx.get::<Visit>(id.0).is_awaited();
    tx.update(id.0, |visit: &mut Visit| {
        visit.state = AppointmentState::Cancelled;
        visit.cancelled_at = Some(stamp.at);
        visit.cancelled_for = Some(event.reason.code);
        visit.touched = stamp.seq;
    });
    give_seat(tx, &seat, id, awaited, stamp);
    if !event.by_hospital {
        let patient = tx.get::<Appointment>(id.0).patient;
        given_back(tx, patient, &seat.slot, stamp);
    }
    tx.update(seat.slot.session.0, |state: &mut SessionState| {
        state.queue.retain(|waiting| *waiting != id);
        state.touched = stamp.seq;
    });
}

pub(super) fn moved(tx: &mut Tx, event: &AppointmentMoved, stamp: Stamp) {
    let id = event.appointment;
    let old = *tx.get::<Seat>(id.0);
    let slot = *tx.get::<Slot>(event.slot.0);
    let patient = tx.get::<Appointment>(id.0).patient;
    let awaited = tx.get::<Visit>(id.0).is_awaited();
    give_seat(tx, &old, id, awaited, stamp);
    tx.unindex(Pair::AppointmentOf(patient, old.slot.date, id));
    tx.update(id.0, |seat: &mut Seat| *seat = Seat { slot, seat: event.seat, expected_at: event.expected_at });
    tx.update(id.0, |visit: &mut Visit| {
        // A pardon belongs to the old window.
        visit.excused = false;
        visit.touched = stamp.seq;
    });
    take_seat(tx, &slot, event.seat, id, stamp);
    tx.index(Pair::AppointmentOf(patient, slot.date, id));
    if !event.by_hospital {
        given_back(tx, patient, &old.slot, stamp);
    }
}

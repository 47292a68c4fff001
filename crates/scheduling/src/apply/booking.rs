//! Seats taken, given back, changed.

use crate::{
    component::{Appointment, Counted, Kind, Seat, Seats, SessionState, Slot, Visit},
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

/// Changes the seats of a slot, as one of its visits goes from one count to another; the tick watches a slot while it counts
/// anybody.
fn seats(tx: &mut Tx, slot: &Slot, (before, after): (Counted, Counted), stamp: Stamp, change: impl FnOnce(&mut Seats)) {
    let (awaited, left) = tx.update(slot.id.0, |seats: &mut Seats| {
        change(seats);
        seats.awaited = seats.awaited + u16::from(after.awaited) - u16::from(before.awaited);
        seats.left = seats.left + u16::from(after.left) - u16::from(before.left);
        seats.touched = stamp.seq;
        (seats.awaited, seats.left)
    });
    for (is_watched, pair) in
        [(awaited > 0, Pair::Awaited(slot.until, slot.id)), (left > 0, Pair::Left(slot.date, slot.id))]
    {
        if is_watched {
            tx.index(pair);
        } else {
            tx.unindex(pair);
        }
    }
}

/// A visit stays in its slot, and may be in another count.
pub(super) fn recount(tx: &mut Tx, slot: &Slot, counts: (Counted, Counted), stamp: Stamp) {
    if counts.0 != counts.1 {
        seats(tx, slot, counts, stamp, |_| {});
    }
}

fn take_seat(tx: &mut Tx, slot: &Slot, seat: u16, appointment: AppointmentId, stamp: Stamp) {
    let counted = Visit::booked(stamp.seq).counted();
    seats(tx, slot, (Counted::default(), counted), stamp, |seats| seats.taken |= 1 << seat);
    tx.index(Pair::AppointmentInSlot(slot.id, appointment));
}

fn give_seat(tx: &mut Tx, seat: &Seat, appointment: AppointmentId, counted: Counted, stamp: Stamp) {
    seats(tx, &seat.slot, (counted, Counted::default()), stamp, |seats| seats.taken &= !(1 << seat.seat));
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
    let counted = tx.get::<Visit>(id.0).counted();
    tx.update(id.0, |visit: &mut Visit| {
        visit.state = AppointmentState::Cancelled;
        visit.cancelled_at = Some(stamp.at);
        visit.cancelled_for = Some(event.reason.code);
        visit.touched = stamp.seq;
    });
    give_seat(tx, &seat, id, counted, stamp);
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
    let counted = tx.get::<Visit>(id.0).counted();
    give_seat(tx, &old, id, counted, stamp);
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

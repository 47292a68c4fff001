//! From check-in to the end of the consultation.

use super::booking::recount;
use crate::{
    component::{DepartmentState, Seat, SessionState, Slot, Visit},
    tx::Tx,
    view::AppointmentState,
};
use model::{
    decide::Stamp,
    id::AppointmentId,
    scheduling::{
        AppointmentMissed, AppointmentNotSeen, CallUndone, CheckInUndone, ConsultationFinished, ConsultationStarted,
        FinishUndone, MissedUndone, PatientCalled, PatientCheckedIn, PatientPassed, SessionEndUndone, SessionEnded,
    },
    time::{BusinessDate, Instant},
};

fn slot_of(tx: &Tx, appointment: AppointmentId) -> Slot {
    tx.get::<Seat>(appointment.0).slot
}

fn session<R>(tx: &mut Tx, slot: &Slot, stamp: Stamp, change: impl FnOnce(&mut SessionState) -> R) -> R {
    tx.update(slot.session.0, |state: &mut SessionState| {
        state.touched = stamp.seq;
        change(state)
    })
}

fn visit<R>(tx: &mut Tx, appointment: AppointmentId, stamp: Stamp, change: impl FnOnce(&mut Visit) -> R) -> R {
    let (counts, answer) = tx.update(appointment.0, |visit: &mut Visit| {
        let before = visit.counted();
        visit.touched = stamp.seq;
        let answer = change(visit);
        ((before, visit.counted()), answer)
    });
    let slot = slot_of(tx, appointment);
    recount(tx, &slot, counts, stamp);
    answer
}

/// Call order: the window, in it those on time before those who joined it late, then the ticket's number.
fn order(tx: &Tx, appointment: AppointmentId) -> (Instant, bool, Option<u32>) {
    let visit = tx.get::<Visit>(appointment.0);
    let window = visit.joined.unwrap_or_else(|| slot_of(tx, appointment).from);
    (window, visit.joined.is_some(), visit.ticket.map(|ticket| ticket.number))
}

/// Waits where a call put it, not where call order would: fell back, or came back.
const fn is_placed(visit: &Visit) -> bool {
    visit.passes > 0 || visit.returned
}

/// Puts somebody into the queue where call order wants it.
fn enqueue(tx: &mut Tx, slot: &Slot, appointment: AppointmentId, stamp: Stamp) {
    let mine = order(tx, appointment);
    let place = {
        let queue = &tx.get::<SessionState>(slot.session.0).queue;
        queue
            .iter()
            .position(|other| !is_placed(tx.get::<Visit>(other.0)) && order(tx, *other) > mine)
            .unwrap_or(queue.len())
    };
    session(tx, slot, stamp, |state| state.queue.insert(place, appointment));
}

pub(super) fn checked_in(tx: &mut Tx, event: &PatientCheckedIn, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::Arrived;
        visit.ticket = Some(event.ticket);
        visit.joined = event.joined;
        visit.credential = Some(event.credential);
        visit.checked_in_at = Some(stamp.at);
    });
    session(tx, &slot, stamp, |state| state.tickets += 1);
    if let Some(window) = event.ticket.window {
        tx.update(slot.department.0, |state: &mut DepartmentState| {
            // A session runs into the next day at most.
            let is_needed = |date: BusinessDate| date >= slot.date.plus_days(-1);
            state.tickets.retain(|(date, of, _)| is_needed(*date) && (*date, *of) != (slot.date, window));
            state.tickets.push((slot.date, window, event.ticket.number));
        });
    }
    enqueue(tx, &slot, event.appointment, stamp);
}

pub(super) fn check_in_undone(tx: &mut Tx, event: &CheckInUndone, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::Booked;
        visit.ticket = None;
        visit.joined = None;
        visit.returned = false;
        visit.credential = None;
        visit.checked_in_at = None;
    });
    session(tx, &slot, stamp, |state| state.queue.retain(|waiting| *waiting != event.appointment));
}

pub(super) fn called(tx: &mut Tx, event: &PatientCalled, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::Called;
        visit.called_at = Some(stamp.at);
        if visit.first_called_at.is_none() {
            visit.first_called_at = Some(stamp.at);
            visit.in_turn = event.in_turn;
        }
    });
    session(tx, &slot, stamp, |state| {
        state.queue.retain(|waiting| *waiting != event.appointment);
        state.called = Some(event.appointment);
    });
}

pub(super) fn call_undone(tx: &mut Tx, event: &CallUndone, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    let placed = visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::Arrived;
        // Who was called before, and passed or taken for missing, was called all the same.
        if visit.first_called_at == visit.called_at && !is_placed(visit) {
            visit.first_called_at = None;
            visit.in_turn = None;
        }
        visit.called_at = None;
        is_placed(visit)
    });
    session(tx, &slot, stamp, |state| state.called = None);
    if placed {
        session(tx, &slot, stamp, |state| state.queue.insert(0, event.appointment));
    } else {
        enqueue(tx, &slot, event.appointment, stamp);
    }
}

pub(super) fn passed(tx: &mut Tx, event: &PatientPassed, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::Arrived;
        visit.passes += 1;
    });
    session(tx, &slot, stamp, |state| {
        state.called = None;
        let place = usize::from(event.places).min(state.queue.len());
        state.queue.insert(place, event.appointment);
    });
}

pub(super) fn started(tx: &mut Tx, event: &ConsultationStarted, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::InConsultation;
        visit.started_at = Some(stamp.at);
    });
    session(tx, &slot, stamp, |state| {
        state.called = None;
        state.inside = Some(event.appointment);
    });
}

pub(super) fn finished(tx: &mut Tx, event: &ConsultationFinished, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::Fulfilled;
        visit.finished_at = Some(stamp.at);
    });
    session(tx, &slot, stamp, |state| state.inside = None);
}

pub(super) fn finish_undone(tx: &mut Tx, event: &FinishUndone, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.state = AppointmentState::InConsultation;
        visit.finished_at = None;
    });
    session(tx, &slot, stamp, |state| state.inside = Some(event.appointment));
}

pub(super) fn missed(tx: &mut Tx, event: &AppointmentMissed, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| {
        visit.missed_from = Some(visit.state);
        visit.missed_at = Some(stamp.at);
        visit.state = AppointmentState::NoShow;
    });
    leave(tx, &slot, event.appointment, stamp);
}

/// Waits no more, and is not called.
fn leave(tx: &mut Tx, slot: &Slot, appointment: AppointmentId, stamp: Stamp) {
    session(tx, slot, stamp, |state| {
        state.queue.retain(|waiting| *waiting != appointment);
        if state.called == Some(appointment) {
            state.called = None;
        }
    });
}

pub(super) fn not_seen(tx: &mut Tx, event: &AppointmentNotSeen, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    visit(tx, event.appointment, stamp, |visit| visit.state = AppointmentState::NotSeen);
    leave(tx, &slot, event.appointment, stamp);
    session(tx, &slot, stamp, |state| state.not_seen.push(event.appointment));
}

pub(super) fn session_ended(tx: &mut Tx, event: &SessionEnded, stamp: Stamp) {
    tx.update(event.session.0, |state: &mut SessionState| {
        state.ended_at = Some(stamp.at);
        state.touched = stamp.seq;
    });
}

pub(super) fn session_end_undone(tx: &mut Tx, event: &SessionEndUndone, stamp: Stamp) {
    for appointment in &event.awaited {
        visit(tx, *appointment, stamp, |visit| {
            visit.state = AppointmentState::Booked;
            visit.missed_from = None;
            visit.missed_at = None;
        });
    }
    for appointment in &event.waiting {
        visit(tx, *appointment, stamp, |visit| visit.state = AppointmentState::Arrived);
    }
    tx.update(event.session.0, |state: &mut SessionState| {
        state.ended_at = None;
        state.not_seen.clear();
        state.queue.clone_from(&event.waiting);
        state.touched = stamp.seq;
    });
}

/// Back to where it was; whoever had been called waits again, at the front.
pub(super) fn missed_undone(tx: &mut Tx, event: &MissedUndone, stamp: Stamp) {
    let slot = slot_of(tx, event.appointment);
    let waits = visit(tx, event.appointment, stamp, |visit| {
        let waits = visit.missed_from != Some(AppointmentState::Booked);
        visit.state = if waits { AppointmentState::Arrived } else { AppointmentState::Booked };
        visit.missed_from = None;
        visit.missed_at = None;
        visit.excused = true;
        visit.returned = waits;
        waits
    });
    session(tx, &slot, stamp, |state| {
        if waits {
            state.queue.insert(0, event.appointment);
        }
    });
}

//! Closed sessions (停诊): the session does not take place, and its patients are offered other seats, which are kept for them
//! until a deadline.
//!
//! [`close`]: the closure. [`settle`]: it is undone, or its deadline is over. Here: what patients answer.
//!
//! An appointment of a closed session is displaced until it has another seat: it keeps its old seat, so that the closure can
//! be undone, but counts towards no limit and is never missed. Whoever has no proposal, declined it, or let it lapse where
//! silence gives the seat back, has to be phoned. An appointment is displaced until it is moved or cancelled, however late
//! that is, so nobody is lost.

mod close;
mod settle;

use super::{
    Apply, Decide, Decision,
    booking::{clash, expected_at, near_to, seats},
    expect,
};
use crate::{
    World,
    component::{Appointment, Counted, Seat, SessionState, SharedAppointment, Slot, Visit},
    index::Pair,
    read::{AppointmentState, RebookingAnswer},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{AppointmentMoved, Event, RebookingAccepted, RebookingDeclined, command},
    time::Instant,
};

/// A seat that nobody has is in no count.
const NOBODY: (Counted, Counted) = (Counted { awaited: false, left: false }, Counted { awaited: false, left: false });

/// A seat that is kept for an appointment of a session that was closed.
pub(crate) struct KeptSeat<'w> {
    pub(crate) appointment: AppointmentId,
    /// The session whose closure keeps it.
    pub(crate) closed: SessionId,
    pub(crate) slot: &'w Slot,
    pub(crate) seat: u16,
    /// Until when it is kept.
    pub(crate) deadline: Instant,
}

impl World {
    /// The seats that are kept for a person, under whichever record.
    pub(crate) fn kept_seats(&self, person: PersonId) -> impl Iterator<Item = KeptSeat<'_>> {
        self.index().kept_for(person).filter_map(|(id, session)| self.kept_seat(id, session))
    }

    /// The seat that is kept for an appointment; there is one at most.
    pub(crate) fn seat_kept_for(&self, id: AppointmentId) -> Option<KeptSeat<'_>> {
        let patient = self.get::<Appointment>(id.0)?.patient;
        self.kept_seats(patient).find(|kept| kept.appointment == id)
    }

    fn kept_seat(&self, id: AppointmentId, session: SessionId) -> Option<KeptSeat<'_>> {
        let closure = self.get::<SessionState>(session.0)?.closure.as_ref()?;
        let (slot, seat) = closure.rows.iter().find(|row| row.appointment == id)?.kept?;
        let slot = self.get::<Slot>(slot.0)?;
        Some(KeptSeat { appointment: id, closed: session, slot, seat, deadline: closure.deadline })
    }

    /// What has to happen before an appointment gets another seat than the one that is kept for it, or none.
    pub(super) fn not_kept_for(&self, id: AppointmentId, context: &Context) -> Result<Vec<Event>, Refusal> {
        let Some(kept) = self.seat_kept_for(id) else { return Ok(Vec::new()) };
        let aside = self.set_aside(kept.slot, kept.seat, context)?;
        Ok([RebookingDeclined { appointment: id }.into()].into_iter().chain(aside).collect())
    }

    /// A seat is kept no longer, and is given back like any other.
    fn aside_again(&self, (slot, seat): (SlotId, u16), context: &Context) -> Result<Option<Event>, Refusal> {
        match self.get::<Slot>(slot.0) {
            Some(slot) => self.set_aside(slot, seat, context),
            None => Ok(None),
        }
    }

    /// The seat that is kept for an appointment, while its patient can answer.
    fn answerable(&self, id: AppointmentId, context: &Context) -> Result<KeptSeat<'_>, Refusal> {
        self.find::<Visit>(id.0, "appointment")?;
        let kept = self.seat_kept_for(id).ok_or(Refusal::new("no-rebooking").field("appointment"))?;
        if context.now >= kept.deadline {
            return Refusal::new("rebooking-over").field("appointment").with("until", kept.deadline).err();
        }
        Ok(kept)
    }

    /// Nobody is in two places at once; appointments for which `is_given_up` is true do not matter.
    fn has_time(
        &self,
        person: PersonId,
        slot: &Slot,
        is_given_up: impl Fn(AppointmentId, &Slot) -> bool,
    ) -> Result<(), Refusal> {
        for id in self.appointments_of_days(person, near_to(slot)) {
            let Some(SharedAppointment(parts)) = self.get(id.0) else { continue };
            let (_, seat, visit) = &**parts;
            if visit.state.is_open() && !is_given_up(id, &seat.slot) && clash(&seat.slot, slot).is_some() {
                return Refusal::new("same-time")
                    .field("appointment")
                    .with("from", seat.slot.from)
                    .with("until", seat.slot.until)
                    .err();
            }
        }
        Ok(())
    }

    /// An appointment takes the seat that is kept for it.
    fn move_to_kept(&self, kept: &KeptSeat<'_>) -> Result<AppointmentMoved, Refusal> {
        let from = self.find::<Seat>(kept.appointment.0, "appointment")?.slot.id;
        Ok(AppointmentMoved {
            appointment: kept.appointment,
            from,
            slot: kept.slot.id,
            seat: kept.seat,
            expected_at: expected_at(kept.slot, kept.seat),
            by_hospital: true,
        })
    }
}

/// Nothing is counted: the kept seat counted as if it were booked, and the hospital took the old one away.
impl Decide<World> for command::AcceptRebooking {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let id = self.appointment;
        let kept = world.answerable(id, context)?;
        let visit = world.find::<Visit>(id.0, "appointment")?;
        if visit.state != AppointmentState::Displaced {
            expect(visit, AppointmentState::Booked)?;
        }
        let patient = world.find::<Appointment>(id.0, "appointment")?.patient;
        world.has_time(patient, kept.slot, |other, _| other == id)?;
        let moved = world.move_to_kept(&kept)?;
        let old = world.find::<Seat>(id.0, "appointment")?;
        let aside = world.set_aside(&old.slot, old.seat, context)?;
        let events: [Event; 2] = [RebookingAccepted { appointment: id }.into(), moved.into()];
        Ok(events.into_iter().chain(aside).collect())
    }
}

impl Apply<Tx<'_>> for RebookingAccepted {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let_go(tx, self.appointment, Some(RebookingAnswer::Accepted), stamp);
    }
}

impl Decide<World> for command::DeclineRebooking {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        world.answerable(self.appointment, context)?;
        world.not_kept_for(self.appointment, context)
    }
}

impl Apply<Tx<'_>> for RebookingDeclined {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let_go(tx, self.appointment, Some(RebookingAnswer::Declined), stamp);
    }
}

/// The seat that is kept for an appointment is kept no longer; nothing happens if there is none.
fn let_go(tx: &mut Tx, id: AppointmentId, answer: Option<RebookingAnswer>, stamp: Stamp) {
    let patient = tx.get::<Appointment>(id.0).patient;
    let Some((_, session)) = tx.indexes().kept_for(patient).find(|(of, _)| *of == id) else { return };
    let seat = tx.update(session.0, |state: &mut SessionState| {
        state.touched = stamp.seq;
        let rows = state.closure.as_mut().map(|closure| &mut closure.rows);
        let row = rows.into_iter().flatten().find(|row| row.appointment == id)?;
        row.answer = answer;
        row.kept.take()
    });
    tx.unindex(Pair::KeptFor(patient, id, session));
    if let Some((slot, seat)) = seat {
        hold(tx, slot, seat, false, stamp);
    }
}

/// A seat is kept for somebody from now on, or no longer.
fn hold(tx: &mut Tx, slot: SlotId, seat: u16, is_held: bool, stamp: Stamp) {
    let slot = tx.get::<Slot>(slot.0).clone();
    seats(tx, &slot, NOBODY, stamp, |seats| {
        if is_held {
            seats.kept |= 1 << seat;
        } else {
            seats.kept &= !(1 << seat);
        }
    });
}

/// Changes how a session's closure stands, and what of it is in the indexes.
fn state(tx: &mut Tx, session: SessionId, stamp: Stamp, change: impl FnOnce(&mut SessionState)) {
    let before = tx.get::<SessionState>(session.0).pairs(session);
    tx.update(session.0, |state: &mut SessionState| {
        state.touched = stamp.seq;
        change(state);
    });
    let after = tx.get::<SessionState>(session.0).pairs(session);
    before.into_iter().for_each(|pair| tx.unindex(pair));
    after.into_iter().for_each(|pair| tx.index(pair));
}

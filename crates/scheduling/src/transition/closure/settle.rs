//! The end of a closure: it is undone, or its deadline is over.

use super::{hold, state};
use crate::{
    World,
    component::{Appointment, Closure, Displacement, Seat, Seats, Session, SessionState, Slot, Visit},
    index::Pair,
    read::{AppointmentState, ClosureStage, RebookingAnswer},
    rules::caps::{Besides, Instead},
    transition::{
        Apply, Decide, Decision,
        booking::{clash, expected_at, seats},
        visit::visit,
    },
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{AppointmentMoved, ClosureLapsed, ClosureUndone, Event, Silence, command},
};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    fn closure_of(&self, id: SessionId) -> Result<&Closure, Refusal> {
        self.queue_state(id)?.closure.as_deref().ok_or(Refusal::new("closure-none").field("session"))
    }

    /// Back into the old seat out of another session that was closed too.
    fn back_in(&self, row: &Displacement) -> Result<AppointmentMoved, Refusal> {
        let (slot, seat) = row.old;
        let from = self.find::<Seat>(row.appointment.0, "session")?.slot.id;
        let expected_at = expected_at(self.find::<Slot>(slot.0, "session")?, seat);
        Ok(AppointmentMoved { appointment: row.appointment, from, slot, seat, expected_at, by_hospital: true })
    }
}

/// Everybody who has no other seat is back in the old one, unless the person has taken something else beside which the
/// rules would refuse it; also whoever took a seat in a session that was closed too, and so has none. Whoever has another
/// seat keeps it, and is asked if the rules allow the old one. A seat that somebody only holds gives way to the old one.
impl Decide<World> for command::UndoClosure {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, reason } = self;
        let closure = world.closure_of(*id)?;
        match closure.stage {
            ClosureStage::Open if context.now < closure.deadline => {}
            ClosureStage::Open | ClosureStage::Over => {
                return Refusal::new("closure-over").field("session").with("until", closure.deadline).err();
            }
            ClosureStage::Undone => return Refusal::new("closure-none").field("session").err(),
        }
        let (mut back, mut asked, mut returned) = (Vec::new(), Vec::new(), Vec::new());
        let mut again: BTreeMap<PersonId, Vec<&Slot>> = BTreeMap::new();
        let mut give_way = BTreeSet::new();
        for row in &closure.rows {
            let appointment = row.appointment;
            let visit = world.find::<Visit>(appointment.0, "session")?;
            let (slot, _) = world.slot_and_seats(row.old.0).ok_or(Refusal::new("not-there").field("session"))?;
            let into = match visit.state {
                AppointmentState::Displaced if world.find::<Seat>(appointment.0, "session")?.slot.session == *id => {
                    &mut back
                }
                AppointmentState::Displaced => &mut returned,
                AppointmentState::Booked if world.seat_kept_for(appointment).is_none() => &mut asked,
                AppointmentState::Booked
                | AppointmentState::Arrived
                | AppointmentState::Called
                | AppointmentState::InConsultation
                | AppointmentState::Fulfilled
                | AppointmentState::Cancelled
                | AppointmentState::NoShow
                | AppointmentState::NotSeen => continue,
            };
            let person = world.index().canonical(row.patient);
            let also = again.entry(person).or_default();
            let rules = world.rules_at(slot, context)?;
            let is_refused = |instead| {
                let besides = Besides { instead, also: &also[..] };
                world.within_caps(row.patient, slot, besides, &rules).is_err()
            };
            if is_refused(Instead::Back(*id, appointment)) {
                let is_asked = visit.state == AppointmentState::Booked;
                if is_asked || is_refused(Instead::BackNotHolds(*id, appointment)) {
                    continue;
                }
                give_way.insert(person);
            }
            also.push(slot);
            into.push(appointment);
        }
        let mut events = world.holds_give_way(give_way, context)?;
        events.push(ClosureUndone { session: *id, reason: reason.clone(), back, asked }.into());
        for kept in closure.rows.iter().filter_map(|row| row.kept) {
            events.extend(world.aside_again(kept, context)?);
        }
        for row in closure.rows.iter().filter(|row| returned.contains(&row.appointment)) {
            events.extend(world.not_kept_for(row.appointment, context)?);
            events.push(world.back_in(row)?.into());
        }
        Ok(events)
    }
}

impl Apply<Tx<'_>> for ClosureUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for slot in tx.get::<Session>(self.session.0).slots.clone() {
            let slot = tx.get::<Slot>(slot.0).clone();
            seats(tx, &slot, super::NOBODY, stamp, |seats: &mut Seats| seats.closed = false);
        }
        for appointment in &self.back {
            visit(tx, *appointment, stamp, |visit| visit.state = AppointmentState::Booked);
            tx.unindex(Pair::Displaced(*appointment));
        }
        let (mut ended, mut begun) = (Vec::new(), Vec::new());
        state(tx, self.session, stamp, |state: &mut SessionState| {
            let Some(closure) = &mut state.closure else { return };
            closure.stage = ClosureStage::Undone;
            for row in &mut closure.rows {
                ended.extend(row.kept.take());
                if self.asked.contains(&row.appointment) {
                    row.answer = None;
                    row.kept = Some(row.old);
                    begun.push(row.old);
                }
            }
        });
        hold_all(tx, ended, false, stamp);
        hold_all(tx, begun, true, stamp);
    }
}

fn hold_all(tx: &mut Tx, all: Vec<(SlotId, u16)>, is_held: bool, stamp: Stamp) {
    for (slot, seat) in all {
        hold(tx, slot, seat, is_held, stamp);
    }
}

impl Decide<World> for command::SettleClosure {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let id = self.session;
        let closure = world.closure_of(id)?;
        if closure.stage == ClosureStage::Over {
            return Refusal::new("closure-over").field("session").with("until", closure.deadline).err();
        }
        if context.now < closure.deadline {
            return Refusal::new("closure-not-over").field("session").with("until", closure.deadline).err();
        }
        let mut events: Vec<Event> = vec![ClosureLapsed { session: id }.into()];
        let is_kept = closure.stage == ClosureStage::Open && closure.silence == Silence::Keep;
        let mut taken: BTreeMap<PersonId, Vec<&Slot>> = BTreeMap::new();
        for row in &closure.rows {
            let Some(kept) = world.kept_seat(row.appointment, id) else { continue };
            let patient = world.find::<Appointment>(row.appointment.0, "session")?.patient;
            let visit = world.find::<Visit>(row.appointment.0, "session")?;
            // Two records that became one person since may have been kept seats at the same time.
            let own = taken.entry(world.index().canonical(patient)).or_default();
            // Whoever said since that this day is impossible was not silent.
            let is_free = is_kept
                && !visit.is_impossible(kept.slot.date)
                && world.has_time(patient, kept.slot, |other, _| other == row.appointment).is_ok()
                && own.iter().all(|other| clash(other, kept.slot).is_none());
            // The tick may be late: nobody is sent to a window that has begun.
            if is_free && context.now < kept.slot.from {
                own.push(kept.slot);
                events.push(world.move_to_kept(&kept)?.into());
            } else {
                events.extend(world.set_aside(kept.slot, kept.seat, context)?);
            }
        }
        Ok(events)
    }
}

impl Apply<Tx<'_>> for ClosureLapsed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let mut ended = Vec::new();
        state(tx, self.session, stamp, |state: &mut SessionState| {
            let Some(closure) = &mut state.closure else { return };
            for row in &mut closure.rows {
                if let Some(kept) = row.kept.take() {
                    row.answer = Some(RebookingAnswer::Nothing);
                    ended.push(kept);
                }
            }
            match closure.stage {
                ClosureStage::Open | ClosureStage::Over => closure.stage = ClosureStage::Over,
                ClosureStage::Undone => state.closure = None,
            }
        });
        hold_all(tx, ended, false, stamp);
    }
}

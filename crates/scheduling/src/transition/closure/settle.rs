//! The end of a closure: it is undone, or its deadline is over.

use super::{hold, state};
use crate::{
    World,
    component::{Appointment, Closure, Seat, Seats, Session, SessionState, Slot, Visit},
    index::Pair,
    read::{AppointmentState, ClosureStage, RebookingAnswer},
    rules::caps::{Besides, Instead},
    transition::{
        Apply, Decide, Decision,
        booking::{clash, seats},
        visit::visit,
    },
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{ClosureLapsed, ClosureUndone, Event, Silence, command},
};
use std::collections::BTreeMap;

impl World {
    fn closure_of(&self, id: SessionId) -> Result<&Closure, Refusal> {
        self.queue_state(id)?.closure.as_deref().ok_or(Refusal::new("closure-none").field("session"))
    }
}

/// Everybody who has no other seat is back in the old one, unless the person has taken something else beside which the
/// rules would refuse it. Whoever has another seat keeps it, and is asked if the rules allow the old one.
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
        let (mut back, mut asked) = (Vec::new(), Vec::new());
        let mut again: BTreeMap<PersonId, Vec<&Slot>> = BTreeMap::new();
        for row in &closure.rows {
            let appointment = row.appointment;
            let visit = world.find::<Visit>(appointment.0, "session")?;
            let (slot, _) = world.slot_and_seats(row.old.0).ok_or(Refusal::new("not-there").field("session"))?;
            let into = match visit.state {
                AppointmentState::Displaced if world.find::<Seat>(appointment.0, "session")?.slot.session == *id => {
                    &mut back
                }
                AppointmentState::Booked if world.seat_kept_for(appointment).is_none() => &mut asked,
                AppointmentState::Booked
                | AppointmentState::Arrived
                | AppointmentState::Called
                | AppointmentState::InConsultation
                | AppointmentState::Fulfilled
                | AppointmentState::Cancelled
                | AppointmentState::NoShow
                | AppointmentState::NotSeen
                | AppointmentState::Displaced => continue,
            };
            let also = again.entry(world.index().canonical(row.patient)).or_default();
            let besides = Besides { instead: Instead::Back(*id, appointment), also };
            if world.within_caps(row.patient, slot, besides, &world.rules_at(slot, context)?).is_ok() {
                also.push(slot);
                into.push(appointment);
            }
        }
        let mut events = vec![ClosureUndone { session: *id, reason: reason.clone(), back, asked }.into()];
        for kept in closure.rows.iter().filter_map(|row| row.kept) {
            events.extend(world.aside_again(kept, context)?);
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
            // Two records that became one person since may have been kept seats at the same time.
            let own = taken.entry(world.index().canonical(patient)).or_default();
            let is_free = is_kept
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

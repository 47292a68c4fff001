//! Somebody who waits is sent on to another session of the department (转医生). Nobody waits longer because of that: the window
//! that was booked goes on giving the place in the queue, and what was promised.

use super::{
    Apply, Decide, Decision,
    booking::{give_seat, minute_of, seats},
    expect, expected_at,
    session::not_closed,
    visit::{call_is_off, enqueue, leave, session, visit},
    within_undo,
};
use crate::{
    World,
    component::{Appointment, Counted, Device, Seat, Seats, Session, Slot, Step, Transfer, Visit},
    index::Pair,
    read::AppointmentState,
    rules::caps::Instead,
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, SessionId, SlotId},
    message::Refusal,
    scheduling::{Channel, VisitTransferUndone, VisitTransferred, command},
    time::{BusinessDate, Instant},
};

/// How many can be added to a window beyond its seats: a window's seats and these are the bits of one number.
const ADD_ONS_MAX: u16 = 14;
const SEATS_AND_ADD_ONS_MAX: u16 = 64;

impl Decide<World> for command::TransferVisit {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { appointment, session: id, reason } = self;
        let (visit, old) = world.visit(*appointment)?;
        if visit.state != AppointmentState::Called {
            expect(visit, AppointmentState::Arrived)?;
        }
        let target = world.find::<Session>(id.0, "session")?;
        if target.id == old.slot.session {
            return Refusal::new("transfer-same-session").field("session").err();
        }
        if target.department != old.slot.department {
            return Refusal::new("transfer-other-department").field("session").err();
        }
        world.has_the_device(old.slot.session, target)?;
        world.takes_patients(target, context)?;
        let (slot, seat) = world.place_in(target, visit.promised(&old.slot).0, context.now)?;
        world.may_sit(*appointment, slot, context)?;
        let aside = world.set_aside(&old.slot, old.seat, context)?;
        let transferred = VisitTransferred {
            appointment: *appointment,
            from: old.slot.id,
            slot: slot.id,
            seat,
            expected_at: expected_in(slot, seat, context.now),
            reason: reason.clone(),
        };
        Ok([transferred.into()].into_iter().chain(aside).collect())
    }
}

impl Apply<Tx<'_>> for VisitTransferred {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        change_seats(tx, self.appointment, (self.slot, self.seat, self.expected_at), stamp, |transfer, left| {
            transfer.push(Step { left, at: stamp.at });
        });
    }
}

/// The last one; whoever was sent on twice is taken back step by step.
impl Decide<World> for command::UndoVisitTransfer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let (visit, now) = world.visit(appointment)?;
        expect(visit, AppointmentState::Arrived)?;
        let last = visit.transfer.as_deref().and_then(Transfer::last);
        let Step { left: (slot, seat), at } = last.ok_or(Refusal::new("not-sent-on").field("appointment"))?;
        within_undo(&world.rules_at(&now.slot, context)?, Some(at), context)?;
        let (slot, seats) = world.slot_and_seats(slot).ok_or(Refusal::new("not-there").field("session"))?;
        world.has_the_device(now.slot.session, world.find::<Session>(slot.session.0, "session")?)?;
        world.goes_on((slot.session, slot.date), context)?;
        world.may_sit(appointment, slot, context)?;
        // The seat may be one that the window has no more, or that was added: then it is added anew.
        let is_free = !seats.drawn && seats.all() & seats.unclaimed() & (1 << seat) != 0;
        let seat = if is_free { seat } else { added(seats).ok_or_else(no_place)? };
        let aside = world.set_aside(&now.slot, now.seat, context)?;
        let undone = VisitTransferUndone {
            appointment,
            slot: slot.id,
            seat,
            expected_at: expected_in(slot, seat, context.now),
            reason: reason.clone(),
        };
        Ok([undone.into()].into_iter().chain(aside).collect())
    }
}

impl Apply<Tx<'_>> for VisitTransferUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        change_seats(tx, self.appointment, (self.slot, self.seat, self.expected_at), stamp, |transfer, _| {
            transfer.pop()
        });
    }
}

/// Somebody leaves one queue and one seat, and has others; `step` notes how, given the slot and the seat that were left.
fn change_seats(
    tx: &mut Tx,
    id: AppointmentId,
    (slot, seat, expected_at): (SlotId, u16, Instant),
    stamp: Stamp,
    step: impl FnOnce(&mut Transfer, (SlotId, u16)),
) {
    let old = tx.get::<Seat>(id.0).clone();
    let before = tx.get::<Visit>(id.0);
    let booked = tx.get::<Session>(old.slot.session.0);
    let kept = before.transfer.clone();
    let mut transfer = kept.unwrap_or_else(|| Box::new(Transfer::of_none((old.slot.from, old.slot.until), booked.fee)));
    step(&mut transfer, (old.slot.id, old.seat));
    let slot = tx.get::<Slot>(slot.0).clone();
    let patient = tx.get::<Appointment>(id.0).patient;
    leave(tx, &old.slot, id, stamp);
    visit(tx, id, stamp, |visit| {
        match visit.state {
            AppointmentState::Called => call_is_off(visit),
            AppointmentState::Arrived
            | AppointmentState::Booked
            | AppointmentState::InConsultation
            | AppointmentState::Fulfilled
            | AppointmentState::Cancelled
            | AppointmentState::NoShow
            | AppointmentState::NotSeen
            | AppointmentState::Displaced => visit.called_at = None,
        }
        visit.state = AppointmentState::Arrived;
        // What a call did to the place before is over: the new queue knows nothing of it.
        (visit.passes, visit.returned) = (0, false);
        visit.transfer = Some(transfer);
    });
    let counted = tx.get::<Visit>(id.0).counted();
    give_seat(tx, &old, id, counted, stamp);
    tx.unindex(Pair::AppointmentOf(patient, old.slot.date, id));
    tx.update(id.0, |own: &mut Seat| *own = Seat { slot: slot.clone(), seat, expected_at });
    seats(tx, &slot, (Counted::default(), counted), stamp, |seats| seats.taken |= 1 << seat);
    tx.index(Pair::AppointmentInSlot(slot.id, id));
    tx.index(Pair::AppointmentOf(patient, slot.date, id));
    // A session in which somebody waits has begun to give visits, whoever gave the ticket.
    session(tx, &slot, stamp, |state| state.tickets = state.tickets.max(1));
    enqueue(tx, &slot, id, stamp);
}

impl World {
    /// What is done on a device is done on another of its kind that works, and nowhere else; as for closures.
    fn has_the_device(&self, booked: SessionId, target: &Session) -> Result<(), Refusal> {
        let used = self.get::<Session>(booked.0).and_then(|session| session.device);
        if self.device_kind(used) != self.device_kind(target.device) {
            return Refusal::new("transfer-other-device").field("session").err();
        }
        let broken = target.device.filter(|device| self.device_works(*device).is_err());
        match broken.and_then(|device| self.get::<Device>(device.0)) {
            Some(device) => {
                Refusal::new("transfer-device-out").field("session").with("device", device.name.clone()).err()
            }
            None => Ok(()),
        }
    }

    /// Somebody is called in the session sooner or later, and it is today's.
    fn takes_patients(&self, session: &Session, context: &Context) -> Result<(), Refusal> {
        self.goes_on((session.id, session.date), context)?;
        let today = context.zone.date(context.now);
        if session.date > today {
            return Refusal::new("session-wrong-day")
                .field("session")
                .with("date", session.date.0)
                .with("today", today.0)
                .err();
        }
        self.not_paused(session.id)?;
        let until = context.zone.instant(session.date, session.until);
        let left = session.slots.iter().filter_map(|slot| self.get::<Seats>(slot.0)).any(|seats| seats.left > 0);
        if context.now >= until && !left && self.queue_state(session.id)?.inside.is_none() {
            return Refusal::new("session-over").field("session").with("until", until).err();
        }
        Ok(())
    }

    /// It takes place, and nobody has ended it.
    fn goes_on(&self, (session, date): (SessionId, BusinessDate), context: &Context) -> Result<(), Refusal> {
        self.not_ended(session, "session")?;
        not_closed(date, context)?;
        let state = self.queue_state(session)?;
        match state.closure.as_ref().filter(|_| state.is_closed()) {
            Some(closure) => Refusal::new("session-called-off").field("session").with("at", closure.at).err(),
            None => Ok(()),
        }
    }

    /// A transfer puts nobody into two places, and over no cap.
    fn may_sit(&self, id: AppointmentId, slot: &Slot, context: &Context) -> Result<(), Refusal> {
        let patient = self.find::<Appointment>(id.0, "appointment")?.patient;
        self.within_caps(patient, slot, Instead::Appointment(id).into(), &self.rules_at(slot, context)?)
    }

    /// The window of a session in which somebody is taken, and the seat there: the first that is not over and does not end
    /// before the one that was booked begins, else the last. A seat is added if none is free there.
    fn place_in(&self, session: &Session, booked: Instant, now: Instant) -> Result<(&Slot, u16), Refusal> {
        let all: Vec<_> = session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot)).collect();
        let fits = all.iter().position(|(slot, _)| slot.until > now.max(booked));
        let first = fits.unwrap_or(all.len().saturating_sub(1));
        let reach = self.reach(session.id, Channel::OnSite, now);
        let found = all.into_iter().skip(first).find_map(|(slot, seats)| {
            let free = reach.next(seats).ok().filter(|_| !seats.drawn);
            Some((slot, free.or_else(|| added(seats))?))
        });
        found.ok_or_else(no_place)
    }
}

fn no_place() -> Refusal {
    Refusal::new("add-ons-full").field("session").with("limit", ADD_ONS_MAX)
}

/// The seat that can be added to a window beyond those that were published.
fn added(seats: &Seats) -> Option<u16> {
    let mut behind = seats.end()..SEATS_AND_ADD_ONS_MAX;
    behind.find(|seat| seats.unclaimed() & (1 << seat) != 0).filter(|_| seats.can_add())
}

impl Seats {
    /// Can one be added? More than so many, and no bits would be left for the seats of a window that gets more.
    pub(super) const fn can_add(&self) -> bool {
        self.add_ons() < ADD_ONS_MAX
    }
}

/// Whoever is added can expect to be seen when the last of the window can; nobody expects it before now, or after the window.
fn expected_in(slot: &Slot, seat: u16, now: Instant) -> Instant {
    let of_seat = expected_at(slot, seat.min(slot.capacity.saturating_sub(1)));
    of_seat.max(minute_of(now).min(slot.until - Duration::minutes(1)))
}

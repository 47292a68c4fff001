//! Seats: who may take one, or change it for another.

use super::{Apply, Decide, Decision, expect, pools::Reach};
use crate::{
    RulesInForce, World,
    component::{Appointment, Counted, Kind, Seat, Seats, SessionState, SharedAppointment, Slot, Visit},
    index::Pair,
    read::{AppointmentState, Moment},
    rules::{caps::Instead, opening::NotOpen},
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::{Refusal, Value},
    refusal,
    scheduling::{AppointmentBooked, AppointmentMoved, Channel, command},
    time::{BusinessDate, Instant},
};
use std::sync::Arc;

/// Why nobody can book a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// No rules are in force.
    NoRules,
    /// The window has begun.
    Past,
    /// The day is not open yet.
    TooFar(NotOpen),
    /// From afar it could be booked until then, as the rules say so many minutes before it starts.
    TooLate(Instant, u16),
    /// No seat left.
    Full,
    /// The seats that are kept for this channel can be booked from then on.
    PoolOpens(Instant),
    /// The session was closed.
    Session,
    /// The seats are drawn, and that is not over yet.
    Draw,
}

/// A seat that can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Free {
    pub(crate) seat: u16,
    pub(crate) expected_at: Instant,
}

/// What decides whether a seat of a session can be had, the same for all its slots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BookingTerms {
    channel: Channel,
    rules: Result<RulesInForce, Closed>,
    /// Its day is open for booking.
    opened: Result<(), Closed>,
    pub(crate) reach: Reach,
    now: Instant,
}

impl BookingTerms {
    /// When whoever books a seat now can expect to be seen.
    pub(crate) fn expected_at(&self, slot: &Slot, seat: u16) -> Instant {
        expected_at(slot, seat).max(minute_of(self.now))
    }
}

/// Why one person cannot have seats in both of two slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clash {
    /// They are one slot.
    Slot,
    /// They overlap.
    Time,
}

impl Decide<World> for command::Book {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { appointment, slot, patient, journey, channel } = self;
        let department = world.find::<Slot>(slot.0, "slot")?.department;
        world.not_blocked(*patient, *channel, department, context.zone.date(context.now))?;
        let (slot, free) = world.seat_for((*patient, *channel), *slot, Instead::Hold(*slot), context)?;
        world.unused(appointment.0, "appointment")?;
        let booked = AppointmentBooked {
            appointment: *appointment,
            slot: slot.id,
            patient: *patient,
            journey: *journey,
            channel: *channel,
            seat: free.seat,
            expected_at: free.expected_at,
        };
        Ok(world.hold_is_booked(*patient, slot.id).into_iter().chain([booked.into()]).collect())
    }
}

impl Apply<Tx<'_>> for AppointmentBooked {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = tx.get::<Slot>(self.slot.0).clone();
        let appointment = Appointment {
            id: self.appointment,
            patient: self.patient,
            journey: self.journey,
            channel: self.channel,
            booked_at: stamp.at,
        };
        let seat = Seat { slot: slot.clone(), seat: self.seat, expected_at: self.expected_at };
        tx.spawn(SharedAppointment(Arc::new((appointment, seat, Visit::booked(stamp.seq)))));
        take_seat(tx, &slot, self.seat, stamp);
    }
}

impl Decide<World> for command::Move {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { appointment, slot, channel, by_hospital } = *self;
        let visit = world.find::<Visit>(appointment.0, "appointment")?;
        let seat = world.find::<Seat>(appointment.0, "appointment")?;
        let booked = world.find::<Appointment>(appointment.0, "appointment")?;
        let is_displaced = visit.state == AppointmentState::Displaced;
        if !is_displaced {
            expect(visit, AppointmentState::Booked)?;
        }
        let is_limited = !by_hospital && !is_displaced;
        if is_limited {
            world.before_cutoff(appointment, &seat.slot, context)?;
        }
        let target = world.find::<Slot>(slot.0, "slot")?;
        if target.id == seat.slot.id {
            return Refusal::new("same-slot").field("slot").with("from", target.from).err();
        }
        if target.department != seat.slot.department {
            return Refusal::new("other-department").field("slot").err();
        }
        let instead = Instead::Appointment(appointment);
        let (_, free) = world.seat_for((booked.patient, channel), slot, instead, context)?;
        if is_limited {
            world.may_give_back(appointment, &seat.slot, context)?;
        }
        let aside = world.set_aside(&seat.slot, seat.seat, context)?;
        let (seat, from) = (free.seat, seat.slot.id);
        let moved = AppointmentMoved { appointment, from, slot, seat, expected_at: free.expected_at, by_hospital };
        let not_kept = world.not_kept_for(appointment, context)?;
        Ok(not_kept.into_iter().chain([moved.into()]).chain(aside).collect())
    }
}

impl Apply<Tx<'_>> for AppointmentMoved {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let id = self.appointment;
        let old = tx.get::<Seat>(id.0).clone();
        let slot = tx.get::<Slot>(self.slot.0).clone();
        let patient = tx.get::<Appointment>(id.0).patient;
        let (counted, is_displaced) = (tx.get::<Visit>(id.0).counted(), is_displaced(tx, id));
        give_seat(tx, &old, id, counted, stamp);
        tx.unindex(Pair::Displaced(id));
        tx.unindex(Pair::AppointmentOf(patient, old.slot.date, id));
        tx.update(id.0, |seat: &mut Seat| {
            *seat = Seat { slot: slot.clone(), seat: self.seat, expected_at: self.expected_at };
        });
        tx.update(id.0, |visit: &mut Visit| {
            // An excuse belongs to the old window, and so does what a transfer keeps.
            visit.excused = false;
            visit.transfer = None;
            visit.state = AppointmentState::Booked;
            visit.touched = stamp.seq;
        });
        take_seat(tx, &slot, self.seat, stamp);
        tx.index(Pair::AppointmentInSlot(slot.id, id));
        tx.index(Pair::AppointmentOf(patient, slot.date, id));
        if !self.by_hospital && !is_displaced {
            given_back(tx, patient, &old.slot, stamp);
        }
    }
}

impl World {
    /// On which terms a channel books seats of a session.
    pub(crate) fn booking_terms(
        &self,
        (session, date): (SessionId, BusinessDate),
        channel: Channel,
        rules: Option<RulesInForce>,
        moment: Moment,
    ) -> BookingTerms {
        let rules = rules.ok_or(Closed::NoRules);
        let opened = |rules: RulesInForce| rules.has_opened(date, moment).map_err(Closed::TooFar);
        BookingTerms {
            channel,
            rules,
            opened: rules.and_then(opened),
            reach: self.reach(session, channel, moment.now),
            now: moment.now,
        }
    }

    /// The seat of a slot that the next person to book would get. Listing a slot and booking it both ask this function
    /// (decisions.md D6).
    pub(crate) fn next_seat(&self, terms: &BookingTerms, slot: &Slot, seats: &Seats) -> Result<u16, Closed> {
        let (now, rules) = (terms.now, terms.rules?);
        if now >= slot.from && !self.takes_walk_ins(slot, terms.channel, now) {
            return Err(Closed::Past);
        }
        if seats.closed {
            return Err(Closed::Session);
        }
        if seats.drawn {
            return Err(Closed::Draw);
        }
        terms.opened?;
        if let Some(latest) = rules.bookable_until(terms.channel, slot.from).filter(|latest| now > *latest) {
            return Err(Closed::TooLate(latest, rules.book_minutes_before));
        }
        terms.reach.next(seats)
    }

    /// The same with the time at which that person is expected, for one slot.
    pub(crate) fn free_seat(
        &self,
        slot: &Slot,
        seats: &Seats,
        channel: Channel,
        rules: Option<RulesInForce>,
        moment: Moment,
    ) -> Result<Free, Closed> {
        let terms = self.booking_terms((slot.session, slot.date), channel, rules, moment);
        self.next_seat(&terms, slot, seats).map(|seat| Free { seat, expected_at: terms.expected_at(slot, seat) })
    }

    /// The desk can still book a window that is running, for whoever stands there, until somebody ends the session.
    fn takes_walk_ins(&self, slot: &Slot, channel: Channel, now: Instant) -> bool {
        let is_running = now < slot.until && channel == Channel::OnSite;
        is_running && self.get::<SessionState>(slot.session.0).is_some_and(|state| state.ended_at.is_none())
    }

    /// The seat that this person would get: the one that is held for them there, if a hold is given up for it.
    pub(super) fn seat_for(
        &self,
        (patient, channel): (PersonId, Channel),
        slot: SlotId,
        instead: Instead<'_>,
        context: &Context,
    ) -> Result<(&Slot, Free), Refusal> {
        let (slot, seats) = self.slot_and_seats(slot).ok_or(Refusal::new("not-there").field("slot"))?;
        let today = context.zone.date(context.now);
        let rules = self.rules_of_slot(today, slot).map(|rules| self.rules_for(patient, rules));
        let own = self.hold_in(patient, slot.id).filter(|_| instead.is_hold(slot));
        let seats = own.map_or(*seats, |hold| seats.without(hold));
        // What is held was promised until then, also after the last minute in which it could be taken.
        let rules = rules.map(|rules| if own.is_some() { rules.without_cut_off() } else { rules });
        let free = self.free_seat(slot, &seats, channel, rules, Moment { now: context.now, zone: context.zone });
        let free = free.map(|free| own.map_or(free, |hold| hold.free(slot, context.now)));
        if let Some(rules) = rules.filter(|_| matches!(free, Ok(_) | Err(Closed::Full | Closed::PoolOpens(_)))) {
            self.within_caps(patient, slot, instead.into(), &rules)?;
        }
        match free {
            Ok(free) => Ok((slot, free)),
            Err(closed) => {
                let seats = self.reach(slot.session, channel, context.now).seats(&seats);
                closed_refusal(closed, (slot, seats), context, today).err()
            }
        }
    }

    /// A slot with its seats, looked up once.
    pub(crate) fn slot_and_seats(&self, slot: SlotId) -> Option<(&Slot, &Seats)> {
        let entity = self.ecs.get_entity(self.index().entity(Kind::Other, slot.0)?).ok()?;
        Some((entity.get::<Slot>()?, entity.get::<Seats>()?))
    }
}

/// The first and the last day of sessions with which a slot can overlap: one that runs over midnight meets those of the days
/// before and after it.
pub(crate) fn near_to(slot: &Slot) -> (BusinessDate, BusinessDate) {
    (slot.date.plus_days(-1), slot.date.plus_days(1))
}

/// Why one person cannot have a seat in both; `None` if that is possible.
pub(crate) fn clash(one: &Slot, other: &Slot) -> Option<Clash> {
    if one.id == other.id {
        return Some(Clash::Slot);
    }
    (one.from < other.until && other.from < one.until).then_some(Clash::Time)
}

/// When the patient of a seat can expect to be seen: the window divided by the seats with which it was published, in whole
/// minutes. Whoever has a seat that was added later comes with the last of them.
pub(crate) fn expected_at(slot: &Slot, seat: u16) -> Instant {
    let minutes = (slot.until - slot.from).num_minutes();
    let place = seat.min(slot.capacity.saturating_sub(1));
    slot.from + Duration::minutes(minutes * i64::from(place) / i64::from(slot.capacity))
}

/// The minute that has begun.
pub(super) fn minute_of(now: Instant) -> Instant {
    now - Duration::seconds(now.timestamp().rem_euclid(60)) - Duration::nanoseconds(now.timestamp_subsec_nanos().into())
}

/// Says why nobody can book a slot of which so many seats can be had through the channel, taken or not.
pub(super) fn closed_refusal(
    closed: Closed,
    (slot, seats): (&Slot, u16),
    context: &Context,
    today: BusinessDate,
) -> Refusal {
    match closed {
        Closed::NoRules => Refusal::new("no-rules").with("date", today.0),
        Closed::Past => Refusal::new("slot-in-past").field("slot").with("from", slot.from).with("now", context.now),
        Closed::TooFar(not_open) => not_open.refusal("slot"),
        Closed::TooLate(latest, minutes) => Refusal::new("book-too-late")
            .field("slot")
            .with("from", slot.from)
            .with("limit", Value::Minutes(i64::from(minutes)))
            .with("latest", latest),
        Closed::Session => Refusal::new("slot-closed").field("slot").with("from", slot.from).with("until", slot.until),
        Closed::Draw => Refusal::new("slot-drawn").field("slot").with("from", slot.from).with("until", slot.until),
        Closed::PoolOpens(at) => Refusal::new("pool-opens").field("slot").with("from", slot.from).with("at", at),
        Closed::Full => Refusal::new(refusal::SLOT_FULL)
            .field("slot")
            .with("from", slot.from)
            .with("until", slot.until)
            .with("limit", seats),
    }
}

/// Changes the seats of a slot when a visit enters or leaves a count; the tick watches a slot while it counts anybody.
pub(super) fn seats(
    tx: &mut Tx,
    slot: &Slot,
    (before, after): (Counted, Counted),
    stamp: Stamp,
    change: impl FnOnce(&mut Seats),
) {
    let (before, after) = tx.update(slot.id.0, |seats: &mut Seats| {
        let watched = seats.watched(slot);
        change(seats);
        seats.awaited = seats.awaited + u16::from(after.awaited) - u16::from(before.awaited);
        seats.left = seats.left + u16::from(after.left) - u16::from(before.left);
        seats.touched = stamp.seq;
        (watched, seats.watched(slot))
    });
    for (before, after) in before.into_iter().zip(after) {
        tx.reindex(before.map(Pair::Watched), after.map(Pair::Watched));
    }
}

/// A visit stays in its slot, and the counts that include it may change.
pub(super) fn recount(tx: &mut Tx, slot: &Slot, counts: (Counted, Counted), stamp: Stamp) {
    if counts.0 != counts.1 {
        seats(tx, slot, counts, stamp, |_| {});
    }
}

/// Its session was closed, and it has no other seat yet.
pub(super) fn is_displaced(tx: &Tx, appointment: AppointmentId) -> bool {
    tx.get::<Visit>(appointment.0).state == AppointmentState::Displaced
}

pub(super) fn take_seat(tx: &mut Tx, slot: &Slot, seat: u16, stamp: Stamp) {
    let counted = Visit::booked(stamp.seq).counted();
    seats(tx, slot, (Counted::default(), counted), stamp, |seats| seats.taken |= 1 << seat);
}

pub(super) fn give_seat(tx: &mut Tx, seat: &Seat, appointment: AppointmentId, counted: Counted, stamp: Stamp) {
    seats(tx, &seat.slot, (counted, Counted::default()), stamp, |seats| seats.taken &= !(1 << seat.seat));
    tx.unindex(Pair::AppointmentInSlot(seat.slot.id, appointment));
}

/// Remembers that a patient gave a seat back. Those of over eight days ago are on no day that is counted, in any zone,
/// and can be taken back no longer.
pub(super) fn given_back(tx: &mut Tx, patient: PersonId, slot: &Slot, stamp: Stamp) {
    let old = |at: &Instant| *at < stamp.at - Duration::days(8);
    let old: Vec<_> = tx.indexes().given_back_of(patient).take_while(|(at, _, _)| old(at)).collect();
    for (at, seq, department) in old {
        tx.unindex(Pair::GivenBack(patient, at, seq, department));
    }
    tx.index(Pair::GivenBack(patient, stamp.at, stamp.seq, slot.department));
}

//! Sessions: published, withdrawn, ended. Patients can be called in a session, even past midnight, until its clinician
//! or the desk ends it. At 04:00 of the next day it is over by itself: whoever had checked in was not seen, whoever had
//! not has missed it.

use super::{
    Apply, Decide, Decision,
    setup::{touch_department, within},
    visit::{key, leave, session, slot_of, visit},
    within_undo,
};
use crate::{
    World,
    component::{Clinician, HeldIn, Kind, Seats, Session, SessionState, Slot, SlotFacts, Visit},
    index::Pair,
    overlap::Hours,
    queue::Queue,
    read::AppointmentState,
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, SessionId},
    message::Refusal,
    scheduling::{
        AppointmentMissed, AppointmentNotSeen, Event, OfferWithdrawn, Pool, RulesScope, SLOT_MINUTES_MAX,
        SessionEndUndone, SessionEnded, SessionPublished, SessionRoomChanged, SessionWithdrawn, SlotSpec, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use std::{collections::BTreeSet, sync::Arc};

/// The shortest window, in minutes.
const SLOT_MINUTES_MIN: u16 = 5;
/// The most seats in a slot.
const CAPACITY_MAX: u16 = 50;
/// Days from today to the last day for which sessions are published.
const SESSION_DAYS_MAX: i64 = 400;
/// A session runs over midnight until 03:00 at the latest, so that an hour is left before it is over by itself.
const UNTIL_MAX: MinuteOfDay = MinuteOfDay(1440 + 3 * 60);
/// A session that nobody ended is over by itself at this minute of the next day.
const CLOSES: MinuteOfDay = MinuteOfDay(4 * 60);

impl Decide<World> for command::PublishSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session, clinician, room, date, from, until, slot_minutes, capacity, slots } = self;
        let who = world.find::<Clinician>(clinician.0, "clinician")?;
        let windows = windows_of((*from, *until), *slot_minutes, *capacity)?;
        if slots.len() != usize::from(windows) {
            return Refusal::new("slot-count")
                .field("slots")
                .with("value", slots.len() as i64)
                .with("needed", windows)
                .err();
        }
        let last = context.zone.date(context.now).plus_days(SESSION_DAYS_MAX);
        if *date > last {
            return Refusal::new("session-too-far").field("date").with("date", date.0).with("last", last.0).err();
        }
        let starts_at = context.zone.instant(*date, *from);
        if starts_at < context.now {
            return Refusal::new("session-in-past")
                .field("from")
                .with("value", starts_at)
                .with("now", context.now)
                .err();
        }
        let hours = Hours { date: *date, from: *from, until: *until };
        world.clinician_is_free(who.id, &hours)?;
        world.room_is_free_at((who.department, room), &hours, None)?;
        world.unused(session.0, "session")?;
        let mut ids = BTreeSet::from([session.0]);
        for slot in slots {
            world.unused(slot.0, "slots")?;
            if !ids.insert(slot.0) {
                return Refusal::new("id-in-use").field("slots").err();
            }
        }
        let at = |window: u16| context.zone.instant(*date, MinuteOfDay(from.0 + window * slot_minutes));
        let slots = (0u16..)
            .zip(slots)
            .map(|(window, slot)| SlotSpec {
                slot: *slot,
                from: at(window),
                until: at(window + 1),
                pools: vec![Pool::General; usize::from(*capacity)],
            })
            .collect();
        Ok(vec![
            SessionPublished {
                session: *session,
                clinician: *clinician,
                department: who.department,
                room: room.clone(),
                date: *date,
                from: *from,
                until: *until,
                fee: who.fee,
                slots,
            }
            .into(),
        ])
    }
}

/// How many windows a session from and until these minutes has.
pub(super) fn windows_of(
    (from, until): (MinuteOfDay, MinuteOfDay),
    slot_minutes: u16,
    capacity: u16,
) -> Result<u16, Refusal> {
    if !(SLOT_MINUTES_MIN..=SLOT_MINUTES_MAX).contains(&slot_minutes) {
        return Refusal::new("slot-minutes")
            .field("slot_minutes")
            .with("value", slot_minutes)
            .with("min", SLOT_MINUTES_MIN)
            .with("limit", SLOT_MINUTES_MAX)
            .err();
    }
    if from.0 >= 1440 || until > UNTIL_MAX || from >= until {
        return Refusal::new("session-times")
            .field(if from.0 >= 1440 { "from" } else { "until" })
            .with("from", from.to_string())
            .with("until", until.to_string())
            .with("limit", UNTIL_MAX.to_string())
            .err();
    }
    let minutes = until.0 - from.0;
    if !minutes.is_multiple_of(slot_minutes) {
        return Refusal::new("slots-do-not-divide")
            .field("slot_minutes")
            .with("value", slot_minutes)
            .with("minutes", minutes)
            .err();
    }
    within("capacity", capacity, 1, CAPACITY_MAX)?;
    Ok(minutes / slot_minutes)
}

impl Apply<Tx<'_>> for SessionPublished {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session = Session {
            id: self.session,
            clinician: self.clinician,
            department: self.department,
            room: self.room.clone(),
            date: self.date,
            from: self.from,
            until: self.until,
            fee: self.fee,
            slots: self.slots.iter().map(|slot| slot.slot).collect(),
        };
        let state = SessionState {
            tickets: 0,
            queue: Queue::default(),
            called: None,
            inside: None,
            ended_at: None,
            not_seen: Vec::new(),
            aside: Vec::new(),
            given_back: Vec::new(),
            closure: None,
            touched: stamp.seq,
        };
        tx.spawn((session, state, HeldIn { room: self.room.clone(), touched: stamp.seq }));
        for spec in &self.slots {
            let facts = SlotFacts {
                id: spec.slot,
                session: self.session,
                clinician: self.clinician,
                department: self.department,
                date: self.date,
                from: spec.from,
                until: spec.until,
                capacity: spec.capacity(),
            };
            tx.spawn((Slot(Arc::new(facts)), Seats::new(&spec.pools, stamp.seq)));
        }
        touch_department(tx, self.department, stamp);
    }
}

impl Decide<World> for command::WithdrawSession {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (session, reason) = (self.session, &self.reason);
        let found = world.find::<Session>(session.0, "session")?;
        let booked: u32 = found
            .slots
            .iter()
            .filter_map(|slot| world.get::<Seats>(slot.0))
            .map(|seats| u32::from(seats.count()))
            .sum();
        if booked > 0 {
            return Refusal::new("session-booked").field("session").with("booked", booked).err();
        }
        let seats = found.slots.iter().filter_map(|slot| world.get::<Seats>(slot.0));
        let kept: u32 = seats.map(|seats| seats.held.count_ones()).sum();
        if kept > 0 {
            return Refusal::new("session-kept").field("session").with("kept", kept).err();
        }
        let offered = world.queue_state(session)?.aside.iter().filter_map(|seat| seat.offered);
        let mut events: Vec<Event> = offered.map(|entry| OfferWithdrawn { entry }.into()).collect();
        events.push(SessionWithdrawn { session, reason: reason.clone() }.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for SessionWithdrawn {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session: Session = tx.get::<Session>(self.session.0).clone();
        for slot in &session.slots {
            let watched = tx.get::<Seats>(slot.0).watched(tx.get::<Slot>(slot.0));
            watched.into_iter().flatten().for_each(|watched| tx.unindex(Pair::Watched(watched)));
            tx.despawn(Kind::Other, slot.0);
        }
        let of_closure = tx.get::<SessionState>(self.session.0).pairs(self.session);
        of_closure.into_iter().for_each(|pair| tx.unindex(pair));
        tx.despawn(Kind::Other, self.session.0);
        session.pairs().into_iter().for_each(|pair| tx.unindex(pair));
        touch_department(tx, session.department, stamp);
    }
}

/// Also allowed during the session. It is undone by changing back to the previous room.
impl Decide<World> for command::ChangeRoom {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, room, reason } = self;
        let session = world.find::<Session>(id.0, "session")?;
        world.not_ended(*id, "session")?;
        not_closed(session.date, context)?;
        if world.room(session).name.is_same(room) {
            return Refusal::new("room-same").field("room").err();
        }
        world.room_is_free_at((session.department, room), &Hours::of(session), Some(*id))?;
        Ok(vec![SessionRoomChanged { session: *id, room: room.clone(), reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for SessionRoomChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.update(self.session.0, |held: &mut HeldIn| {
            held.room.clone_from(&self.room);
            held.touched = stamp.seq;
        });
    }
}

/// A person can end it only when its time is over and the room is empty. If it ends by itself, whoever is in the room
/// stays there until somebody says that the consultation is over.
impl Decide<World> for command::EndSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let id = self.session;
        let session = world.find::<Session>(id.0, "session")?;
        world.not_ended(id, "session")?;
        let until = context.zone.instant(session.date, session.until);
        if context.now < until {
            return Refusal::new("session-not-over").field("session").with("until", until).err();
        }
        if context.now < closes_at(session.date, context.zone) {
            world.room_is_free(id)?;
        }
        let state = world.queue_state(id)?;
        // In the order in which they would have been called, then those whose no-show was taken back: still excused.
        let mut not_seen: Vec<AppointmentId> = state.called.into_iter().chain(state.queue.iter()).collect();
        let mut missed = Vec::new();
        for appointment in world.session_appointments(session) {
            let visit = world.find::<Visit>(appointment.0, "session")?;
            match visit.state {
                AppointmentState::Booked if visit.excused => not_seen.push(appointment),
                AppointmentState::Booked => missed.push(appointment),
                AppointmentState::Arrived
                | AppointmentState::Called
                | AppointmentState::InConsultation
                | AppointmentState::Fulfilled
                | AppointmentState::Cancelled
                | AppointmentState::NoShow
                | AppointmentState::NotSeen
                | AppointmentState::Displaced => {}
            }
        }
        let not_seen = not_seen.into_iter().map(|appointment| AppointmentNotSeen { appointment }.into());
        let missed = missed.into_iter().map(|appointment| AppointmentMissed { appointment }.into());
        Ok(not_seen.chain(missed).chain([SessionEnded { session: id }.into()]).collect())
    }
}

impl Apply<Tx<'_>> for AppointmentNotSeen {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| visit.state = AppointmentState::NotSeen);
        leave(tx, &slot, self.appointment, stamp);
        session(tx, &slot, stamp, |state| state.not_seen.push(self.appointment));
    }
}

impl Apply<Tx<'_>> for SessionEnded {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.update(self.session.0, |state: &mut SessionState| {
            state.ended_at = Some(stamp.at);
            state.touched = stamp.seq;
        });
    }
}

/// Only as long as somebody could still be called. A visit stays as it is if the patient meanwhile has another one
/// beside which the rules would refuse it: the patient has chosen the other.
impl Decide<World> for command::UndoEndSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (id, reason) = (self.session, &self.reason);
        let session = world.find::<Session>(id.0, "session")?;
        let state = world.queue_state(id)?;
        let Some(ended_at) = state.ended_at else {
            return Refusal::new("session-not-ended").field("session").err();
        };
        not_closed(session.date, context)?;
        let rules = world.rules_now(RulesScope::Session(id), context)?;
        within_undo(&rules, Some(ended_at), context)?;
        let returns = |id: &AppointmentId| world.may_be_open_again(*id, context).is_ok();
        let is_not_seen = |visit: &Visit| visit.state == AppointmentState::NotSeen;
        let mut awaited = Vec::new();
        let mut waiting = Vec::new();
        for appointment in state.not_seen.iter().filter(|id| returns(id)) {
            match world.get::<Visit>(appointment.0).filter(|visit| is_not_seen(visit)) {
                Some(visit) if visit.checked_in_at.is_some() => waiting.push(*appointment),
                Some(_) => awaited.push(*appointment),
                None => {}
            }
        }
        awaited.extend(world.session_appointments(session).filter(|appointment| {
            world
                .get::<Visit>(appointment.0)
                .is_some_and(|visit| visit.state == AppointmentState::NoShow && visit.missed_at == Some(ended_at))
                && returns(appointment)
        }));
        Ok(vec![SessionEndUndone { session: id, awaited, waiting, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for SessionEndUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for appointment in &self.awaited {
            visit(tx, *appointment, stamp, |visit| {
                visit.state = AppointmentState::Booked;
                visit.missed_from = None;
                visit.missed_at = None;
            });
        }
        for appointment in &self.waiting {
            visit(tx, *appointment, stamp, |visit| visit.state = AppointmentState::Arrived);
        }
        let waiting = Queue::of(self.waiting.iter().map(|id| (*id, key(tx, *id))));
        tx.update(self.session.0, |state: &mut SessionState| {
            state.ended_at = None;
            state.not_seen.clear();
            state.queue = waiting;
            state.touched = stamp.seq;
        });
    }
}

impl World {
    pub(super) fn not_ended(&self, session: SessionId, field: &'static str) -> Result<(), Refusal> {
        match self.queue_state(session)?.ended_at {
            Some(at) => Refusal::new("session-ended").field(field).with("at", at).err(),
            None => Ok(()),
        }
    }
}

/// When the sessions of a day are over by themselves.
pub(crate) fn closes_at(date: BusinessDate, zone: Zone) -> Instant {
    zone.instant(date.plus_days(1), CLOSES)
}

/// Nobody is called any more in a session that is over by itself.
pub(super) fn not_closed(date: BusinessDate, context: &Context) -> Result<(), Refusal> {
    let closes_at = closes_at(date, context.zone);
    if context.now < closes_at {
        return Ok(());
    }
    Refusal::new("session-closed").field("session").with("date", date.0).with("at", closes_at).err()
}

//! Sessions: published, withdrawn, ended. Patients can be called in a session, even past midnight, until its clinician
//! or the desk ends it. At 04:00 of the next day it is over by itself: whoever had checked in was not seen, whoever had
//! not has missed it.

use super::{
    Apply, Decide, Decision,
    appeal::not_missed,
    pools::{shares_fit, terms_of},
    setup::{touch_department, within},
    visit::{key, leave, session, slot_of, visit},
    within_undo,
};
use crate::{
    World,
    component::{Clinician, HeldIn, Kind, Seats, Session, SessionState, SharedAppointment, Slot, SlotFacts, Visit},
    index::Pair,
    overlap::Hours,
    queue::Queue,
    read::AppointmentState,
    rules::caps::{Besides, Instead},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{
        AppointmentMissed, AppointmentNotSeen, Event, HoldEnd, OfferWithdrawn, Pool, RulesScope, SLOT_MINUTES_MAX,
        SessionEndUndone, SessionEnded, SessionPublished, SessionRoomChanged, SessionWithdrawn, SlotSpec, Title,
        WindowSeats, command, divide,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The shortest window, in minutes.
const SLOT_MINUTES_MIN: u16 = 5;
/// The most seats in a slot.
const CAPACITY_MAX: u16 = 50;
/// The most seats in a session: so many can be proposed other ones at once if it is closed.
pub(super) const SESSION_SEATS_MAX: usize = 1_000;
/// Days from today to the last day for which sessions are published.
const SESSION_DAYS_MAX: i64 = 400;
/// A session runs over midnight until 03:00 at the latest, so that an hour is left before it is over by itself.
const UNTIL_MAX: MinuteOfDay = MinuteOfDay(1440 + 3 * 60);
/// A session that nobody ended is over by itself at this minute of the next day.
const CLOSES: MinuteOfDay = MinuteOfDay(4 * 60);

impl Decide<World> for command::PublishSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session, clinician, device, room, date, from, until, slot_minutes, capacity, pools, slots } = self;
        let who = world.find::<Clinician>(clinician.0, "clinician")?;
        let seats = seats_of((*from, *until), *slot_minutes, capacity)?;
        shares_fit(pools, *until)?;
        let with_some: Vec<(u16, u16)> = (0u16..).zip(seats).filter(|(_, seats)| *seats > 0).collect();
        if slots.len() != with_some.len() {
            return Refusal::new("slot-count")
                .field("slots")
                .with("value", slots.len() as i64)
                .with("needed", with_some.len() as i64)
                .err();
        }
        in_time(*date, *from, context)?;
        let hours = Hours { date: *date, from: *from, until: *until };
        world.clinician_is_free(who.id, &hours, None)?;
        world.room_is_free_at((who.department, room), &hours, None)?;
        world.can_use(*device, who.department, &hours, None)?;
        world.unused(session.0, "session")?;
        let mut ids = BTreeSet::from([session.0]);
        for slot in slots {
            world.unused(slot.0, "slots")?;
            if !ids.insert(slot.0) {
                return Refusal::new("id-in-use").field("slots").err();
            }
        }
        let at = |window: u16| context.zone.instant(*date, MinuteOfDay(from.0 + window * slot_minutes));
        let divided = divide(&with_some.iter().map(|(_, seats)| *seats).collect::<Vec<_>>(), pools);
        let pools = terms_of(pools, &divided, *date, context.zone);
        let slots = with_some
            .into_iter()
            .zip(slots)
            .zip(divided)
            .map(|(((window, _), slot), pools)| SlotSpec {
                slot: *slot,
                from: at(window),
                until: at(window + 1),
                pools,
            })
            .collect();
        Ok(vec![
            SessionPublished {
                session: *session,
                clinician: *clinician,
                department: who.department,
                device: *device,
                room: room.clone(),
                date: *date,
                from: *from,
                until: *until,
                fee: who.fee,
                slots,
                pools,
            }
            .into(),
        ])
    }
}

/// A session begins now or later, and on no day that is too far ahead.
pub(super) fn in_time(date: BusinessDate, from: MinuteOfDay, context: &Context) -> Result<(), Refusal> {
    let last = context.zone.date(context.now).plus_days(SESSION_DAYS_MAX);
    if date > last {
        return Refusal::new("session-too-far").field("date").with("date", date.0).with("last", last.0).err();
    }
    let starts_at = context.zone.instant(date, from);
    if starts_at < context.now {
        return Refusal::new("session-in-past").field("from").with("value", starts_at).with("now", context.now).err();
    }
    Ok(())
}

/// The seats of each window of a session from and until these minutes.
pub(super) fn seats_of(
    hours: (MinuteOfDay, MinuteOfDay),
    slot_minutes: u16,
    capacity: &WindowSeats,
) -> Result<Vec<u16>, Refusal> {
    let windows = windows_of(hours, slot_minutes)?;
    match capacity {
        WindowSeats::Each(seats) => within("capacity", *seats, 1, CAPACITY_MAX)?,
        WindowSeats::Windows(list) => {
            if list.len() != usize::from(windows) {
                return Refusal::new("seats-count")
                    .field("capacity")
                    .with("value", list.len() as i64)
                    .with("needed", windows)
                    .err();
            }
            for seats in list {
                within("capacity", *seats, 0, CAPACITY_MAX)?;
            }
            // Some window has a seat, or there is nothing to publish.
            within("capacity", list.iter().copied().max().unwrap_or(0), 1, CAPACITY_MAX)?;
        }
    }
    let seats = capacity.of_windows(windows);
    let all: usize = seats.iter().copied().map(usize::from).sum();
    if all > SESSION_SEATS_MAX {
        return Refusal::new("session-seats")
            .field("capacity")
            .with("value", all as i64)
            .with("limit", SESSION_SEATS_MAX as i64)
            .err();
    }
    Ok(seats)
}

/// How many windows a session from and until these minutes has.
fn windows_of((from, until): (MinuteOfDay, MinuteOfDay), slot_minutes: u16) -> Result<u16, Refusal> {
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
    Ok(minutes / slot_minutes)
}

impl Apply<Tx<'_>> for SessionPublished {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session = Session {
            id: self.session,
            clinician: self.clinician,
            department: self.department,
            device: self.device,
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
            holds: Vec::new(),
            given_back: Vec::new(),
            pause: None,
            closure: None,
            pools: self.pools.clone(),
            touched: stamp.seq,
        };
        let kind = tx.get::<Clinician>(self.clinician.0).title;
        self.slots.iter().for_each(|spec| spawn_slot(tx, slot_of_spec(&session, kind, spec), &spec.pools, stamp));
        tx.spawn((session, state, HeldIn { room: self.room.clone(), touched: stamp.seq }));
        touch_department(tx, self.department, stamp);
    }
}

/// A slot of a session, as it is published.
pub(super) fn slot_of_spec(session: &Session, kind: Title, spec: &SlotSpec) -> Slot {
    Slot(Arc::new(SlotFacts {
        id: spec.slot,
        session: session.id,
        clinician: session.clinician,
        department: session.department,
        kind,
        date: session.date,
        from: spec.from,
        until: spec.until,
        capacity: spec.capacity(),
    }))
}

pub(super) fn spawn_slot(tx: &mut Tx, slot: Slot, pools: &[Pool], stamp: Stamp) {
    tx.spawn((slot, Seats::new(pools, stamp.seq)));
}

/// Takes a slot away, with all for which it is watched.
pub(super) fn despawn_slot(tx: &mut Tx, slot: SlotId) {
    let watched = tx.get::<Seats>(slot.0).watched(tx.get::<Slot>(slot.0));
    watched.into_iter().flatten().for_each(|watched| tx.unindex(Pair::Watched(watched)));
    tx.despawn(Kind::Other, slot.0);
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
        let kept = world.kept_in(found);
        if kept > 0 {
            return Refusal::new("session-kept").field("session").with("kept", kept).err();
        }
        let offered = world.queue_state(session)?.aside.iter().filter_map(|seat| seat.offered);
        let mut events: Vec<Event> = offered.map(|entry| OfferWithdrawn { entry }.into()).collect();
        events.extend(world.holds_end(session, HoldEnd::NoSession));
        events.extend(world.draw_ends(session, reason));
        events.push(SessionWithdrawn { session, reason: reason.clone() }.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for SessionWithdrawn {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let session: Session = tx.get::<Session>(self.session.0).clone();
        session.slots.iter().for_each(|slot| despawn_slot(tx, *slot));
        let state = tx.get::<SessionState>(self.session.0);
        state.all_pairs(self.session).into_iter().for_each(|pair| tx.unindex(pair));
        tx.despawn(Kind::Other, self.session.0);
        session.pairs().for_each(|pair| tx.unindex(pair));
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
            state.pause = None;
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
        let mut awaited = Vec::new();
        let mut waiting = Vec::new();
        let missed = world.session_appointments(session).filter(|appointment| {
            world
                .get::<Visit>(appointment.0)
                .is_some_and(|visit| visit.state == AppointmentState::NoShow && visit.missed_at == Some(ended_at))
        });
        // What one person gets back counts together.
        let mut back: BTreeMap<PersonId, Vec<&Slot>> = BTreeMap::new();
        let mut in_the_way: BTreeSet<PersonId> = BTreeSet::new();
        for appointment in state.not_seen.iter().copied().chain(missed) {
            let Some(SharedAppointment(parts)) = world.get(appointment.0) else { continue };
            let (booked, seat, visit) = &**parts;
            let own = back.entry(world.index().canonical(booked.patient)).or_default();
            let into = match visit.state {
                AppointmentState::NotSeen if visit.checked_in_at.is_some() => &mut waiting,
                AppointmentState::NotSeen | AppointmentState::NoShow => &mut awaited,
                AppointmentState::Booked
                | AppointmentState::Arrived
                | AppointmentState::Called
                | AppointmentState::InConsultation
                | AppointmentState::Fulfilled
                | AppointmentState::Cancelled
                | AppointmentState::Displaced => continue,
            };
            // Whoever was not seen looks for another window: what is only held gives way.
            let beside_holds = world.may_be_open_again(appointment, own, context).is_ok();
            let besides = Besides { instead: Instead::BackNotHolds(id, appointment), also: own };
            if beside_holds || world.may_be_open_instead(appointment, besides, context).is_ok() {
                if !beside_holds {
                    in_the_way.insert(world.index().canonical(booked.patient));
                }
                own.push(&seat.slot);
                into.push(appointment);
            }
        }
        let mut events = world.holds_give_way(in_the_way, context)?;
        events.push(SessionEndUndone { session: id, awaited, waiting, reason: reason.clone() }.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for SessionEndUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for appointment in &self.awaited {
            not_missed(tx, *appointment);
            visit(tx, *appointment, stamp, |visit| {
                visit.state = AppointmentState::Booked;
                visit.missed_from = None;
                visit.missed_at = None;
                visit.appeal = None;
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

//! A published session gets other hours, another day, other seats or another room, before it begins.
//!
//! Nobody loses a seat by it: a window in which a seat is taken, offered or kept stays where it is, with at least those
//! seats. Whoever only holds a seat while they decide keeps it where the window stays, and otherwise chooses again: looking
//! at a window stops no change. A window is never moved: one that is wanted at another time is another window. So whoever
//! has booked, or had and cancelled, finds the window as it was.

use super::{
    Apply, Decide, Decision,
    session::{despawn_slot, in_time, seats_of, slot_of_spec, spawn_slot},
    setup::touch_department,
    waitlist::wish_of,
};
use crate::{
    World,
    component::{Clinician, Seats, Session, SessionState, Slot, each_seat},
    overlap::Hours,
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::SlotId,
    message::Refusal,
    scheduling::{
        Event, Pool, PoolTerms, PooledSeat, ResizedSlot, SLOT_MINUTES_MAX, SessionChanged, SessionRoomChanged,
        SlotSpec, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use std::collections::BTreeSet;

/// A window of the session as it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: Instant,
    until: Instant,
    seats: u16,
}

/// What becomes of the windows.
#[derive(Default)]
struct Plan {
    dropped: Vec<SlotId>,
    resized: Vec<ResizedSlot>,
    added: Vec<SlotSpec>,
}

impl Plan {
    fn changes_nothing(&self) -> bool {
        self.dropped.is_empty() && self.resized.is_empty() && self.added.is_empty()
    }
}

impl Decide<World> for command::ChangeSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, date, from, until, capacity, room, slots, reason } = self;
        let session = world.find::<Session>(id.0, "session")?;
        world.changeable(session, context)?;
        let minutes = world.window_minutes(session);
        let seats = seats_of((*from, *until), minutes, capacity)?;
        in_time(*date, *from, context)?;
        let hours = Hours { date: *date, from: *from, until: *until };
        world.clinician_is_free(session.clinician, &hours, Some(*id))?;
        world.room_is_free_at((session.department, room), &hours, Some(*id))?;
        // Hours that it has already need nothing new of a device, which may not work now.
        let is_within = *date == session.date && session.from <= *from && *until <= session.until;
        if !is_within {
            world.can_use(session.device, session.department, &hours, Some(*id))?;
        }
        let at = |window: u16| context.zone.instant(*date, MinuteOfDay(from.0 + window * minutes));
        let with_some = (0u16..).zip(seats).filter(|(_, seats)| *seats > 0);
        let windows: Vec<Window> =
            with_some.map(|(window, seats)| Window { from: at(window), until: at(window + 1), seats }).collect();
        let plan = world.plan_change(session, *date, &windows, slots)?;
        let is_same = plan.changes_nothing() && (*date, *from, *until) == (session.date, session.from, session.until);
        let is_same_room = world.room(session).name.is_same(room);
        if is_same && is_same_room {
            return Refusal::new("session-same").field("session").err();
        }
        let mut events: Vec<Event> = Vec::new();
        if !is_same {
            let aside = world.offered_of(session, *date, &plan, context)?;
            let pools = world.terms_on(session, hours, context.zone);
            let Plan { dropped, resized, added } = plan;
            events.extend(world.holds_end_in(*id, &dropped));
            let (session, reason) = (*id, reason.clone());
            let (date, from, until) = (*date, *from, *until);
            events.push(SessionChanged { session, date, from, until, dropped, resized, added, pools, reason }.into());
            events.extend(aside);
        }
        if !is_same_room {
            events.push(SessionRoomChanged { session: *id, room: room.clone(), reason: reason.clone() }.into());
        }
        Ok(events)
    }
}

impl World {
    /// A session that is held, has not begun, and whose seats nobody draws.
    fn changeable(&self, session: &Session, context: &Context) -> Result<(), Refusal> {
        self.not_ended(session.id, "session")?;
        let begins = context.zone.instant(session.date, session.from);
        if context.now >= begins {
            return Refusal::new("session-begun").field("session").with("from", begins).with("now", context.now).err();
        }
        if self.queue_state(session.id)?.closure.is_some() {
            return Refusal::new("session-change-closed").field("session").err();
        }
        if self.pending_draw(session.id).is_some() {
            return Refusal::new("session-change-drawn").field("session").err();
        }
        Ok(())
    }

    /// How long the windows of a session are; all are equally long.
    fn window_minutes(&self, session: &Session) -> u16 {
        let first = session.slots.first().and_then(|slot| self.get::<Slot>(slot.0));
        let minutes = first.map(|slot| (slot.until - slot.from).num_minutes());
        minutes.and_then(|minutes| u16::try_from(minutes).ok()).unwrap_or(SLOT_MINUTES_MAX)
    }

    /// Which windows stay, with how many seats, and which are new.
    fn plan_change(
        &self,
        session: &Session,
        date: BusinessDate,
        windows: &[Window],
        ids: &[SlotId],
    ) -> Result<Plan, Refusal> {
        let old: Vec<(&Slot, &Seats)> = session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot)).collect();
        let claimed: u16 = old.iter().map(|(_, seats)| claimed(seats)).sum();
        if date != session.date && claimed > 0 {
            return Refusal::new("session-move-claimed").field("date").with("claimed", claimed).err();
        }
        let is_at =
            |slot: &Slot, window: &Window| slot.date == date && (slot.from, slot.until) == (window.from, window.until);
        let mut plan = Plan::default();
        for (slot, seats) in &old {
            match windows.iter().find(|window| is_at(slot, window)) {
                Some(window) => plan.resized.extend(resized(slot, seats, window.seats)?),
                None => {
                    enough(slot, seats, 0)?;
                    plan.dropped.push(slot.id);
                }
            }
        }
        let is_moved = plan.dropped.len() == old.len();
        let is_new = |window: &&Window| !old.iter().any(|(slot, _)| is_at(slot, window));
        let new: Vec<&Window> = windows.iter().filter(is_new).collect();
        let unused = self.unused_ids(ids, new.len())?;
        for (place, (window, slot)) in new.into_iter().zip(unused).enumerate() {
            // A session that is moved as a whole keeps in its windows what was kept for some channels.
            let like = old.get(place).filter(|_| is_moved).map(|(_, seats)| *seats);
            let pools = pools_like(like, window.seats);
            plan.added.push(SlotSpec { slot, from: window.from, until: window.until, pools });
        }
        Ok(plan)
    }

    /// The first so many of these ids, none of which is in use.
    fn unused_ids(&self, ids: &[SlotId], count: usize) -> Result<Vec<SlotId>, Refusal> {
        let Some(ids) = ids.get(..count) else {
            return Refusal::new("slot-count")
                .field("slots")
                .with("value", ids.len() as i64)
                .with("needed", count as i64)
                .err();
        };
        let mut once = BTreeSet::new();
        for slot in ids {
            self.unused(slot.0, "slots")?;
            if !once.insert(*slot) {
                return Refusal::new("id-in-use").field("slots").err();
            }
        }
        Ok(ids.to_vec())
    }

    /// The new general seats for which somebody waits: they are offered first, as seats that are given back. On another day
    /// the session is as one that is published.
    fn offered_of(
        &self,
        session: &Session,
        date: BusinessDate,
        plan: &Plan,
        context: &Context,
    ) -> Result<Vec<Event>, Refusal> {
        let mut events = Vec::new();
        if date != session.date {
            return Ok(events);
        }
        let is_waited_for = |slot: &Slot| self.index().waiting_for(wish_of(slot, context.zone)).next().is_some();
        for of in &plan.resized {
            let Some((slot, seats)) = self.slot_and_seats(of.slot).filter(|(slot, _)| is_waited_for(slot)) else {
                continue;
            };
            for one in of.seats.iter().filter(|one| seats.pool_of(one.seat).is_none()) {
                events.extend(self.offered_first((slot, seats), one.seat, context)?);
            }
        }
        let kind = self.find::<Clinician>(session.clinician.0, "session")?.title;
        for spec in &plan.added {
            let (slot, seats) = (slot_of_spec(session, kind, spec), Seats::new(&spec.pools, 0));
            if is_waited_for(&slot) {
                for seat in each_seat(seats.of(Pool::General)) {
                    events.extend(self.offered_first((&slot, &seats), seat, context)?);
                }
            }
        }
        Ok(events)
    }

    /// The terms of its pools for these hours: as long before them as before, and never after the session.
    fn terms_on(&self, session: &Session, hours: Hours, zone: Zone) -> Vec<PoolTerms> {
        let later = hours.date.0.signed_duration_since(session.date.0);
        let (begins, ends) = (zone.instant(hours.date, hours.from), zone.instant(hours.date, hours.until));
        let moved = |at: Instant| {
            let at = at + Duration::days(later.num_days());
            if at < ends { at } else { begins }
        };
        let terms = self.get::<SessionState>(session.id.0).map(|state| state.pools.clone()).unwrap_or_default();
        let moved = terms.into_iter().map(|terms| PoolTerms {
            opens_at: terms.opens_at.map(moved),
            falls_at: terms.falls_at.map(moved),
            ..terms
        });
        moved.collect()
    }
}

/// How many seats of a window are taken, also by somebody who was added, set aside for those who wait, or kept for somebody.
const fn claimed(seats: &Seats) -> u16 {
    (seats.taken | seats.aside | seats.kept).count_ones() as u16
}

/// Nobody loses a seat. Whoever was added has none, but needs the window; whoever only holds one does not need it.
fn enough(slot: &Slot, seats: &Seats, count: u16) -> Result<(), Refusal> {
    let held = seats.held.count_ones() as u16;
    let needed = if count == 0 { claimed(seats) } else { claimed(seats) + held - seats.add_ons() };
    if count >= needed {
        return Ok(());
    }
    Refusal::new("window-claimed")
        .field("capacity")
        .with("from", slot.from)
        .with("until", slot.until)
        .with("value", count)
        .with("claimed", needed)
        .err()
}

/// A window that gets so many seats, unless it has them. New seats are general. Of those that nobody has, general ones go
/// before those that are kept for some, and the last before the first.
fn resized(slot: &Slot, seats: &Seats, count: u16) -> Result<Option<ResizedSlot>, Refusal> {
    enough(slot, seats, count)?;
    let mut all = seats.all();
    for pool in Pool::ALL {
        while all.count_ones() > u32::from(count)
            && let Some(last) = (all & seats.of(pool) & seats.unclaimed()).checked_ilog2()
        {
            all &= !(1 << last);
        }
    }
    while all.count_ones() < u32::from(count) {
        all |= 1 << (all | !seats.unclaimed()).trailing_ones();
    }
    if all == seats.all() {
        return Ok(None);
    }
    let pooled = |seat| PooledSeat { seat, pool: seats.pool_of(seat).unwrap_or(Pool::General) };
    Ok(Some(ResizedSlot { slot: slot.id, seats: each_seat(all).map(pooled).collect() }))
}

/// So many seats, of which as many are kept for each channel as in another window; all are general without one.
fn pools_like(like: Option<&Seats>, count: u16) -> Vec<Pool> {
    let mut left = count;
    let mut kept = Vec::new();
    for pool in Pool::KEPT {
        let of_pool = like.map_or(0, |seats| seats.of(pool).count_ones());
        for _ in 0..of_pool.min(u32::from(left)) {
            kept.push(pool);
            left -= 1;
        }
    }
    let general = (0..left).map(|_| Pool::General);
    general.chain(kept).collect()
}

impl Apply<Tx<'_>> for SessionChanged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let id = self.session;
        let before: Session = tx.get::<Session>(id.0).clone();
        let mut after = Session { date: self.date, from: self.from, until: self.until, ..before.clone() };
        self.dropped.iter().for_each(|slot| despawn_slot(tx, *slot));
        for of in &self.resized {
            tx.update(of.slot.0, |seats: &mut Seats| seats.resize(&of.seats, stamp.seq));
        }
        let kind = tx.get::<Clinician>(after.clinician.0).title;
        self.added.iter().for_each(|spec| spawn_slot(tx, slot_of_spec(&after, kind, spec), &spec.pools, stamp));
        after.slots.retain(|slot| !self.dropped.contains(slot));
        after.slots.extend(self.added.iter().map(|spec| spec.slot));
        after.slots.sort_by_key(|slot| tx.get::<Slot>(slot.0).from);
        before.pairs().zip(after.pairs()).for_each(|(was, is)| tx.reindex(Some(was), Some(is)));
        tx.update(id.0, |session: &mut Session| *session = after);
        let falls = tx.get::<SessionState>(id.0).falls(id);
        tx.update(id.0, |state: &mut SessionState| {
            state.pools.clone_from(&self.pools);
            state.given_back.retain(|(slot, _)| !self.dropped.contains(slot));
            state.touched = stamp.seq;
        });
        let falls_now = tx.get::<SessionState>(id.0).falls(id);
        tx.reindex(falls, falls_now);
        touch_department(tx, before.department, stamp);
    }
}

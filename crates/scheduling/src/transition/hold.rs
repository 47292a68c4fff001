//! Holds (预占号): a seat that nobody else can take for some minutes, while its person decides.
//!
//! A hold counts for its person like a booked seat, and is placed under the same rules. One person holds one seat at a
//! time. In one session a person holds seats for at most [`SPAN_MINUTES`] from the first one on, and then none for
//! [`REST_MINUTES`], and places at most [`HOLDS_PER_HOUR`] in an hour: so nobody keeps a seat from others by holding it
//! again and again. A booking needs no hold, so nobody has to hurry because of these limits.
//!
//! A seat that was held is at once free for all again, like one that nobody ever had. Not where it was the last one of
//! its session, or where somebody waits for it: there it returns like any other seat that is given back, so that it cannot
//! be passed on to somebody who knows the moment. The last one of its window is not enough: where each window has one seat,
//! whoever compares them would hide one after the other.

use super::{
    Apply, Decide, Decision,
    booking::{Free, expected_at, minute_of, seats},
};
use crate::{
    RulesInForce, World,
    component::{Counted, SeatHold, Seats, Session, SessionState, Slot},
    index::Pair,
    rules::caps::Instead,
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::{PersonId, SessionId, SlotId},
    message::{Refusal, Value},
    scheduling::{Event, HoldEnd, HoldEnded, HoldPlaced, Pool, command},
    time::Instant,
};

/// For how long one person may hold seats of one session, counted from the first one.
const SPAN_MINUTES: i64 = 15;
/// For how long, after that, the person holds no seat of it.
const REST_MINUTES: i64 = 10;
/// The most holds of one person in an hour.
const HOLDS_PER_HOUR: u16 = 10;
/// How long it is remembered when seats were held: longer than anything that is counted.
const REMEMBERED_HOURS: i64 = 2;

/// A seat that nobody has is in no count.
const NOBODY: (Counted, Counted) = (Counted { awaited: false, left: false }, Counted { awaited: false, left: false });

impl Decide<World> for command::HoldSeat {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { slot, patient, channel } = *self;
        let wanted = world.find::<Slot>(slot.0, "slot")?;
        world.not_blocked(patient, channel, wanted.department, context.zone.date(context.now))?;
        let (slot, free) = world.seat_for((patient, channel), slot, Instead::Holds, context)?;
        let until = world.may_hold(patient, slot, &world.rules_at(slot, context)?, context)?;
        let mut events = Vec::new();
        for hold in world.holds_of(patient) {
            events.push(ended(hold, HoldEnd::Replaced));
            if hold.slot != slot.id {
                events.extend(world.returned(hold, context)?);
            }
        }
        events.push(HoldPlaced { slot: slot.id, seat: free.seat, patient, channel, until }.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for HoldPlaced {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let Self { slot, seat, patient, channel: _, until } = *self;
        let facts = tx.get::<Slot>(slot.0).clone();
        seats(tx, &facts, NOBODY, stamp, |seats| seats.held |= 1 << seat);
        holds(tx, facts.session, stamp, |holds| holds.push(SeatHold { slot, seat, patient, until }));
        tx.index(Pair::HeldFor(patient, facts.session, slot));
        let is_old = |at: &Instant| *at < stamp.at - Duration::hours(REMEMBERED_HOURS);
        let old: Vec<_> = tx.indexes().held_at_of(patient).take_while(|(at, ..)| is_old(at)).collect();
        for (at, seq, session) in old {
            tx.unindex(Pair::HeldAt(patient, at, seq, session));
        }
        tx.index(Pair::HeldAt(patient, stamp.at, stamp.seq, facts.session));
    }
}

impl Decide<World> for command::ReleaseHold {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        world.find::<Slot>(self.slot.0, "slot")?;
        let hold = world.hold_in(self.patient, self.slot).ok_or(Refusal::new("no-hold").field("slot"))?;
        Ok([ended(hold, HoldEnd::Released)].into_iter().chain(world.returned(hold, context)?).collect())
    }
}

/// Whoever decides before the tick does still has the seat: nobody else could take it meanwhile.
impl Decide<World> for command::LapseHold {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let slot = world.find::<Slot>(self.slot.0, "slot")?;
        let all = &world.find::<SessionState>(slot.session.0, "slot")?.holds;
        let hold = all.iter().find(|hold| (hold.slot, hold.seat) == (self.slot, self.seat));
        let hold = hold.ok_or(Refusal::new("no-hold").field("seat"))?;
        if context.now < hold.until {
            return Refusal::new("hold-not-over").field("seat").with("until", hold.until).err();
        }
        Ok([ended(hold, HoldEnd::Lapsed)].into_iter().chain(world.returned(hold, context)?).collect())
    }
}

impl Apply<Tx<'_>> for HoldEnded {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let facts = tx.get::<Slot>(self.slot.0).clone();
        seats(tx, &facts, NOBODY, stamp, |seats| seats.held &= !(1 << self.seat));
        let over = holds(tx, facts.session, stamp, |holds| {
            let place = holds.iter().position(|hold| (hold.slot, hold.seat) == (self.slot, self.seat))?;
            Some(holds.remove(place))
        });
        if let Some(over) = over {
            tx.unindex(Pair::HeldFor(over.patient, facts.session, over.slot));
        }
    }
}

impl World {
    /// The seats that are held for a person, under whichever record.
    pub(crate) fn holds_of(&self, person: PersonId) -> impl Iterator<Item = &SeatHold> {
        self.index().held_for(person).filter_map(|(record, session, slot)| {
            let holds = &self.get::<SessionState>(session.0)?.holds;
            holds.iter().find(|hold| (hold.patient, hold.slot) == (record, slot))
        })
    }

    /// The seat that is held for a person in a slot.
    pub(crate) fn hold_in(&self, person: PersonId, slot: SlotId) -> Option<&SeatHold> {
        self.holds_of(person).find(|hold| hold.slot == slot)
    }

    /// What ends the holds of a session that is not booked in the ordinary way any more.
    pub(super) fn holds_end(&self, session: SessionId, why: HoldEnd) -> Vec<Event> {
        let holds = self.get::<SessionState>(session.0).map(|state| &state.holds[..]).unwrap_or_default();
        holds.iter().map(|hold| ended(hold, why)).collect()
    }

    /// What ends the holds of windows of a session that are taken out of it.
    pub(super) fn holds_end_in(&self, session: SessionId, slots: &[SlotId]) -> Vec<Event> {
        let holds = self.get::<SessionState>(session.0).map(|state| &state.holds[..]).unwrap_or_default();
        let gone = holds.iter().filter(|hold| slots.contains(&hold.slot));
        gone.map(|hold| ended(hold, HoldEnd::NoSession)).collect()
    }

    /// What ends the holds of people who get other seats without having asked for them just now.
    pub(super) fn holds_give_way(
        &self,
        people: impl IntoIterator<Item = PersonId>,
        context: &Context,
    ) -> Result<Vec<Event>, Refusal> {
        let mut events = Vec::new();
        for hold in people.into_iter().flat_map(|person| self.holds_of(person)) {
            events.push(ended(hold, HoldEnd::Replaced));
            events.extend(self.returned(hold, context)?);
        }
        Ok(events)
    }

    /// What ends the hold whose seat is booked by the event that follows.
    pub(super) fn hold_is_booked(&self, patient: PersonId, slot: SlotId) -> Option<Event> {
        self.hold_in(patient, slot).map(|hold| ended(hold, HoldEnd::Booked))
    }

    /// What becomes of a seat that was held and is not booked, if it is not at once free for all.
    fn returned(&self, hold: &SeatHold, context: &Context) -> Result<Option<Event>, Refusal> {
        let Some((slot, _)) = self.slot_and_seats(hold.slot) else { return Ok(None) };
        let all = self.get::<Session>(slot.session.0).map(|session| &session.slots[..]).unwrap_or_default();
        let mut all = all.iter().filter_map(|slot| self.slot_and_seats(*slot));
        let is_last = !all.any(|(slot, seats)| context.now < slot.from && seats.free(Pool::General).is_some());
        if is_last || self.is_waited_for(slot, context)? { self.set_aside(slot, hold.seat, context) } else { Ok(None) }
    }

    /// Until when a person may hold a seat of a slot from now on.
    fn may_hold(
        &self,
        patient: PersonId,
        slot: &Slot,
        rules: &RulesInForce,
        context: &Context,
    ) -> Result<Instant, Refusal> {
        let now = context.now;
        let records = self.index().records(patient);
        let mut times: Vec<_> = records.iter().flat_map(|record| self.index().held_at_of(*record)).collect();
        times.sort_unstable();
        let last_hour = times.iter().map(|(at, ..)| *at).filter(|at| now < *at + Duration::hours(1));
        let count = u16::try_from(last_hour.clone().count()).unwrap_or(u16::MAX);
        if let Some(first) = last_hour.min().filter(|_| count >= HOLDS_PER_HOUR) {
            return Refusal::new("holds-too-many")
                .field("slot")
                .with("value", count)
                .with("limit", HOLDS_PER_HOUR)
                .with("at", first + Duration::hours(1))
                .err();
        }
        let here = times.iter().filter(|(.., session)| *session == slot.session).map(|(at, ..)| *at);
        let first = span_of(here, now).unwrap_or(now);
        let latest = first + Duration::minutes(SPAN_MINUTES);
        if now >= latest {
            return Refusal::new("hold-rest")
                .field("slot")
                .with("limit", Value::Minutes(SPAN_MINUTES))
                .with("at", latest + Duration::minutes(REST_MINUTES))
                .err();
        }
        // Who is at the desk can still have a seat of a window that is running.
        let ends = if now < slot.from { slot.from } else { slot.until };
        Ok((now + Duration::minutes(rules.hold_minutes.into())).min(latest).min(ends))
    }
}

/// When the span began in which a person may hold seats of a session, or rests: the first hold after an earlier one.
fn span_of(times: impl Iterator<Item = Instant>, now: Instant) -> Option<Instant> {
    let whole = Duration::minutes(SPAN_MINUTES + REST_MINUTES);
    let last = times.fold(None, |first: Option<Instant>, at| first.filter(|first| at < *first + whole).or(Some(at)));
    last.filter(|first| now < *first + whole)
}

fn ended(hold: &SeatHold, why: HoldEnd) -> Event {
    HoldEnded { slot: hold.slot, seat: hold.seat, why }.into()
}

/// Changes the holds of a session, and when the first of them is over.
fn holds<R>(tx: &mut Tx, session: SessionId, stamp: Stamp, change: impl FnOnce(&mut Vec<SeatHold>) -> R) -> R {
    let before = tx.get::<SessionState>(session.0).first_hold(session);
    let changed = tx.update(session.0, |state: &mut SessionState| {
        state.touched = stamp.seq;
        change(&mut state.holds)
    });
    let after = tx.get::<SessionState>(session.0).first_hold(session);
    tx.reindex(before, after);
    changed
}

impl SeatHold {
    /// The seat as its person would get it.
    pub(super) fn free(&self, slot: &Slot, now: Instant) -> Free {
        Free { seat: self.seat, expected_at: expected_at(slot, self.seat).max(minute_of(now)) }
    }
}

impl Seats {
    /// The same without one hold.
    pub(super) const fn without(mut self, hold: &SeatHold) -> Self {
        self.held &= !(1 << hold.seat);
        self
    }
}

//! A seat that was given back: offered to one after the other of those who wait, then free for all.

use super::{
    super::booking::{expected_at, seats},
    Apply, Decide, Decision, aside, list_closes_at, not_taken, to_ask, waiting, wish_of,
};
use crate::{
    World,
    component::{
        AsideSeat, Counted, GIVEN_BACK_MAX, Offer, PASSED_OVER_MAX, Seats, SessionState, Slot, Waiting, WaitlistEntry,
    },
    read::{Moment, WaitlistEnd},
    rules::caps::Instead,
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::{PersonId, SlotId, WaitlistEntryId},
    message::Refusal,
    scheduling::{
        AppointmentBooked, Channel, Event, OfferAccepted, OfferExtended, OfferLapsed, OfferPassed, OfferWithdrawn,
        PassedOver, Pool, SeatOffered, SeatReleased, SeatSetAside, WaitlistPassedOver, WaitlistRules, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};

/// A seat that nobody has is in no count.
const NOBODY: (Counted, Counted) = (Counted { awaited: false, left: false }, Counted { awaited: false, left: false });

/// Of those who are next, at most so many are passed over in one decision.
const PASSED_OVER_AT_ONCE: usize = 100;

/// Within how many seconds a seat returns: at most a quarter of the time that is left, so that somebody can still come.
fn spread(slot: &Slot, rules: &WaitlistRules, context: &Context) -> u64 {
    let left = (slot.from - context.now).num_seconds().max(0) as u64 / 4;
    left.min(u64::from(rules.returned_minutes_max) * 60)
}

/// When everybody can book a seat that nobody who waits takes: drawn, so that nobody can lie in wait for it. It is drawn
/// again with each offer that comes to nothing, else whoever let the last one pass would know the moment.
fn public_at(slot: &Slot, seat: u16, rules: Option<&WaitlistRules>, context: &Context) -> Instant {
    let within = rules.map_or(0, |rules| spread(slot, rules, context));
    // Seats that one decision sets aside return one by one: whoever sees the first does not know when the others do.
    let purpose = format!("seat given back {} {seat}", slot.id);
    context.now + Duration::seconds(context.draw(&purpose, within + 1) as i64)
}

impl World {
    /// What happens to a seat that is given back, if it cannot be booked at once: it is offered to those who wait, and
    /// returns at a moment that nobody can lie in wait for.
    pub(in crate::transition) fn set_aside(
        &self,
        slot: &Slot,
        seat: u16,
        context: &Context,
    ) -> Result<Option<Event>, Refusal> {
        // What is kept for a channel returns to it.
        let seats = self.get::<Seats>(slot.id.0).filter(|seats| seats.is_of(Pool::General, seat));
        seats.map_or(Ok(None), |seats| self.offered_first((slot, seats), seat, context))
    }

    /// The same for a seat that everybody could book at once.
    pub(in crate::transition) fn offered_first(
        &self,
        (slot, seats): (&Slot, &Seats),
        seat: u16,
        context: &Context,
    ) -> Result<Option<Event>, Refusal> {
        // Nobody can be seen in a session that was closed.
        if seats.closed {
            return Ok(None);
        }
        let Some(rules) = self.rules_at(slot, context)?.waitlist.filter(|_| context.now < slot.from) else {
            return Ok(None);
        };
        if spread(slot, &rules, context) == 0 && !self.is_in_line(slot, &rules, context) {
            return Ok(None);
        }
        let public_at = public_at(slot, seat, Some(&rules), context);
        Ok(Some(SeatSetAside { slot: slot.id, seat, public_at }.into()))
    }

    /// Does somebody wait for a slot whose list is open?
    pub(in crate::transition) fn is_waited_for(&self, slot: &Slot, context: &Context) -> Result<bool, Refusal> {
        let rules = self.rules_at(slot, context)?.waitlist;
        Ok(rules.is_some_and(|rules| self.is_in_line(slot, &rules, context)))
    }

    fn is_in_line(&self, slot: &Slot, rules: &WaitlistRules, context: &Context) -> bool {
        context.now < list_closes_at(slot.date, rules, context.zone)
            && self.index().waiting_for(wish_of(slot, context.zone)).next().is_some()
    }

    /// Who waits by an entry, and whether a seat is offered to it.
    fn who_is_asked(&self, id: WaitlistEntryId) -> Option<(PersonId, bool)> {
        Some((self.get::<WaitlistEntry>(id.0)?.patient, self.get::<Waiting>(id.0)?.offer.is_some()))
    }

    /// How somebody joined the waiting list.
    fn channel_of(&self, id: WaitlistEntryId) -> Result<Channel, Refusal> {
        Ok(self.find::<WaitlistEntry>(id.0, "entry")?.channel)
    }

    /// When everybody can book the seat that is offered to somebody who does not take it.
    pub(super) fn public_again(&self, offer: &Offer, context: &Context) -> Result<Instant, Refusal> {
        let (slot, rules) = self.rules_of_offer(offer.slot, context)?;
        Ok(public_at(slot, offer.seat, rules.as_ref(), context))
    }

    /// A seat that is set aside and not offered.
    fn aside_seat(&self, slot: &Slot, seat: u16) -> Result<&AsideSeat, Refusal> {
        let all = &self.find::<SessionState>(slot.session.0, "slot")?.aside;
        let found = all.iter().find(|aside| (aside.slot, aside.seat) == (slot.id, seat));
        found.filter(|aside| aside.offered.is_none()).ok_or(Refusal::new("not-there").field("seat"))
    }

    /// An entry with the seat that is offered to it.
    fn offer(&self, id: WaitlistEntryId, context: &Context) -> Result<(&WaitlistEntry, &Waiting, Offer), Refusal> {
        let (entry, waiting) = self.open_entry(id)?;
        let Some(offer) = waiting.offer else { return Refusal::new("no-offer").field("entry").err() };
        if context.now >= offer.until {
            return Refusal::new("offer-over").field("entry").with("until", offer.until).err();
        }
        Ok((entry, waiting, offer))
    }

    /// The rules by which a seat was offered; whoever has an offer keeps it when the rules are gone.
    fn rules_of_offer(&self, slot: SlotId, context: &Context) -> Result<(&Slot, Option<WaitlistRules>), Refusal> {
        let slot = self.find::<Slot>(slot.0, "entry")?;
        Ok((slot, self.rules_at(slot, context)?.waitlist))
    }
}

impl Apply<Tx<'_>> for SeatSetAside {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = tx.get::<Slot>(self.slot.0).clone();
        seats(tx, &slot, NOBODY, stamp, |seats| seats.aside |= 1 << self.seat);
        tx.update(slot.session.0, |state: &mut SessionState| {
            state.aside.push(AsideSeat {
                slot: self.slot,
                seat: self.seat,
                since: stamp.at,
                public_at: self.public_at,
                offered: None,
                asked: Vec::new(),
            });
            if state.given_back.len() < GIVEN_BACK_MAX {
                state.given_back.push((self.slot, stamp.at));
            }
            state.touched = stamp.seq;
        });
    }
}

impl Decide<World> for command::PassOn {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (slot, seat) = (world.find::<Slot>(self.slot.0, "slot")?, self.seat);
        let aside = world.aside_seat(slot, seat)?;
        let rules = world.rules_at(slot, context)?;
        let mut events = Vec::new();
        if let Some(waitlist) = &rules.waitlist
            && context.now < list_closes_at(slot.date, waitlist, context.zone)
            && let until = offer_until(slot, waitlist, context)
            && until > context.now
        {
            let mut passed_over = Vec::new();
            let mut next = None;
            let moment = Moment { now: context.now, zone: context.zone };
            let wish = wish_of(slot, context.zone);
            for (entry, patient) in to_ask(world.index(), wish, &aside.asked, |id| world.who_is_asked(id)) {
                let may_have = world
                    .not_blocked(patient, world.channel_of(entry)?, slot.department, rules.date)
                    .and_then(|()| world.is_open_to_group(patient, slot, rules, moment))
                    // What they only hold gives way if they accept.
                    .and_then(|()| world.within_caps(patient, slot, Instead::Holds.into(), &rules));
                match may_have {
                    Ok(()) => next = Some(entry),
                    Err(refusal) => passed_over.push(PassedOver { entry, code: refusal.code.to_owned() }),
                }
                if next.is_some() || passed_over.len() == PASSED_OVER_AT_ONCE {
                    break;
                }
            }
            if !passed_over.is_empty() {
                events.push(WaitlistPassedOver { slot: slot.id, seat, entries: passed_over }.into());
            }
            events.extend(next.map(|entry| Event::from(SeatOffered { entry, slot: slot.id, seat, until })));
        }
        if events.is_empty() {
            if context.now < aside.public_at {
                return Refusal::new("nobody-to-ask").field("seat").with("until", aside.public_at).err();
            }
            events.push(SeatReleased { slot: slot.id, seat }.into());
        }
        Ok(events)
    }
}

/// Until when an offer that is made now is kept: so many minutes, or a share of the time until the window begins, if that
/// is less; nights do not count.
fn offer_until(slot: &Slot, rules: &WaitlistRules, context: &Context) -> Instant {
    let left = (slot.from - context.now).num_minutes().max(0);
    let minutes = (left * i64::from(rules.offer_share_percent) / 100).min(i64::from(rules.offer_minutes_max));
    awake(context.now, minutes, rules, context.zone).min(slot.from)
}

/// So many minutes later, without counting nights.
fn awake(from: Instant, minutes: i64, rules: &WaitlistRules, zone: Zone) -> Instant {
    let mut left = Duration::minutes(minutes);
    if rules.night_minutes() == 0 {
        return from + left;
    }
    let mut at = from;
    // Each round passes at least the eight hours of a day that are not night.
    loop {
        let day = zone.date(at);
        if is_night(zone.minute(at), rules) {
            at = next(at, day, rules.night_until, zone);
        }
        let evening = next(at, zone.date(at), rules.night_from, zone);
        if left <= evening - at {
            return at + left;
        }
        left -= evening - at;
        at = evening;
    }
}

fn is_night(minute: MinuteOfDay, rules: &WaitlistRules) -> bool {
    let (from, until) = (rules.night_from, rules.night_until);
    if from <= until { from <= minute && minute < until } else { minute >= from || minute < until }
}

/// The next time after `at`, which is on this day, at which it is this minute.
fn next(at: Instant, day: BusinessDate, minute: MinuteOfDay, zone: Zone) -> Instant {
    let same_day = zone.instant(day, minute);
    if same_day > at { same_day } else { zone.instant(day.plus_days(1), minute) }
}

impl Apply<Tx<'_>> for WaitlistPassedOver {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        for passed in &self.entries {
            waiting(tx, passed.entry, stamp, |waiting| {
                waiting.passed_over.push((self.slot, passed.code.clone()));
                let old = waiting.passed_over.len().saturating_sub(PASSED_OVER_MAX);
                waiting.passed_over.drain(..old);
            });
        }
        aside(tx, self.slot, stamp, |seats| {
            let passed = self.entries.iter().map(|passed| passed.entry);
            if let Some(seat) = seats.iter_mut().find(|aside| (aside.slot, aside.seat) == (self.slot, self.seat)) {
                seat.asked.extend(passed);
            }
        });
    }
}

impl Apply<Tx<'_>> for SeatOffered {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let offer = Offer { slot: self.slot, seat: self.seat, at: stamp.at, until: self.until, is_extended: false };
        waiting(tx, self.entry, stamp, |waiting| waiting.offer = Some(offer));
        aside(tx, self.slot, stamp, |seats| {
            if let Some(seat) = seats.iter_mut().find(|aside| (aside.slot, aside.seat) == (self.slot, self.seat)) {
                seat.offered = Some(self.entry);
            }
        });
    }
}

impl Apply<Tx<'_>> for SeatReleased {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        release(tx, self.slot, self.seat, stamp);
    }
}

/// A seat is set aside no longer.
fn release(tx: &mut Tx, slot: SlotId, seat: u16, stamp: Stamp) {
    let facts = tx.get::<Slot>(slot.0).clone();
    seats(tx, &facts, NOBODY, stamp, |seats| seats.aside &= !(1 << seat));
    aside(tx, slot, stamp, |seats| seats.retain(|aside| (aside.slot, aside.seat) != (slot, seat)));
}

/// Until when an offer would be kept if more time was asked for; `None` if it was already, or cannot last longer.
pub(crate) fn longer_until(offer: &Offer, slot: &Slot, rules: Option<&WaitlistRules>, zone: Zone) -> Option<Instant> {
    let rules = rules.filter(|_| !offer.is_extended)?;
    let until = awake(offer.until, rules.longer_minutes.into(), rules, zone).min(slot.from);
    (until > offer.until).then_some(until)
}

impl Decide<World> for command::ExtendOffer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (_, _, offer) = world.offer(self.entry, context)?;
        let (slot, rules) = world.rules_of_offer(offer.slot, context)?;
        let code = if offer.is_extended { "offer-extended" } else { "offer-not-longer" };
        match longer_until(&offer, slot, rules.as_ref(), context.zone) {
            Some(until) => Ok(vec![OfferExtended { entry: self.entry, until }.into()]),
            None => Refusal::new(code).field("entry").with("until", offer.until).err(),
        }
    }
}

impl Apply<Tx<'_>> for OfferExtended {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        waiting(tx, self.entry, stamp, |waiting| {
            if let Some(offer) = &mut waiting.offer {
                (offer.until, offer.is_extended) = (self.until, true);
            }
        });
    }
}

impl Decide<World> for command::PassOffer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (_, waiting, offer) = world.offer(self.entry, context)?;
        let (_, rules) = world.rules_of_offer(offer.slot, context)?;
        let to_end = rules.is_some_and(|rules| waiting.passes >= rules.passes_max);
        let public_at = world.public_again(&offer, context)?;
        Ok(vec![OfferPassed { entry: self.entry, to_end, public_at }.into()])
    }
}

impl Apply<Tx<'_>> for OfferPassed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        not_accepted(tx, self.entry, (self.to_end, self.public_at), stamp, |waiting| {
            waiting.passes = waiting.passes.saturating_add(1);
        });
    }
}

impl Decide<World> for command::LapseOffer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (_, waiting) = world.open_entry(self.entry)?;
        let Some(offer) = waiting.offer else { return Refusal::new("no-offer").field("entry").err() };
        if context.now < offer.until {
            return Refusal::new("offer-not-over").field("entry").with("until", offer.until).err();
        }
        let (_, rules) = world.rules_of_offer(offer.slot, context)?;
        let to_end = rules.is_some_and(|rules| waiting.silences >= rules.silences_max);
        let public_at = world.public_again(&offer, context)?;
        Ok(vec![OfferLapsed { entry: self.entry, to_end, public_at }.into()])
    }
}

impl Apply<Tx<'_>> for OfferLapsed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        not_accepted(tx, self.entry, (self.to_end, self.public_at), stamp, |waiting| {
            waiting.silences = waiting.silences.saturating_add(1);
        });
    }
}

/// Somebody does not take a seat that was offered.
fn not_accepted(
    tx: &mut Tx,
    entry: WaitlistEntryId,
    (to_end, public_at): (bool, Instant),
    stamp: Stamp,
    count: impl FnOnce(&mut Waiting),
) {
    let offer = waiting(tx, entry, stamp, |waiting| {
        count(waiting);
        if to_end {
            waiting.wishes.iter_mut().for_each(|waited| waited.rank = stamp.seq);
        }
        waiting.offer.take()
    });
    if let Some(offer) = offer {
        aside(tx, offer.slot, stamp, |seats| not_taken(seats, entry, stamp, public_at));
    }
}

impl Apply<Tx<'_>> for OfferWithdrawn {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let offer = waiting(tx, self.entry, stamp, |waiting| waiting.offer.take());
        if let Some(offer) = offer {
            aside(tx, offer.slot, stamp, |seats| {
                let offered = seats.iter_mut().filter(|seat| seat.offered == Some(self.entry));
                offered.for_each(|seat| seat.offered = None);
            });
        }
    }
}

impl Decide<World> for command::AcceptOffer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { entry: id, appointment, patient, journey } = *self;
        let (entry, _, offer) = world.offer(id, context)?;
        if !world.is_same_person(patient, entry.patient) {
            return Refusal::new("other-person").field("patient").err();
        }
        let slot = world.find::<Slot>(offer.slot.0, "entry")?;
        world.not_blocked(patient, entry.channel, slot.department, context.zone.date(context.now))?;
        let rules = world.rules_at(slot, context)?;
        world.within_caps(patient, slot, Instead::OfferNotHolds(id).into(), &rules)?;
        let has_room = world.within_caps(patient, slot, Instead::Offer(id).into(), &rules).is_ok();
        world.unused(appointment.0, "appointment")?;
        let booked = AppointmentBooked {
            appointment,
            slot: slot.id,
            patient,
            journey,
            channel: entry.channel,
            seat: offer.seat,
            expected_at: expected_at(slot, offer.seat),
        };
        let mut events = world.holds_give_way(Some(patient).filter(|_| !has_room), context)?;
        events.push(OfferAccepted { entry: id }.into());
        events.push(booked.into());
        Ok(events)
    }
}

impl Apply<Tx<'_>> for OfferAccepted {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let offer = waiting(tx, self.entry, stamp, |waiting| {
            waiting.ended = Some((stamp.at, WaitlistEnd::Booked));
            waiting.offer.take()
        });
        if let Some(offer) = offer {
            release(tx, offer.slot, offer.seat, stamp);
        }
    }
}

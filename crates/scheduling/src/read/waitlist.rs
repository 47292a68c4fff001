//! The waiting list: what one can wait for, with which chance, and how an entry stands.

use super::Moment;
use crate::{
    World,
    component::{Clinician, Session, SessionState, Slot, Waited, Waiting, WaitlistEntry},
    transition::{Closed, expected_at, half_of, list_closes_at, longer_until, wish_of},
};
use model::{
    id::{ClinicianId, DepartmentId, PersonId, Seq, SessionId, SlotId, WaitlistEntryId},
    scheduling::{Channel, RulesScope, WaitlistRules, Wish},
    time::{BusinessDate, Instant},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The fewest past half-days from which a chance is told.
const CASES_MIN: u32 = 10;
/// The most past half-days that are looked at, and how many days back.
const CASES_MAX: usize = 60;
const DAYS_BACK: i64 = 120;

/// How an entry ended.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitlistEnd {
    /// An offer was accepted.
    Booked,
    /// Whoever waited no longer does.
    Left,
    /// The days are over, and there was no seat.
    Closed,
}

/// How often a place in the line would have been reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Chance {
    /// Past half-days of this clinician in which as many seats were given back, no longer before than now.
    pub reached: u32,
    /// Of how many (at least 10, at most 60).
    pub cases: u32,
}

/// Half a day of a clinician.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HalfDay {
    /// What one would wait for.
    pub wish: Wish,
    /// Seats of its windows that have not begun.
    pub seats: u32,
    /// Those that can be booked now.
    pub left: u32,
    /// Can one wait for it? If not, it has seats, or it is too late, too early, the line is too long, or there is no
    /// waiting list.
    pub is_open: bool,
    /// How many wait for it.
    pub waiting: u32,
    /// Seats that are offered to one of them now.
    pub offered: u32,
    /// Seats that were given back, are offered to nobody now and cannot be booked yet.
    pub kept: u32,
    /// The chance of who joins now.
    pub chance: Option<Chance>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// One thing that an entry waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WishView {
    /// What is waited for.
    pub wish: Wish,
    /// The place in the line now; `None` once no more seats of that day are offered, or the entry has ended.
    pub place: Option<u32>,
    /// The place when the line was joined.
    pub place_joined: u32,
    /// The clinician still has a session then.
    pub is_held: bool,
}

/// A seat that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OfferView {
    /// The slot.
    pub slot: SlotId,
    /// Its session.
    pub session: SessionId,
    /// Its clinician.
    pub clinician: ClinicianId,
    /// Its day.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient can expect to be seen.
    pub expected_at: Instant,
    /// Since when it is offered.
    pub offered_at: Instant,
    /// Until when it is kept.
    pub answer_by: Instant,
    /// Until when it would be kept if more time was asked for; `None` if that is not possible any more.
    pub longer_until: Option<Instant>,
    /// Does the entry keep its place if the offer is let pass?
    pub keeps_by_passing: bool,
    /// Does it keep its place if nobody answers?
    pub keeps_by_silence: bool,
}

/// An entry of the waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// Its id.
    pub id: WaitlistEntryId,
    /// Who waits.
    pub patient: PersonId,
    /// The department.
    pub department: DepartmentId,
    /// The channel through which it was joined.
    pub channel: Channel,
    /// Since when.
    pub joined_at: Instant,
    /// What is waited for, by clinician and day.
    pub wishes: Vec<WishView>,
    /// The seat that is offered now.
    pub offer: Option<OfferView>,
    /// Windows in which there was a seat that the person could not have, with the code of the refusal, newest last.
    pub passed_over: Vec<(SlotId, String)>,
    /// When and how it ended.
    pub ended: Option<(Instant, WaitlistEnd)>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl World {
    /// The half-days of a department's clinicians for some days from one on, those with sessions, by clinician and day.
    pub fn half_days(&self, department: DepartmentId, from: BusinessDate, days: u16, moment: Moment) -> Vec<HalfDay> {
        self.half_days_for(department, (from, days), None, moment)
    }

    /// The same for somebody who would wait, if that is known.
    pub fn half_days_for(
        &self,
        department: DepartmentId,
        (from, days): (BusinessDate, u16),
        person: Option<PersonId>,
        moment: Moment,
    ) -> Vec<HalfDay> {
        let until = from.plus_days(i64::from(days));
        let least = (department, from, SessionId(uuid::Uuid::nil()));
        let ids = self
            .index()
            .department_sessions
            .range(least..)
            .take_while(|(of, date, _)| *of == department && *date < until);
        let mut wishes = BTreeSet::new();
        for session in ids.filter_map(|(.., id)| self.get::<Session>(id.0)) {
            let slots = session.slots.iter().filter_map(|slot| self.get::<Slot>(slot.0));
            wishes.extend(slots.map(|slot| wish_of(slot, moment.zone)));
        }
        wishes.into_iter().map(|wish| self.half_day_for(wish, person, moment)).collect()
    }

    /// Half a day of a clinician.
    pub fn half_day(&self, wish: Wish, moment: Moment) -> HalfDay {
        self.half_day_for(wish, None, moment)
    }

    fn half_day_for(&self, wish: Wish, person: Option<PersonId>, moment: Moment) -> HalfDay {
        let today = moment.today();
        let (mut seats, mut left, mut full, mut touched) = (0, 0, false, 0);
        let (mut offered, mut kept) = (0, 0);
        for (slot, of) in self.slots_of_wish(&wish, moment.zone) {
            touched = touched.max(of.touched);
            let rules = self.rules_of_slot(today, slot).map(|rules| self.rules_as_known(person, rules));
            let reach = self.reach(slot.session, Channel::Online, moment.now);
            match self.free_seat(slot, of, Channel::Online, rules, moment) {
                Ok(_) => left += u32::from(reach.left(of)),
                Err(Closed::Full) => full = true,
                Err(
                    Closed::Past
                    | Closed::TooFar(_)
                    | Closed::TooLate(..)
                    | Closed::NoRules
                    | Closed::Session
                    | Closed::Draw
                    | Closed::PoolOpens(_),
                ) => continue,
            }
            seats += u32::from(reach.seats(of));
            if of.aside != 0 {
                let aside = self.get::<SessionState>(slot.session.0).map(|state| &state.aside[..]).unwrap_or_default();
                let here = aside.iter().filter(|seat| seat.slot == slot.id);
                let to_somebody = here.filter(|seat| seat.offered.is_some()).count() as u32;
                offered += to_somebody;
                kept += of.aside.count_ones() - to_somebody;
            }
        }
        let waiting = self.index().waiting_for(wish).count() as u32;
        let rules = self.waitlist_of(wish.clinician, moment);
        let closes = rules.map(|rules| list_closes_at(wish.date, &rules, moment.zone));
        let is_full = rules.is_some_and(|rules| waiting >= u32::from(rules.line_max));
        let is_open = full && left == 0 && !is_full && closes.is_some_and(|closes| moment.now < closes);
        let chance = closes.filter(|_| is_open).and_then(|_| self.chance(wish, waiting + 1, moment));
        HalfDay { wish, seats, left, is_open, waiting, offered, kept, chance, touched }
    }

    /// The rules of the waiting list of a clinician's department.
    fn waitlist_of(&self, clinician: ClinicianId, moment: Moment) -> Option<WaitlistRules> {
        let department = self.get::<Clinician>(clinician.0)?.department;
        self.waitlist_rules_of(department, moment)
    }

    /// The rules of a department's waiting list; `None` if nobody can join one.
    pub fn waitlist_rules_of(&self, department: DepartmentId, moment: Moment) -> Option<WaitlistRules> {
        self.waitlist_on(department, moment.today()).filter(|rules| rules.open_max > 0)
    }

    /// The rules by which a department's waiting list goes on a day.
    fn waitlist_on(&self, department: DepartmentId, date: BusinessDate) -> Option<WaitlistRules> {
        self.rules(date, RulesScope::Department(department))?.waitlist
    }

    /// In how many past half-days of this clinician were at least `place` seats given back while seats were offered, no
    /// longer before the day than today is before the wish's? Only days on which there was a waiting list say anything.
    fn chance(&self, wish: Wish, place: u32, moment: Moment) -> Option<Chance> {
        let (today, zone) = (moment.today(), moment.zone);
        let lead = (wish.date.0 - today.0).num_days();
        let department = self.get::<Clinician>(wish.clinician.0)?.department;
        let least = (wish.clinician, today.plus_days(-DAYS_BACK), SessionId(uuid::Uuid::nil()));
        let greatest = (wish.clinician, today.plus_days(-1), SessionId(uuid::Uuid::max()));
        let past = self.index().clinician_sessions.range(least..=greatest).rev();
        // How many seats were given back on each day with that half.
        let mut cases: BTreeMap<BusinessDate, usize> = BTreeMap::new();
        for session in past.filter_map(|(.., id)| self.get::<Session>(id.0)) {
            let is_half = |slot: &SlotId| self.get::<Slot>(slot.0).is_some_and(|slot| half_of(slot, zone) == wish.half);
            if cases.len() == CASES_MAX && !cases.contains_key(&session.date) {
                break;
            }
            let Some(rules) = self.waitlist_on(department, session.date) else { continue };
            let Some(state) = self.get::<SessionState>(session.id.0) else { continue };
            if !session.slots.iter().any(is_half) {
                continue;
            }
            let (since, closes) = (session.date.plus_days(-lead), list_closes_at(session.date, &rules, zone));
            let counts = |at: Instant| zone.date(at) >= since && at < closes;
            let given_back = state.given_back.iter().filter(|(slot, at)| counts(*at) && is_half(slot)).count();
            *cases.entry(session.date).or_default() += given_back;
        }
        let reached = cases.values().filter(|given_back| **given_back >= place as usize).count() as u32;
        let cases = cases.len() as u32;
        (cases >= CASES_MIN).then_some(Chance { reached, cases })
    }

    /// Who waits by an entry, and for which department, without looking at how it stands.
    pub fn who_waits(&self, id: WaitlistEntryId) -> Option<(PersonId, DepartmentId)> {
        self.get::<WaitlistEntry>(id.0).map(|entry| (entry.patient, entry.department))
    }

    /// The slot of which a seat is offered to an entry now.
    pub fn offered_to(&self, id: WaitlistEntryId) -> Option<SlotId> {
        self.get::<Waiting>(id.0)?.offer.map(|offer| offer.slot)
    }

    /// The open entries of a person, under whichever record.
    pub fn waits_of(&self, person: PersonId) -> Vec<WaitlistEntryId> {
        let is_open = |id: &WaitlistEntryId| self.get::<Waiting>(id.0).is_some_and(|one| one.ended.is_none());
        self.index().waitlist_of(person).filter(is_open).collect()
    }

    /// One entry of the waiting list.
    pub fn waitlist_entry(&self, id: WaitlistEntryId, moment: Moment) -> Option<EntryView> {
        let (entry, waiting) = (self.get::<WaitlistEntry>(id.0)?, self.get::<Waiting>(id.0)?);
        let rules = self.waitlist_on(entry.department, moment.today());
        let is_asked = |waited: &Waited| {
            let closes = rules.map(|rules| list_closes_at(waited.wish.date, &rules, moment.zone));
            waiting.ended.is_none() && closes.is_some_and(|closes| moment.now < closes)
        };
        let wish = |waited: &Waited| WishView {
            wish: waited.wish,
            place: is_asked(waited).then(|| self.place_in_line(waited, id)),
            place_joined: waited.place,
            is_held: self.slots_of_wish(&waited.wish, moment.zone).any(|(_, seats)| !seats.closed),
        };
        Some(EntryView {
            id,
            patient: entry.patient,
            department: entry.department,
            channel: entry.channel,
            joined_at: entry.joined_at,
            wishes: waiting.wishes.iter().map(wish).collect(),
            offer: waiting.offer.and_then(|offer| {
                let slot = self.get::<Slot>(offer.slot.0)?;
                let rules = self.rules_of_slot(moment.today(), slot).and_then(|rules| rules.waitlist);
                let keeps = |max: fn(&WaitlistRules) -> u16, count: u16| rules.is_none_or(|rules| count < max(&rules));
                Some(OfferView {
                    slot: offer.slot,
                    session: slot.session,
                    clinician: slot.clinician,
                    date: slot.date,
                    from: slot.from,
                    until: slot.until,
                    expected_at: expected_at(slot, offer.seat),
                    offered_at: offer.at,
                    answer_by: offer.until,
                    longer_until: longer_until(&offer, slot, rules.as_ref(), moment.zone),
                    keeps_by_passing: keeps(|rules| rules.passes_max, waiting.passes),
                    keeps_by_silence: keeps(|rules| rules.silences_max, waiting.silences),
                })
            }),
            passed_over: waiting.passed_over.clone(),
            ended: waiting.ended,
            touched: waiting.touched,
        })
    }

    /// The entries of a person, under whichever record, newest first; at most so many of those that have ended.
    pub fn waitlist_entries(&self, person: PersonId, ended_max: usize, moment: Moment) -> Vec<EntryView> {
        let mut entries: Vec<_> =
            self.index().waitlist_of(person).filter_map(|id| self.waitlist_entry(id, moment)).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.joined_at, entry.id)));
        let mut ended = 0;
        entries.retain(|entry| {
            ended += usize::from(entry.ended.is_some());
            entry.ended.is_none() || ended <= ended_max
        });
        entries
    }

    /// Who waits for half a day of a clinician, in the order in which they are asked; at most so many.
    pub fn waiting_for(&self, wish: Wish, max: usize, moment: Moment) -> Vec<EntryView> {
        let ids = self.index().waiting_for(wish).take(max);
        ids.filter_map(|(_, id)| self.waitlist_entry(id, moment)).collect()
    }
}

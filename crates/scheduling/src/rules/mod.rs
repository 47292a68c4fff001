//! The booking rules in force: each rule has the value of the narrowest set that gives one.
//!
//! A kind of rule that does more than say a number is a file: [`caps`] (with [`kind`], what a cap counts), [`no_shows`],
//! [`giving_back`], [`exemptions`] (of one person from caps and from the ladder).

pub(crate) mod caps;
mod exemptions;
mod giving_back;
pub(crate) mod kind;
pub(crate) mod no_shows;

pub use kind::Caps;
use kind::{Days, days_of};
pub use no_shows::NoShowBlock;

use crate::{
    World,
    component::{Session, Slot},
};
use bevy_ecs::resource::Resource;
use model::{
    id::{DepartmentId, SessionId},
    scheduling::{BookingRules, NoShowStep, Period, QueueClass, QueueRules, RulesScope, WaitlistRules},
    time::BusinessDate,
};
use std::collections::BTreeMap;

/// All booking rules as they are in force somewhere on a day; units and ranges are those of [`BookingRules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesInForce {
    /// The day on which they are in force.
    pub date: BusinessDate,
    /// How many days ahead one may book.
    pub days_ahead: u16,
    /// The most seats of one person.
    pub caps: Caps,
    /// Minutes before a window until which its patient may cancel or move.
    pub cancel_minutes_before: u16,
    /// How many seats a day a patient may give back.
    pub cancels_per_day_max: u16,
    /// The same in one department.
    pub cancels_per_department_day_max: u16,
    /// Minutes before a window from which one may check in.
    pub checkin_minutes_before: u16,
    /// Minutes after a window's end from which it is missed.
    pub missed_minutes_after: u16,
    /// Places by which somebody who does not answer a call falls back.
    pub pass_places: u16,
    /// Minutes until a bed counts as clean.
    pub cleaning_minutes: u16,
    /// Minutes within which a transition may be undone.
    pub undo_minutes: u16,
    /// The waiting list; `None` if there is none.
    pub waitlist: Option<WaitlistRules>,
    /// What the classes of a queue are worth; `None`: they count within a window only.
    pub queue: Option<QueueRules>,
}

impl RulesInForce {
    /// The rules of these sets, narrowest first; `None` if some rule has no value in any of them.
    fn of(date: BusinessDate, sets: &[Option<&BookingRules>]) -> Option<Self> {
        let said = |rule: fn(&BookingRules) -> Option<u16>| sets.iter().flatten().find_map(|set| rule(set));
        Some(Self {
            date,
            days_ahead: said(|set| set.days_ahead)?,
            caps: Caps::of(sets.iter().flatten().map(|set| &set.caps[..])),
            cancel_minutes_before: said(|set| set.cancel_minutes_before)?,
            cancels_per_day_max: said(|set| set.cancels_per_day_max)?,
            cancels_per_department_day_max: said(|set| set.cancels_per_department_day_max)?,
            checkin_minutes_before: said(|set| set.checkin_minutes_before)?,
            missed_minutes_after: said(|set| set.missed_minutes_after)?,
            pass_places: said(|set| set.pass_places)?,
            cleaning_minutes: said(|set| set.cleaning_minutes)?,
            undo_minutes: said(|set| set.undo_minutes)?,
            waitlist: sets.iter().flatten().find_map(|set| set.waitlist),
            queue: sets.iter().flatten().find_map(|set| set.queue),
        })
    }

    /// By how many minutes a class goes before others.
    pub(crate) fn head_start(&self, class: QueueClass) -> u16 {
        self.queue.map_or(0, |queue| queue.head_start(class))
    }
}

/// All sets, by scope and by the day from which they are in force.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules(pub(crate) BTreeMap<(RulesScope, BusinessDate), BookingRules>);

impl Rules {
    /// The set of a scope on a day.
    fn set(&self, scope: RulesScope, date: BusinessDate) -> Option<&BookingRules> {
        let until_then = (scope, BusinessDate(chrono::NaiveDate::MIN))..=(scope, date);
        self.0.range(until_then).next_back().map(|(_, set)| set)
    }

    /// What is in force on a day for the hospital, for a department, or for a session of a department.
    fn on(&self, date: BusinessDate, within: Option<(DepartmentId, Option<SessionId>)>) -> Option<RulesInForce> {
        let hospital = self.set(RulesScope::Hospital, date);
        // Most hospitals have no other set.
        let narrower = |scope: Option<RulesScope>| scope.and_then(|scope| self.set(scope, date));
        let is_narrower = self.0.last_key_value().is_some_and(|((scope, _), _)| *scope != RulesScope::Hospital);
        let Some((department, session)) = within.filter(|_| is_narrower) else {
            return RulesInForce::of(date, &[hospital]);
        };
        let of_session = narrower(session.map(RulesScope::Session));
        RulesInForce::of(date, &[of_session, narrower(Some(RulesScope::Department(department))), hospital])
    }

    /// What is in force on a day for the whole hospital.
    pub(crate) fn of_hospital(&self, date: BusinessDate) -> Option<RulesInForce> {
        self.on(date, None)
    }

    /// What is in force on a day for a slot.
    pub(crate) fn of_slot(&self, date: BusinessDate, slot: &Slot) -> Option<RulesInForce> {
        self.on(date, Some((slot.department, Some(slot.session))))
    }

    /// What is in force on a day for a department.
    pub(crate) fn of_department(&self, date: BusinessDate, department: DepartmentId) -> Option<RulesInForce> {
        self.on(date, Some((department, None)))
    }

    /// The ladder of those who did not come, as it is in force on a day.
    fn no_shows(&self, date: BusinessDate) -> &[NoShowStep] {
        self.set(RulesScope::Hospital, date).map_or(&[], |set| &set.no_shows)
    }

    /// The longest period over which anything is counted, anywhere and at any time.
    fn longest_period(&self) -> Period {
        let caps = self.0.values().flat_map(|set| &set.caps);
        caps.map(|cap| cap.per).max().unwrap_or(Period::Day)
    }

    /// The first and the last day of every period over which something may be counted together with these days. A week may
    /// begin before its month, and end after it.
    pub(crate) fn counted_with(&self, (from, until): Days) -> Days {
        let longest = self.longest_period();
        let periods = Period::ALL.into_iter().filter(|per| *per <= longest);
        periods.fold((from, until), |(first, last), per| {
            (first.min(days_of(per, from).0), last.max(days_of(per, until).1))
        })
    }

    /// The fewest minutes after a window's end from which it is missed, anywhere and at any time.
    pub(crate) fn missed_minutes_least(&self) -> u16 {
        self.0.values().filter_map(|set| set.missed_minutes_after).min().unwrap_or(0)
    }
}

impl World {
    /// The booking rules in force on a day; `None` if the hospital has adopted none. A session that is not there (any
    /// more) has the hospital's.
    pub fn rules(&self, date: BusinessDate, scope: RulesScope) -> Option<RulesInForce> {
        let within = match scope {
            RulesScope::Hospital => None,
            RulesScope::Department(department) => Some((department, None)),
            RulesScope::Session(id) => self.get::<Session>(id.0).map(|session| (session.department, Some(id))),
        };
        self.ecs.resource::<Rules>().on(date, within)
    }

    /// All sets that were adopted, by scope and then by the day from which they are in force.
    pub fn rule_sets(&self) -> impl Iterator<Item = (RulesScope, &BookingRules)> {
        self.ecs.resource::<Rules>().0.iter().map(|((scope, _), set)| (*scope, set))
    }

    /// What is in force for a slot on a day.
    pub(crate) fn rules_of_slot(&self, date: BusinessDate, slot: &Slot) -> Option<RulesInForce> {
        self.ecs.resource::<Rules>().of_slot(date, slot)
    }
}

//! The booking rules in force: each rule has the value of the narrowest set that gives one.

use crate::{
    World,
    component::{Session, Slot},
};
use bevy_ecs::resource::Resource;
use model::{
    id::{DepartmentId, SessionId},
    scheduling::{BookingRules, RulesScope, WaitlistRules},
    time::BusinessDate,
};
use std::collections::BTreeMap;

/// All booking rules as they are in force somewhere on a day; units and ranges are those of [`BookingRules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesInForce {
    /// How many days ahead one may book.
    pub days_ahead: u16,
    /// Most open appointments of one person on one day.
    pub per_day_max: u16,
    /// The same in one department.
    pub per_department_day_max: u16,
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
}

impl RulesInForce {
    /// The rules of these sets, narrowest first; `None` if some rule has no value in any of them.
    fn of(sets: &[Option<&BookingRules>]) -> Option<Self> {
        let said = |rule: fn(&BookingRules) -> Option<u16>| sets.iter().flatten().find_map(|set| rule(set));
        Some(Self {
            days_ahead: said(|set| set.days_ahead)?,
            per_day_max: said(|set| set.per_day_max)?,
            per_department_day_max: said(|set| set.per_department_day_max)?,
            cancel_minutes_before: said(|set| set.cancel_minutes_before)?,
            cancels_per_day_max: said(|set| set.cancels_per_day_max)?,
            cancels_per_department_day_max: said(|set| set.cancels_per_department_day_max)?,
            checkin_minutes_before: said(|set| set.checkin_minutes_before)?,
            missed_minutes_after: said(|set| set.missed_minutes_after)?,
            pass_places: said(|set| set.pass_places)?,
            cleaning_minutes: said(|set| set.cleaning_minutes)?,
            undo_minutes: said(|set| set.undo_minutes)?,
            waitlist: sets.iter().flatten().find_map(|set| set.waitlist),
        })
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
        let Some((department, session)) = within.filter(|_| is_narrower) else { return RulesInForce::of(&[hospital]) };
        let of_session = narrower(session.map(RulesScope::Session));
        RulesInForce::of(&[of_session, narrower(Some(RulesScope::Department(department))), hospital])
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

    /// What is in force for a slot on a day.
    pub(crate) fn rules_of_slot(&self, date: BusinessDate, slot: &Slot) -> Option<RulesInForce> {
        self.ecs.resource::<Rules>().of_slot(date, slot)
    }
}

//! What the set of a patient group says of its people. It is asked for with a person, wherever the seat is: so every way to
//! a seat, by hand or by itself, knows it, and so does a list of windows that is made for a person.

use super::{Caps, Rules, RulesInForce};
use crate::{World, component::Slot, read::Moment};
use chrono::NaiveDate;
use model::{
    decide::Context,
    id::{DepartmentId, PersonId},
    message::Refusal,
    refusal,
    scheduling::{BookingRules, PatientGroup, RulesScope},
    time::BusinessDate,
};

impl Rules {
    /// The set of a group of patients on a day.
    pub(super) fn of_group(&self, date: BusinessDate, group: PatientGroup) -> Option<&BookingRules> {
        self.set(RulesScope::Group(group), date)
    }

    /// Does any group have a set, on any day? Most hospitals have none, and every booking asks.
    fn have_groups(&self) -> bool {
        PatientGroup::ALL.into_iter().any(|group| self.of_group(BusinessDate(NaiveDate::MAX), group).is_some())
    }
}

impl World {
    /// The year in which a person was born, under whichever record it is known.
    pub fn birth_year(&self, person: PersonId) -> Option<u16> {
        let index = self.index();
        index.records(person).into_iter().find_map(|record| index.born_in.get(&record).copied())
    }

    /// The group to which a person belongs on a day.
    pub(crate) fn group_of(&self, person: PersonId, day: BusinessDate) -> Option<PatientGroup> {
        self.birth_year(person).and_then(|born_in| PatientGroup::of(born_in, day))
    }

    /// The person's group, and what its set says on a day.
    fn set_of_group(&self, person: PersonId, day: BusinessDate) -> Option<(PatientGroup, &BookingRules)> {
        let rules = self.ecs.resource::<Rules>();
        let group = rules.have_groups().then(|| self.group_of(person, day))??;
        Some((group, rules.of_group(day, group)?))
    }

    /// The caps of the person's group.
    pub(crate) fn caps_of_group(&self, person: PersonId, day: BusinessDate) -> Option<(PatientGroup, Caps)> {
        self.set_of_group(person, day).map(|(group, set)| (group, Caps::of(std::iter::once(&set.caps[..]))))
    }

    /// These rules as they are for one person: what the set of the person's group says of the days that are open and of
    /// giving seats back goes before every other set.
    pub fn rules_for(&self, person: PersonId, rules: RulesInForce) -> RulesInForce {
        let Some((group, set)) = self.set_of_group(person, rules.date) else { return rules };
        let RulesInForce { cancel_minutes_before, cancels_per_day_max, cancels_per_department_day_max, .. } = rules;
        let says_when = set.days_ahead.is_some() || set.release_at.is_some();
        RulesInForce {
            days_ahead: set.days_ahead.unwrap_or(rules.days_ahead),
            release_at: set.release_at.unwrap_or(rules.release_at),
            opens_for: says_when.then_some(group),
            cancel_minutes_before: set.cancel_minutes_before.unwrap_or(cancel_minutes_before),
            cancels_per_day_max: set.cancels_per_day_max.unwrap_or(cancels_per_day_max),
            cancels_per_department_day_max: set
                .cancels_per_department_day_max
                .unwrap_or(cancels_per_department_day_max),
            ..rules
        }
    }

    /// The same if it is known who books; what is listed for nobody yet goes by the rules as they are for everybody.
    pub(crate) fn rules_as_known(&self, person: Option<PersonId>, rules: RulesInForce) -> RulesInForce {
        person.map_or(rules, |person| self.rules_for(person, rules))
    }

    /// The most days ahead that a person may book in a department; `None` without rules.
    pub fn days_ahead_of(&self, person: PersonId, date: BusinessDate, department: DepartmentId) -> Option<u16> {
        let of_group = self.set_of_group(person, date).and_then(|(_, set)| set.days_ahead);
        self.days_ahead(date, department).map(|days| of_group.unwrap_or(days))
    }

    /// Is the day of a window open for a person, as far as the person's group says when days open? Where a seat comes
    /// without a booking, what the other sets say was asked before anybody was.
    pub(crate) fn is_open_to_group(
        &self,
        person: PersonId,
        slot: &Slot,
        rules: RulesInForce,
        moment: Moment,
    ) -> Result<(), Refusal> {
        let rules = self.rules_for(person, rules);
        match rules.opens_for {
            Some(_) => rules.has_opened(slot.date, moment).map_err(|not_open| not_open.refusal("slot")),
            None => Ok(()),
        }
    }

    /// The rules in force today for a person's seat in a slot.
    pub(crate) fn rules_of_person(
        &self,
        person: PersonId,
        slot: &Slot,
        context: &Context,
    ) -> Result<RulesInForce, Refusal> {
        Ok(self.rules_for(person, self.rules_at(slot, context)?))
    }
}

/// A group's set says only what is asked of a person: until when a window can be booked is a matter of the window, and a
/// queue, a waiting list and a bed are no matter of one person.
pub(crate) fn group_fits(rules: &BookingRules) -> Result<(), Refusal> {
    let others = [
        ("book_minutes_before", rules.book_minutes_before.is_some()),
        ("checkin_minutes_before", rules.checkin_minutes_before.is_some()),
        ("missed_minutes_after", rules.missed_minutes_after.is_some()),
        ("pass_places", rules.pass_places.is_some()),
        ("cleaning_minutes", rules.cleaning_minutes.is_some()),
        ("undo_minutes", rules.undo_minutes.is_some()),
        ("hold_minutes", rules.hold_minutes.is_some()),
        ("waitlist", rules.waitlist.is_some()),
        ("queue", rules.queue.is_some()),
    ];
    match others.into_iter().find(|(_, is_said)| *is_said) {
        Some((field, _)) => Refusal::new(refusal::NOT_OF_GROUP).field(field).err(),
        None => Ok(()),
    }
}

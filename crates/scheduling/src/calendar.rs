//! The calendars that were adopted: on which days templates are worked, and as which weekday.

use crate::World;
use bevy_ecs::resource::Resource;
use chrono::Datelike as _;
use model::{
    scheduling::{CalendarYear, DayOfWeek},
    time::BusinessDate,
};
use std::collections::BTreeMap;

/// All calendars, by year.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) struct Calendars(pub(crate) BTreeMap<u16, CalendarYear>);

impl Calendars {
    /// The calendar to which a date belongs.
    pub(crate) fn of(&self, date: BusinessDate) -> Option<&CalendarYear> {
        self.0.get(&u16::try_from(date.0.year()).ok()?)
    }

    /// The weekday whose templates are worked on a date; `None` on a day off, and in a year without a calendar.
    pub(crate) fn worked_as(&self, date: BusinessDate) -> Option<DayOfWeek> {
        self.of(date)?.worked_as(date)
    }
}

impl World {
    /// The calendar to which a date belongs, if it was adopted. In a year without one, no template is worked: nobody
    /// knows its holidays.
    pub fn calendar(&self, date: BusinessDate) -> Option<&CalendarYear> {
        self.ecs.resource::<Calendars>().of(date)
    }
}

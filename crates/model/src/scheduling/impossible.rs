//! Days on which somebody cannot come, said in case that a visit has to take place on another day.

use super::DayOfWeek;
use crate::time::BusinessDate;
use serde::{Deserialize, Serialize};

/// The most dates that somebody can name for one visit.
pub const IMPOSSIBLE_DATES_MAX: usize = 14;

/// Days on which somebody cannot come. Nothing that takes the place of a visit is proposed on them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImpossibleDays {
    /// Days of the week: never on them.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 7))]
    pub weekdays: Vec<DayOfWeek>,
    /// Single days, at most 14.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 14))]
    pub dates: Vec<BusinessDate>,
}

impl ImpossibleDays {
    /// Any day is possible.
    pub const fn is_empty(&self) -> bool {
        self.weekdays.is_empty() && self.dates.is_empty()
    }

    /// Is a day one of them?
    pub fn contains(&self, date: BusinessDate) -> bool {
        self.dates.contains(&date) || self.weekdays.contains(&DayOfWeek::of(date))
    }

    /// Each day once and in order, however they were said.
    #[must_use]
    pub fn in_order(&self) -> Self {
        let mut days = self.clone();
        days.weekdays.sort_unstable();
        days.weekdays.dedup();
        days.dates.sort_unstable();
        days.dates.dedup();
        days
    }
}

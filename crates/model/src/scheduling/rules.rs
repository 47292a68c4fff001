//! Booking rules as they are adopted: dated data with a source and a scope (decisions.md D8).

use super::WaitlistRules;
use crate::{
    id::{DepartmentId, SessionId},
    time::BusinessDate,
};
use serde::{Deserialize, Serialize};

/// What a set of rules applies to. Each rule has the value of the narrowest set that gives one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RulesScope {
    /// The whole hospital: its set gives every rule.
    #[default]
    Hospital,
    /// One department, by its id.
    Department(DepartmentId),
    /// One session, by its id.
    Session(SessionId),
}

/// A set of booking rules. The hospital's set gives all of them but those of the waiting list. That of a department or a session gives those that
/// differ there and leaves out the others; one that gives none revokes the set before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BookingRules {
    /// Where the values come from.
    #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// In force from this day, until a later set of the same scope comes into force.
    pub valid_from: BusinessDate,
    /// How many days ahead one may book, 1–60.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 60))]
    pub days_ahead: Option<u16>,
    /// Most open appointments of one person on one day, 1–50.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub per_day_max: Option<u16>,
    /// Most open appointments of one person in one department on one day; at least 1, at most as many as in total.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub per_department_day_max: Option<u16>,
    /// A patient may cancel or move until this many minutes before the window starts, 0–10080.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 10080))]
    pub cancel_minutes_before: Option<u16>,
    /// How often a day a patient may give back seats of one person, 1–100. A cancellation and a move each count as one,
    /// because each makes a seat free. What the hospital's own people do does not count and is not refused.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub cancels_per_day_max: Option<u16>,
    /// The same in one department; at least 1, at most as often as in total.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub cancels_per_department_day_max: Option<u16>,
    /// Check-in opens this many minutes before the window starts, 0–1440.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub checkin_minutes_before: Option<u16>,
    /// Whoever has not checked in this many minutes after the window's end has missed it, 0–1440.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub missed_minutes_after: Option<u16>,
    /// Whoever does not answer a call falls back this many places (过号), 1–50.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub pass_places: Option<u16>,
    /// A bed counts as clean this many minutes after its patient left, unless somebody says so earlier, 0–1440. Only
    /// the hospital's set gives it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub cleaning_minutes: Option<u16>,
    /// A transition may be undone for this many minutes, 0–10080; on wards the hospital's set decides.
    // decisions.md D14.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 10080))]
    pub undo_minutes: Option<u16>,
    /// The rules of the waiting list and of seats that are given back, all of them together. If no set gives them, there
    /// is no waiting list.
    #[serde(default)]
    pub waitlist: Option<WaitlistRules>,
}

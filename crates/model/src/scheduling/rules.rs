//! Rules of booking as they are adopted: dated data with a source and a scope (decisions.md D8).

use crate::{
    id::{DepartmentId, SessionId},
    time::BusinessDate,
};
use serde::{Deserialize, Serialize};

/// What a set of rules is about. Of each rule the narrowest set counts that says something of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RulesScope {
    /// The whole hospital: its set says everything.
    #[default]
    Hospital,
    /// One department, by its id.
    Department(DepartmentId),
    /// One session, by its id.
    Session(SessionId),
}

/// A set of rules of booking. The hospital's says all of them. That of a department or a session says what is different
/// there, and nothing of what is left out; one that says nothing takes the set before it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BookingRules {
    /// Where the values come from.
    pub source: String,
    /// In force from this day, until a later set of the same scope is.
    pub valid_from: BusinessDate,
    /// How many days ahead may be booked, 1–60.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 60))]
    pub days_ahead: Option<u16>,
    /// Open appointments of one person on one day, 1–50.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub per_day_max: Option<u16>,
    /// Open appointments of one person in one department on one day; at least 1, at most as many as on one day in all.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub per_department_day_max: Option<u16>,
    /// A patient may cancel or move until so many minutes before the window starts, 0–10080.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 10080))]
    pub cancel_minutes_before: Option<u16>,
    /// So often a day may seats of one person be given back by the patient, 1–100: a cancel or a move each counts as one,
    /// for each makes a window free. What the hospital's own people do is not counted, and not refused by it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub cancels_per_day_max: Option<u16>,
    /// The same in one department; at least 1, at most as often as in all.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub cancels_per_department_day_max: Option<u16>,
    /// Check-in opens so many minutes before the window starts, 0–1440.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub checkin_minutes_before: Option<u16>,
    /// Who has not checked in so many minutes after the window's end has missed it, 0–1440.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub missed_minutes_after: Option<u16>,
    /// Who does not answer a call falls back so many places (过号), 1–50.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub pass_places: Option<u16>,
    /// A bed is clean so many minutes after its patient left, unless somebody says so before, 0–1440. Only the hospital's
    /// set says it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub cleaning_minutes: Option<u16>,
    /// A transition may be undone within so many minutes (decisions.md D14), 0–10080; on wards the hospital's set says it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 10080))]
    pub undo_minutes: Option<u16>,
}

//! Booking rules as they are adopted: dated data with a source and a scope (decisions.md D8).

use super::{HOLD_MINUTES_MAX, PatientGroup, QueueRules, Title, WaitlistRules};
use crate::{
    id::{DepartmentId, SessionId},
    time::{BusinessDate, MinuteOfDay},
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
    /// A group of patients, wherever they go. Its set says only what is asked of a person: when days open, how many seats,
    /// how seats are given back, and what missed visits lead to. It goes before every other set; its caps count besides
    /// the others.
    Group(PatientGroup),
    /// All sessions of one kind (号别): those of clinicians who have this title.
    Kind(Title),
    /// One department, by its id.
    Department(DepartmentId),
    /// One session, by its id.
    Session(SessionId),
}

/// A set of booking rules. The hospital's set gives all of them but those of the waiting list and those that may be left
/// out. That of a kind of sessions, a department or a session gives those that differ there and leaves out the others; one
/// that gives none revokes the set before it.
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
    /// The minute of the day at which the next day opens, 0–1439; without it, days open at midnight.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<u16>, minimum = 0, maximum = 1439))]
    pub release_at: Option<MinuteOfDay>,
    /// One may book from afar until this many minutes before the window starts, 0–1440; without it, until it starts. The
    /// desk and clinicians can book until then anyway.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub book_minutes_before: Option<u16>,
    /// How many seats one person may have, at most one cap for each period and place. A set that leaves one out has that of
    /// the next wider set. The hospital's set says how many a day. A cap in the set of a kind of sessions counts only
    /// windows of that kind, and counts besides those of the other sets.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 12))]
    pub caps: Vec<Cap>,
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
    /// For how many minutes a seat is held while its person decides, 1–15; 5 if no set says it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 15))]
    pub hold_minutes: Option<u16>,
    /// The rules of the waiting list and of seats that are given back, all of them together. If no set gives them, there
    /// is no waiting list.
    #[serde(default)]
    pub waitlist: Option<WaitlistRules>,
    /// What the classes of a queue are worth, all of it together. If no set gives it, they count within a window only.
    #[serde(default)]
    pub queue: Option<QueueRules>,
    /// For how long whoever did not come cannot book by themselves (爽约), by count; without a step, nobody is blocked. Only
    /// the hospital's set gives it, and that of a group of patients, whose steps take the place of the hospital's.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 5))]
    pub no_shows: Vec<NoShowStep>,
}

impl BookingRules {
    /// A set in force from a day on that gives no rule yet.
    pub fn saying_nothing(source: impl Into<String>, valid_from: BusinessDate) -> Self {
        Self {
            source: source.into(),
            valid_from,
            days_ahead: None,
            release_at: None,
            book_minutes_before: None,
            caps: Vec::new(),
            cancel_minutes_before: None,
            cancels_per_day_max: None,
            cancels_per_department_day_max: None,
            checkin_minutes_before: None,
            missed_minutes_after: None,
            pass_places: None,
            cleaning_minutes: None,
            undo_minutes: None,
            hold_minutes: None,
            waitlist: None,
            queue: None,
            no_shows: Vec::new(),
        }
    }
}

/// The least and the greatest value of a rule that is one number, by its name in a set, in the rules of a waiting list or in
/// those of a queue; any number for another name.
pub fn rule_bounds(name: &str) -> (u16, u16) {
    match name {
        "days_ahead" => (1, 60),
        "cancel_minutes_before" | "undo_minutes" => (0, 10_080),
        "cancels_per_day_max" | "cancels_per_department_day_max" | "joins_per_day_max" | "offer_share_percent" => {
            (1, 100)
        }
        "book_minutes_before"
        | "checkin_minutes_before"
        | "missed_minutes_after"
        | "cleaning_minutes"
        | "closes"
        | "night_from"
        | "night_until"
        | "longer_minutes"
        | "returned_minutes_max" => (0, 1_440),
        "hold_minutes" => (1, HOLD_MINUTES_MAX),
        "pass_places" => (1, 50),
        "open_max" => (0, 20),
        "line_max" => (1, 1_000),
        "offer_minutes_max" => (5, 1_440),
        "passes_max" | "silences_max" => (0, 50),
        "older_from_age" => (50, 120),
        "emergency_minutes" | "after_tests_minutes" | "priority_minutes" => (0, 240),
        // What a step of the ladder says.
        "no_shows" => (1, 366),
        _ => (0, u16::MAX),
    }
}

/// The period in which seats are counted.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The day on which the session begins.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months: from January, April, July or October.
    Quarter,
}

impl Period {
    /// All of them, shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];

    /// The greatest cap that may be adopted.
    pub const fn cap_max(self) -> u16 {
        match self {
            Self::Day => 50,
            Self::Week => 200,
            Self::Month => 500,
            Self::Quarter => 1000,
        }
    }

    /// The id of its text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Day => "rules-per-day",
            Self::Week => "rules-per-week",
            Self::Month => "rules-per-month",
            Self::Quarter => "rules-per-quarter",
        }
    }
}

/// Where seats are counted together.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// In the whole hospital.
    Hospital,
    /// In one department.
    Department,
    /// With one clinician.
    Clinician,
}

impl Within {
    /// All of them, widest first.
    pub const ALL: [Self; 3] = [Self::Hospital, Self::Department, Self::Clinician];

    /// The id of its text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Hospital => "rules-within-hospital",
            Self::Department => "rules-within-department",
            Self::Clinician => "rules-within-clinician",
        }
    }
}

/// How many seats one person may have in a period. Of a day those count that are booked, kept or offered and not over; of
/// a longer period also those of visits that took place or were missed. What was cancelled, and what the hospital took
/// away, never counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The period.
    pub per: Period,
    /// Where they are counted together.
    pub within: Within,
    /// The most, at least 1: up to 50 a day, 200 a week, 500 a month, 1000 a quarter. In a department at most as many as in
    /// the hospital, with a clinician at most as many as in a department.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 1000))]
    pub max: u16,
}

impl Cap {
    /// So many.
    pub const fn new(per: Period, within: Within, max: u16) -> Self {
        Self { per, within, max }
    }

    /// So many a day in the hospital, and so many of them in one department.
    pub const fn days(hospital: u16, department: u16) -> [Self; 2] {
        [Self::new(Period::Day, Within::Hospital, hospital), Self::new(Period::Day, Within::Department, department)]
    }
}

/// A step of the ladder of those who did not come: from so many missed visits on, counted over so many days up to the last
/// of them, one cannot book by oneself for so many days after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoShowStep {
    /// From so many missed visits on, 1–50; each step has a higher count than the one before it.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 50))]
    pub count: u16,
    /// Within so many days, 1–366.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 366))]
    pub within_days: u16,
    /// For so many days, 1–366.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 366))]
    pub blocked_days: u16,
}

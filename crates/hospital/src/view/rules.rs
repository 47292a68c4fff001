//! The booking rules as administrators see them.

use super::{DepartmentRef, Name};
use model::{
    scheduling::{BookingRules, RulesScope},
    time::{BusinessDate, Instant, MinuteOfDay},
};

/// The rules of all places, and one place whose rules can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesPage {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// Where rules can be changed here.
    pub place: RulesPlace,
    /// A number for all sets of that place.
    pub version: u32,
    /// What is in force today and what comes later, by place and day; 200 at most.
    pub sets: Vec<RulesSet>,
    /// The last set of that place.
    pub last: Option<BookingRules>,
    /// All departments.
    pub departments: Vec<DepartmentRef>,
}

/// Where rules apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesPlace {
    /// As a set says it.
    pub scope: RulesScope,
    /// The department, of a department's or a session's.
    pub department: Option<DepartmentRef>,
    /// Who holds the session.
    pub clinician: Option<Name>,
    /// The session's day.
    pub date: Option<BusinessDate>,
    /// When the session begins.
    pub from: Option<MinuteOfDay>,
}

/// A set of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesSet {
    /// Where it applies.
    pub place: RulesPlace,
    /// It is in force today; otherwise it comes later.
    pub is_in_force: bool,
    /// What it says.
    pub rules: BookingRules,
}

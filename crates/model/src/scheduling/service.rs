//! The hospital's services (检查项目、复诊): what is done in a department, how a person prepares for it, and how long its
//! result takes. An itinerary is several of them, booked as one.

use super::DeviceKind;
use crate::{
    Label,
    id::{AppointmentId, DepartmentId},
    time::MinuteOfDay,
};
use serde::{Deserialize, Serialize};

/// How somebody prepares for a service.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreparationKind {
    /// Eats nothing (空腹); a little water is allowed.
    Fasting,
    /// Drinks, and does not go to the toilet (憋尿).
    FullBladder,
    /// Has had no contrast agent (造影剂).
    NoContrast,
}

impl PreparationKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fasting, Self::FullBladder, Self::NoContrast];
}

/// One preparation, and for how long before the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// What the person does or leaves.
    pub kind: PreparationKind,
    /// For so many minutes before the window begins, 1–10080.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 10080))]
    pub minutes: u16,
}

/// What a service leaves in the person for some time.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trace {
    /// Contrast agent.
    Contrast,
    /// An empty bladder.
    EmptyBladder,
}

impl Trace {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Contrast, Self::EmptyBladder];
}

/// Minutes of the day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DayMinutes {
    /// The first.
    pub from: MinuteOfDay,
    /// The last, not before the first.
    pub until: MinuteOfDay,
}

/// Something that is done in the sessions of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The hospital's code, unique: letters, digits, `-` and `_`.
    #[cfg_attr(feature = "schema", schema(pattern = "^[A-Za-z0-9_-]{1,20}$"))]
    pub code: String,
    /// Its name in both languages.
    pub name: Label,
    /// The department in whose sessions it is done, by its id.
    pub department: DepartmentId,
    /// The kind of device that it needs: only sessions with one of this kind are offered. Any session if left out.
    #[serde(default)]
    pub device: Option<DeviceKind>,
    /// How a person prepares, each kind at most once.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 3))]
    pub preparations: Vec<Preparation>,
    /// What it leaves in the person, each at most once.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 2))]
    pub leaves: Vec<Trace>,
    /// How long after the window its result is there, in minutes, 0–20160.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(maximum = 20160))]
    pub result_minutes: u16,
    /// A clinician looks at the results of other services in it (复诊).
    #[serde(default)]
    pub hears_results: bool,
    /// Between which minutes of the day its window begins; at any if left out.
    #[serde(default)]
    pub begins_between: Option<DayMinutes>,
}

/// In which order the steps of an itinerary are done.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItineraryOrder {
    /// Consultations come after the results of everything else; the rest in any order.
    #[default]
    ResultsFirst,
    /// As they are listed; a consultation also after the results of what is listed before it.
    Listed,
    /// In any order, and nobody waits for a result.
    Any,
}

/// One step of an itinerary that is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItineraryStop {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The service as it was when it was booked; none if it is a visit to the department.
    pub service: Option<Service>,
}

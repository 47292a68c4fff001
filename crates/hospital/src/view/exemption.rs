//! Exemptions from booking rules (豁免).

use super::DepartmentRef;
use model::{
    id::{ExemptionId, PersonId},
    person::Sex,
    scheduling::{ExemptFrom, ReasonCode},
    time::{BusinessDate, Instant},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Who is exempt from booking rules. Names are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExemptionList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Those in force and still to come, by their last day; of one person all, the newest first. At most 500.
    pub rows: Vec<ExemptionRow>,
    /// How many there are.
    pub count: u32,
    /// The one person who was asked for.
    pub person: Option<ExemptPerson>,
    /// All departments of the hospital.
    pub departments: Vec<DepartmentRef>,
}

/// An exemption of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExemptionRow {
    /// Id of the exemption, with which it is ended.
    pub exemption: ExemptionId,
    /// Who is exempt.
    #[serde(flatten)]
    pub person: ExemptPerson,
    /// From which rules.
    pub exempt_from: ExemptFrom,
    /// In which department; none: in the whole hospital.
    pub department: Option<DepartmentRef>,
    /// The first day.
    pub from: BusinessDate,
    /// The last day.
    pub until: BusinessDate,
    /// Why it was granted.
    pub reason: ReasonCode,
    /// When it was granted.
    pub granted_at: Instant,
    /// When it was ended before its last day; none if it was not.
    pub ended_at: Option<Instant>,
}

impl ExemptionRow {
    /// Is it neither ended nor past its last day?
    pub fn is_open(&self, today: BusinessDate) -> bool {
        self.ended_at.is_none() && today <= self.until
    }
}

/// Somebody, as far as an exemption needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExemptPerson {
    /// Id of the person's record; after a merge, that of the record that stays.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// Administrative sex.
    pub sex: Sex,
    /// Whole years, if the birth date is known.
    pub age: Option<u32>,
    /// The phone number, masked.
    pub phone: Option<String>,
}

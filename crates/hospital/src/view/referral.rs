//! What a primary-care clinic sees of those whom it referred.

use super::{DepartmentRef, Name, VisitState};
use model::{
    Label,
    id::{AppointmentId, ClinicId, DepartmentId},
    time::Instant,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A primary-care clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicRef {
    /// Id of the clinic.
    pub clinic: ClinicId,
    /// Its code.
    pub code: String,
    /// Its name in both languages.
    pub name: Label,
    /// The departments to which it may refer, by their ids.
    pub departments: Vec<DepartmentId>,
    /// Since when it refers no more; none if it does.
    pub ended_at: Option<Instant>,
}

/// Whom a clinic referred. Names are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The clinic.
    pub clinic: ClinicRef,
    /// The departments to which it may refer.
    pub departments: Vec<DepartmentRef>,
    /// Whom it referred, the newest first.
    pub referrals: Vec<ReferralRow>,
}

/// A patient who was referred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralRow {
    /// Id of the appointment, with which it is cancelled.
    pub appointment: AppointmentId,
    /// The code of eight characters that the patient says at check-in.
    pub code: String,
    /// The patient's name, masked.
    pub name: String,
    /// The department.
    pub department: DepartmentRef,
    /// The clinician who sees the patient.
    pub clinician: Name,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// Where the visit stands now.
    pub state: VisitState,
    /// When the patient was referred.
    pub referred_at: Instant,
    /// Can the clinic still cancel it?
    pub can_cancel: bool,
}

/// Why the patient of a visit was referred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralDetail {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The appointment that the clinic booked.
    pub appointment: AppointmentId,
    /// The patient's name; empty if it was erased.
    pub name: String,
    /// The name of the clinic that referred the patient.
    pub clinic: Label,
    /// The department.
    pub department: DepartmentRef,
    /// The clinician who sees the patient.
    pub clinician: Name,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient was referred.
    pub referred_at: Instant,
    /// Why, in the clinic's own words; none if they were erased.
    pub why: Option<String>,
}

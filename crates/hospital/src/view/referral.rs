//! What a primary-care clinic sees of those whom it referred.

use super::{DepartmentRef, Name, VisitState};
use model::{
    Label,
    id::{AppointmentId, ClinicId},
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

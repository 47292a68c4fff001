//! Primary-care clinics that refer patients, and whom they referred.

use bevy_ecs::component::Component;
use model::{
    Label, SideRef,
    id::{AppointmentId, ClinicId, DepartmentId, Seq},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// A primary-care clinic that may refer patients.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReferringClinic {
    pub(crate) id: ClinicId,
    pub(crate) code: String,
    pub(crate) name: Label,
    /// The departments to which it may refer.
    pub(crate) departments: Vec<DepartmentId>,
    /// Since when it refers no more.
    pub(crate) ended_at: Option<Instant>,
    pub(crate) touched: Seq,
}

/// That a clinic referred the patient of an appointment. It is found by the appointment's id, among everything but the
/// appointments themselves.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Referral {
    pub(crate) appointment: AppointmentId,
    pub(crate) clinic: ClinicId,
    /// Why, sealed.
    pub(crate) why: SideRef,
    pub(crate) at: Instant,
}

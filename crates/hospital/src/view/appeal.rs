//! Appeals against missed visits (爽约申诉).

use super::{BookingBlock, DepartmentRef, Name};
use model::{id::AppointmentId, person::Sex, scheduling::ReasonCode, time::Instant};
use scheduling::read::AppealStage;
use serde::Serialize;
use utoipa::ToSchema;

/// What was asked and decided about a missed visit, as its patient sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitAppeal {
    /// How far it has come.
    pub stage: AppealStage,
    /// When the patient appealed; none if it was excused without an appeal.
    pub asked_at: Option<Instant>,
    /// When the hospital decided; none before that.
    pub decided_at: Option<Instant>,
    /// Why the hospital decided so; none before that.
    pub decided_for: Option<ReasonCode>,
}

/// Appeals about which nobody has decided. Names are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AppealList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The oldest appeals first; at most 500.
    pub rows: Vec<AppealRow>,
    /// How many there are.
    pub count: u32,
}

/// An appeal about which nobody has decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AppealRow {
    /// Id of the appointment that was missed.
    pub appointment: AppointmentId,
    /// The patient's name, masked.
    pub name: String,
    /// Administrative sex.
    pub sex: Sex,
    /// Whole years, if the birth date is known.
    pub age: Option<u32>,
    /// The department of the visit.
    pub department: DepartmentRef,
    /// Who would have seen the patient.
    pub clinician: Name,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient appealed.
    pub asked_at: Instant,
}

/// A missed visit with what its patient says about it. Reading it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissedDetail {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Id of the appointment.
    pub appointment: AppointmentId,
    /// The patient's full name; empty if the data were erased.
    pub name: String,
    /// The department of the visit.
    pub department: DepartmentRef,
    /// Who would have seen the patient.
    pub clinician: Name,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When it was marked as missed.
    pub missed_at: Option<Instant>,
    /// How far an appeal has come; none if nobody appealed and nothing was decided.
    pub stage: Option<AppealStage>,
    /// The appeal; none if nobody appealed.
    pub asked: Option<SaidOfMissed>,
    /// What was decided; none before that.
    pub decided: Option<SaidOfMissed>,
    /// What the missed visits that count block now; none if they block nothing.
    pub blocked: Option<BookingBlock>,
    /// The reader may excuse it.
    pub can_excuse: bool,
    /// The reader may decline the appeal.
    pub can_decline: bool,
    /// The reader may take the excuse back.
    pub can_undo: bool,
}

/// When something was said about a missed visit, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SaidOfMissed {
    /// When.
    pub at: Instant,
    /// The reason.
    pub reason: ReasonCode,
    /// The reason in their own words; none if they wrote none, or it was erased.
    pub text: Option<String>,
}

//! What a change of a published session would do, as an administrator sees it: names are masked.

use model::{id::AppointmentId, message::Refusal, time::Instant};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// What a change of a published session would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionChange {
    /// Why it is refused.
    pub refusal: Option<Refusal>,
    /// Who is booked in windows that would be gone, or have too few seats.
    pub in_the_way: Vec<InTheWay>,
    /// How many people are booked in the session.
    pub booked: u32,
    /// What its seats cost before and after, or why that is not known; not asked if it is refused.
    pub costs: Option<Result<(SessionCost, SessionCost), Refusal>>,
}

/// What another device for a session would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceChange {
    /// Why it is refused.
    pub refusal: Option<Refusal>,
    /// How many people are told of it.
    pub told: u32,
    /// Who they are; 100 at most.
    pub who: Vec<InTheWay>,
}

/// Somebody whose seat a change would take away, or who is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The beginning of the window.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
    /// The masked name.
    pub name: String,
}

/// What is expected of a session if all its seats are taken, in minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionCost {
    /// All its seats.
    pub seats: u32,
    /// The waiting of a patient, from the beginning of the own window.
    pub wait_minutes: Decimal,
    /// From the end of the session until everybody is done.
    pub overtime_minutes: Decimal,
    /// Without a patient in the room.
    pub idle_minutes: Decimal,
}

//! A closed session (停诊): which seats its patients are offered instead.

use crate::id::{AppointmentId, SlotId};
use serde::{Deserialize, Serialize};

/// What becomes of a proposed seat if nobody answers in time.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The appointment takes place in it.
    Keep,
    /// Everybody can book it, and somebody has to phone.
    Return,
}

/// Where an appointment of a closed session could take place instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rebooking {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The window that is proposed, by its id.
    pub slot: SlotId,
}

/// A seat that is kept for an appointment until its patient has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedSeat {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The slot that is proposed.
    pub slot: SlotId,
    /// Which seat of it is kept, from 0.
    pub seat: u16,
}

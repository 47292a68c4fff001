//! An exemption of a person from booking rules.

use super::Answered;
use bevy_ecs::component::Component;
use model::{
    id::{DepartmentId, ExemptionId, PersonId, Seq},
    scheduling::ExemptFrom,
    time::BusinessDate,
};
use serde::{Deserialize, Serialize};

/// An exemption: what never changes.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Exemption {
    pub(crate) id: ExemptionId,
    /// The record for which it was granted.
    pub(crate) patient: PersonId,
    pub(crate) exempt_from: ExemptFrom,
    /// The whole hospital, if there is none.
    pub(crate) department: Option<DepartmentId>,
    pub(crate) from: BusinessDate,
    pub(crate) until: BusinessDate,
    pub(crate) granted: Answered,
}

/// Whether it was ended before its last day.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExemptionState {
    pub(crate) ended: Option<Answered>,
    pub(crate) touched: Seq,
}

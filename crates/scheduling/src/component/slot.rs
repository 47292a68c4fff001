//! What never changes of a slot.

use bevy_ecs::component::Component;
use model::{
    id::{ClinicianId, DepartmentId, SessionId, SlotId},
    scheduling::Title,
    time::{BusinessDate, Instant, compact},
};
use serde::{Deserialize, Serialize};
use std::{ops::Deref, sync::Arc};

/// A slot. Those who are booked in it share its facts.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Slot(pub(crate) Arc<SlotFacts>);

impl Deref for Slot {
    type Target = SlotFacts;

    fn deref(&self) -> &SlotFacts {
        &self.0
    }
}

/// What never changes of a slot.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SlotFacts {
    pub(crate) id: SlotId,
    pub(crate) session: SessionId,
    pub(crate) clinician: ClinicianId,
    pub(crate) department: DepartmentId,
    /// The kind of its session: the title of who holds it.
    pub(crate) kind: Title,
    pub(crate) date: BusinessDate,
    #[serde(with = "compact")]
    pub(crate) from: Instant,
    #[serde(with = "compact")]
    pub(crate) until: Instant,
    /// With how many seats it was published: the window is divided by them. How many it has now, its `Seats` say.
    pub(crate) capacity: u16,
}

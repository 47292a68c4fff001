//! Several visits that were booked as one.

use bevy_ecs::component::Component;
use model::{
    id::ItineraryId,
    scheduling::{ItineraryOrder, ItineraryStop},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// An itinerary: what never changes. What becomes of its visits is theirs.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Itinerary {
    pub(crate) id: ItineraryId,
    pub(crate) order: ItineraryOrder,
    pub(crate) stops: Vec<ItineraryStop>,
    pub(crate) booked_at: Instant,
}

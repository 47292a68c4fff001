//! Seats that are held for some minutes while somebody decides.

use model::{
    id::{PersonId, SlotId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// A seat of a session that is held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeatHold {
    pub(crate) slot: SlotId,
    pub(crate) seat: u16,
    /// The record for which it is held.
    pub(crate) patient: PersonId,
    pub(crate) until: Instant,
}

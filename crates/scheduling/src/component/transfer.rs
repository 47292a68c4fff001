//! What somebody keeps who was sent on to another session.

use super::{Seats, Slot, Visit};
use model::{id::SlotId, money::Yuan, time::Instant};
use serde::{Deserialize, Serialize};

/// The last transfer of somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    /// Start and end of the window that was booked: it gives the place in the queue, and what was promised.
    pub(crate) window: (Instant, Instant),
    /// The registration fee of the session in which it was booked.
    pub(crate) fee: Yuan,
    /// The slot from which they were sent on, and which seat of it.
    pub(crate) left: (SlotId, u16),
    /// When that was; `None` once it was taken back.
    pub(crate) at: Option<Instant>,
}

impl Visit {
    /// Start and end of the window that was booked: for somebody who was sent on to another session, not that of the slot.
    pub(crate) fn promised(&self, slot: &Slot) -> (Instant, Instant) {
        self.transfer.as_ref().map_or((slot.from, slot.until), |transfer| transfer.window)
    }
}

impl Seats {
    /// How many were added beyond those that were published (加号).
    pub(crate) const fn add_ons(&self) -> u16 {
        let [general, on_site, referral] = self.pools;
        (self.taken & !(general | on_site | referral)).count_ones() as u16
    }
}

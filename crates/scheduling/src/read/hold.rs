//! Seats that are held while somebody decides.

use crate::{
    World,
    component::{SeatHold, Slot},
    transition::expected_at,
};
use model::{
    id::{PersonId, SlotId},
    time::Instant,
};

/// A seat that is held for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldView {
    /// The slot.
    pub slot: SlotId,
    /// Which seat of it.
    pub seat: u16,
    /// The record for which it is held.
    pub patient: PersonId,
    /// When the window begins.
    pub from: Instant,
    /// When it ends.
    pub window_until: Instant,
    /// When the patient can expect to be seen.
    pub expected_at: Instant,
    /// Until when it is held.
    pub until: Instant,
}

impl World {
    /// The seats that are held for a person, under whichever record, the first to end first.
    pub fn holds(&self, person: PersonId) -> Vec<HoldView> {
        let mut all: Vec<_> = self.holds_of(person).filter_map(|hold| self.hold_view(hold)).collect();
        all.sort_by_key(|hold| (hold.until, hold.slot));
        all
    }

    /// The seat that is held for a person in a slot.
    pub fn hold(&self, person: PersonId, slot: SlotId) -> Option<HoldView> {
        self.hold_view(self.hold_in(person, slot)?)
    }

    fn hold_view(&self, hold: &SeatHold) -> Option<HoldView> {
        let slot = self.get::<Slot>(hold.slot.0)?;
        Some(HoldView {
            slot: slot.id,
            seat: hold.seat,
            patient: hold.patient,
            from: slot.from,
            window_until: slot.until,
            expected_at: expected_at(slot, hold.seat),
            until: hold.until,
        })
    }
}

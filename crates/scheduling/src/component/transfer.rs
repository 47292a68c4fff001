//! What somebody keeps who was sent on to another session.

use super::{Seats, Slot, Visit};
use model::{id::SlotId, money::Yuan, time::Instant};
use serde::{Deserialize, Serialize};

/// How somebody who waits came to where they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    /// Start and end of the window that was booked: it gives the place in the queue, and what was promised.
    pub(crate) window: (Instant, Instant),
    /// The registration fee of the session in which it was booked.
    pub(crate) fee: Yuan,
    /// The transfers that were not taken back, the last of them at the end; none once all were.
    steps: Vec<Step>,
}

/// One time that somebody was sent on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// The slot from which they were sent on, and which seat of it.
    pub(crate) left: (SlotId, u16),
    /// When that was.
    pub(crate) at: Instant,
}

/// So many steps can be taken back. Whoever is sent on more often than that is sent back by another transfer.
const STEPS_MAX: usize = 8;

impl Transfer {
    /// Of somebody who has not been sent on yet.
    pub(crate) const fn of_none(window: (Instant, Instant), fee: Yuan) -> Self {
        Self { window, fee, steps: Vec::new() }
    }

    /// The last one.
    pub(crate) fn last(&self) -> Option<Step> {
        self.steps.last().copied()
    }

    /// Once more.
    pub(crate) fn push(&mut self, step: Step) {
        if self.steps.len() == STEPS_MAX {
            self.steps.remove(0);
        }
        self.steps.push(step);
    }

    /// The last one was taken back.
    pub(crate) fn pop(&mut self) {
        self.steps.pop();
    }

    /// None of them can be taken back any more.
    pub(crate) fn forget_steps(&mut self) {
        self.steps.clear();
    }
}

impl Visit {
    /// Start and end of the window that was booked: for somebody who was sent on to another session, not that of the slot.
    pub(crate) fn promised(&self, slot: &Slot) -> (Instant, Instant) {
        self.transfer.as_ref().map_or((slot.from, slot.until), |transfer| transfer.window)
    }

    /// When somebody was sent on to where they are now; `None` if they were not, or that was taken back.
    pub(crate) fn sent_on_at(&self) -> Option<Instant> {
        self.transfer.as_ref()?.last().map(|step| step.at)
    }
}

impl Seats {
    /// How many were added beyond those that were published (加号).
    pub(crate) const fn add_ons(&self) -> u16 {
        let [general, on_site, referral] = self.pools;
        (self.taken & !(general | on_site | referral)).count_ones() as u16
    }
}

//! The seats that are held for a patient's family while somebody decides.

use super::Reading;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::HeldSeat};
use model::actor::Actor;
use scheduling::read::HoldView;

impl Hospital {
    /// The seats that are held for the reader's family, the first to end first.
    ///
    /// # Errors
    /// As for every read.
    pub async fn held_seats(&self, actor: &Actor) -> Result<Vec<HeldSeat>, Failure> {
        self.reading(actor, Action::ReadSlots, |reading| {
            reading.may(Action::ReadSlots, &Default::default())?;
            // Who holds what changes with each choice.
            reading.saw_all();
            Ok(reading.held_by_family())
        })
        .await
    }
}

impl Reading<'_> {
    fn held_by_family(&self) -> Vec<HeldSeat> {
        let family = self.family();
        let holds = family.iter().flat_map(|member| self.worlds.scheduling.holds(member.person));
        let mut all: Vec<_> = holds.filter(|hold| self.now < hold.until).filter_map(|hold| self.held(&hold)).collect();
        all.sort_by_key(|held| (held.held_until, held.slot));
        // Two records of one person may both be in the family.
        all.dedup_by_key(|held| (held.slot, held.patient.person));
        all
    }

    fn held(&self, hold: &HoldView) -> Option<HeldSeat> {
        let place = self.worlds.scheduling.slot_place(hold.slot)?;
        let (clinician, _) = self.clinician(place.clinician);
        let slot = self.worlds.scheduling.slot(hold.slot, self.moment())?;
        let session = self.worlds.scheduling.session(slot.session, self.moment())?;
        Some(HeldSeat {
            now: self.now,
            date: session.date,
            slot: hold.slot,
            from: hold.from,
            until: hold.window_until,
            held_until: hold.until,
            patient: self.member_in(hold.patient, place.department),
            department: self.department(place.department),
            clinician,
        })
    }
}

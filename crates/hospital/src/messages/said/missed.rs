//! What was decided about a missed visit.

use super::{Notice, Said, Says};
use crate::worlds::Worlds;
use ::scheduling::read::{AppealStage, AppointmentState};
use model::id::AppointmentId;

/// Was something else decided about the visit since, or does it not count as missed at all?
pub(super) fn is_decided_anew(worlds: &Worlds, id: AppointmentId, said: AppealStage) -> bool {
    worlds
        .scheduling
        .appointment(id)
        .is_none_or(|now| now.state != AppointmentState::NoShow || now.appeal.is_none_or(|appeal| appeal.stage != said))
}

/// Was the visit excused again since, or does it not count as missed at all?
pub(super) fn counts_no_longer(worlds: &Worlds, id: AppointmentId) -> bool {
    worlds.scheduling.appointment(id).is_none_or(|now| {
        now.state != AppointmentState::NoShow || now.appeal.is_some_and(|appeal| appeal.stage == AppealStage::Excused)
    })
}

impl Says<'_> {
    pub(super) fn excused(&self, id: AppointmentId) -> Option<Said> {
        let visit = self.worlds.scheduling.appointment(id)?;
        let notice = Notice::MissedExcused { journey: visit.journey, appointment: id, from: visit.from };
        Some(Said { person: visit.patient, notice, until: self.day_after() })
    }

    pub(super) fn appeal_declined(&self, id: AppointmentId) -> Option<Said> {
        let visit = self.worlds.scheduling.appointment(id)?;
        let notice = Notice::AppealDeclined { journey: visit.journey, appointment: id, from: visit.from };
        Some(Said { person: visit.patient, notice, until: self.day_after() })
    }

    pub(super) fn excuse_undone(&self, id: AppointmentId) -> Option<Said> {
        let visit = self.worlds.scheduling.appointment(id)?;
        let notice = Notice::ExcuseUndone { journey: visit.journey, appointment: id, from: visit.from };
        Some(Said { person: visit.patient, notice, until: self.day_after() })
    }
}

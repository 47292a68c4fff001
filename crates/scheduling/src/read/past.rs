//! Visits that are over, as far as something can be learnt from them: who came, and how long they were in the room.

use super::AppointmentState;
use crate::{
    World,
    component::{Appointment, Session, Slot, Visit},
};
use model::{
    id::{ClinicianId, DepartmentId, PersonId, SessionId},
    time::{BusinessDate, Instant},
};
use uuid::Uuid;

/// A visit that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastVisit {
    /// In whose session it was.
    pub clinician: ClinicianId,
    /// The record for which it was booked.
    pub patient: PersonId,
    /// When its window began.
    pub from: Instant,
    /// When it was booked.
    pub booked_at: Instant,
    /// Whether the patient came.
    pub shown: bool,
    /// Whether the patient was seen, too.
    pub seen: bool,
    /// Seconds in the room, of those who were seen; `None` where the clock says nothing of use.
    pub seconds: Option<u32>,
}

impl World {
    /// The visits of a department on a day to which somebody came or should have come, by window, session and seat. Those
    /// that were cancelled or displaced say nothing of who comes, and those that are not over say nothing yet.
    pub fn past_visits(&self, department: DepartmentId, date: BusinessDate) -> Vec<PastVisit> {
        let range = (department, date, SessionId(Uuid::nil()))..=(department, date, SessionId(Uuid::max()));
        let sessions = self.index().department_sessions.range(range);
        let mut all = Vec::new();
        let slots = sessions.filter_map(|(.., id)| self.get::<Session>(id.0)).flat_map(|session| &session.slots);
        for slot in slots {
            let Some(facts) = self.get::<Slot>(slot.0) else { continue };
            for id in self.index().in_slot(*slot) {
                let both = self.get::<Appointment>(id.0).zip(self.get::<Visit>(id.0));
                all.extend(both.and_then(|(booked, visit)| past(facts, booked, visit)));
            }
        }
        all.sort_by_key(|visit| (visit.from, visit.clinician, visit.patient, visit.booked_at));
        all
    }
}

fn past(slot: &Slot, booked: &Appointment, visit: &Visit) -> Option<PastVisit> {
    let shown = match visit.state {
        AppointmentState::Fulfilled => true,
        AppointmentState::NoShow => false,
        // The session ended before they were seen; of who had not checked in nobody knows whether they came.
        AppointmentState::NotSeen if visit.checked_in_at.is_some() => true,
        AppointmentState::NotSeen
        | AppointmentState::Booked
        | AppointmentState::Arrived
        | AppointmentState::Called
        | AppointmentState::InConsultation
        | AppointmentState::Cancelled
        | AppointmentState::Displaced => return None,
    };
    let span = visit.started_at.zip(visit.finished_at).map(|(started, finished)| (finished - started).num_seconds());
    let seconds = span.and_then(|seconds| u32::try_from(seconds).ok()).filter(|seconds| shown && *seconds > 0);
    Some(PastVisit {
        clinician: slot.clinician,
        patient: booked.patient,
        from: slot.from,
        booked_at: booked.booked_at,
        shown,
        seen: visit.state == AppointmentState::Fulfilled,
        seconds,
    })
}

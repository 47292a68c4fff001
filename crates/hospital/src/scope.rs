//! Facts about the thing that a right is needed for: whose it is, and which departments and wards it belongs to.
//!
//! What does not exist has no facts, so a role whose right is limited is denied it, just as it is denied what is
//! somebody else's.
//!
//! To *do* something, the thing's own place counts. To *read* about a person, only a fact counts that does not depend
//! on one actor alone: the patient booked it or stood at the desk, checked in, was seen, was admitted from there, or
//! arrived. A follow-up that a clinician booked for somebody who was never there, or a bed that a ward gave to a
//! patient who is not its own, opens nothing. An arrival is such a fact if it was recorded with a number that is the
//! patient's. Without one it opens the record too, because nobody may be left without care, and is reported like
//! breaking the glass (`Hospital::report`).

use crate::worlds::Worlds;
use chrono::Duration;
use model::{
    actor::Actor,
    id::{
        AdmissionId, AppointmentId, BedId, ChargeId, ClinicId, ClinicianId, DepartmentId, DepositId, DrawId, EntrantId,
        ItineraryId, PersonId, SessionId, SettlementId, SlotId, WaitlistEntryId, WardId,
    },
    scheduling::Channel,
    time::Instant,
};
use scheduling::read::{AdmissionState, AdmissionView, AppointmentState, AppointmentView, Moment};

/// How long after a visit or stay its department and ward may still read the patient's data.
const CARE_DAYS: i64 = 90;

/// What is known about the thing that a right is needed for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// The patient is the actor or somebody whom the actor may act for.
    pub family: bool,
    /// The clinician whose session it is.
    pub clinician: Option<ClinicianId>,
    /// The departments that it belongs to.
    pub departments: Vec<DepartmentId>,
    /// The wards that it belongs to.
    pub wards: Vec<WardId>,
    /// The clinic that referred the patient, or would.
    pub clinic: Option<ClinicId>,
    /// The actor broke the glass for this patient, with a reason, and not long ago.
    pub break_glass: bool,
}

/// Did the patient take part in this visit: did they book it, stand at the desk, or come?
fn is_the_patients(visit: &AppointmentView) -> bool {
    use AppointmentState as S;
    let came = visit.checked_in_at.is_some()
        || matches!(visit.state, S::Arrived | S::Called | S::InConsultation | S::Fulfilled);
    match visit.channel {
        Channel::Online | Channel::OnSite => true,
        Channel::FollowUp | Channel::Referral => came,
    }
}

/// Finds facts for one actor at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) worlds: &'a Worlds,
    pub(crate) actor: &'a Actor,
    pub(crate) moment: Moment,
}

impl Scope<'_> {
    /// May the actor act for this person?
    pub(crate) fn is_family(&self, person: PersonId) -> bool {
        self.actor.person.is_some_and(|own| self.worlds.journey.may_act_for(own, person))
    }

    pub(crate) fn of_slot(&self, slot: SlotId) -> Resource {
        self.worlds.scheduling.slot_place(slot).map_or_else(Resource::default, |place| Resource {
            clinician: Some(place.clinician),
            departments: vec![place.department],
            ..Resource::default()
        })
    }

    pub(crate) fn of_session(&self, session: SessionId) -> Resource {
        match self.worlds.scheduling.session(session, self.moment) {
            Some(session) => Resource {
                clinician: Some(session.clinician),
                departments: vec![session.department],
                ..Resource::default()
            },
            None => Resource::default(),
        }
    }

    pub(crate) fn of_appointment(&self, appointment: AppointmentId) -> Resource {
        match self.worlds.scheduling.appointment(appointment) {
            Some(visit) => Resource {
                family: self.is_family(visit.patient),
                clinician: Some(visit.clinician),
                departments: vec![visit.department],
                clinic: self.worlds.scheduling.referral(appointment).map(|referral| referral.clinic),
                ..Resource::default()
            },
            None => Resource::default(),
        }
    }

    pub(crate) fn of_clinic(&self, clinic: ClinicId) -> Resource {
        let clinic = self.worlds.scheduling.clinic(clinic).map(|clinic| clinic.id);
        Resource { clinic, ..Resource::default() }
    }

    /// Several windows for somebody: a clinician orders them during a visit of that person in a session of their own.
    pub(crate) fn of_order(&self, patient: PersonId, visit: Option<AppointmentId>) -> Resource {
        let scheduling = &self.worlds.scheduling;
        let visit = visit.and_then(|id| scheduling.appointment(id));
        let visit = visit.filter(|visit| scheduling.is_same_person(visit.patient, patient));
        Resource {
            family: self.is_family(patient),
            clinician: visit.map(|visit| visit.clinician),
            ..Resource::default()
        }
    }

    /// It belongs to every department in which something of it is done.
    pub(crate) fn of_itinerary(&self, itinerary: ItineraryId) -> Resource {
        let patient = self.worlds.patient_of_itinerary(itinerary);
        let stops = self.worlds.scheduling.itinerary(itinerary).map(|found| found.stops).unwrap_or_default();
        let visits = stops.iter().filter_map(|stop| self.worlds.scheduling.appointment(stop.appointment));
        Resource {
            family: patient.is_some_and(|patient| self.is_family(patient)),
            departments: visits.map(|visit| visit.department).collect(),
            ..Resource::default()
        }
    }

    pub(crate) fn of_waitlist_entry(&self, entry: WaitlistEntryId) -> Resource {
        self.worlds.scheduling.who_waits(entry).map_or_else(Resource::default, |(patient, department)| Resource {
            family: self.is_family(patient),
            departments: vec![department],
            ..Resource::default()
        })
    }

    pub(crate) fn of_draw(&self, draw: DrawId) -> Resource {
        self.worlds.scheduling.draw(draw).map_or_else(Resource::default, |draw| Resource {
            clinician: Some(draw.clinician),
            departments: vec![draw.department],
            ..Resource::default()
        })
    }

    pub(crate) fn of_entrant(&self, entrant: EntrantId) -> Resource {
        self.worlds.scheduling.who_entered(entrant).map_or_else(Resource::default, |(patient, department)| Resource {
            family: self.is_family(patient),
            departments: vec![department],
            ..Resource::default()
        })
    }

    pub(crate) fn of_admission(&self, admission: AdmissionId) -> Resource {
        match self.worlds.scheduling.admission(admission) {
            Some(stay) => Resource {
                family: self.is_family(stay.patient),
                departments: vec![stay.department],
                wards: self.wards_of(&stay),
                ..Resource::default()
            },
            None => Resource::default(),
        }
    }

    /// Only the ward that is asked may take the patient.
    pub(crate) fn of_transfer(&self, admission: AdmissionId) -> Resource {
        let stay = self.worlds.scheduling.admission(admission);
        let asked = stay.and_then(|stay| stay.moving_to).map(|bed| bed.ward);
        Resource { wards: asked.into_iter().collect(), ..Resource::default() }
    }

    pub(crate) fn of_settlement(&self, settlement: SettlementId) -> Resource {
        self.of_stay(self.worlds.settlement.settlement(settlement).map(|found| found.admission))
    }

    pub(crate) fn of_charge(&self, charge: ChargeId) -> Resource {
        self.of_stay(self.worlds.settlement.line(charge).map(|(admission, _)| admission))
    }

    pub(crate) fn of_deposit(&self, deposit: DepositId) -> Resource {
        self.of_stay(self.worlds.settlement.deposit(deposit).map(|found| found.admission))
    }

    fn of_stay(&self, admission: Option<AdmissionId>) -> Resource {
        admission.map_or_else(Resource::default, |admission| self.of_admission(admission))
    }

    /// The ward of the bed; without a bed, the wards that take the department's patients.
    fn wards_of(&self, stay: &AdmissionView) -> Vec<WardId> {
        match &stay.bed {
            Some(bed) => vec![bed.ward],
            None => self.worlds.scheduling.wards_of(stay.department),
        }
    }

    pub(crate) fn of_bed(&self, bed: BedId) -> Resource {
        let ward = self.worlds.scheduling.bed(bed, self.moment).map(|bed| bed.place.ward);
        Resource { wards: ward.into_iter().collect(), ..Resource::default() }
    }

    pub(crate) fn of_ward(&self, ward: WardId) -> Resource {
        Resource { wards: vec![ward], ..Resource::default() }
    }

    pub(crate) fn of_department(&self, department: DepartmentId) -> Resource {
        Resource { departments: vec![department], ..Resource::default() }
    }

    /// The resource for reading a visit: it belongs to its department if the visit counts there, or the patient is in
    /// the department's care anyway.
    pub(crate) fn of_visit_read(&self, visit: &AppointmentView) -> Resource {
        let person = self.of_person(visit.patient);
        let departments = person.departments.into_iter().filter(|known| *known == visit.department).collect();
        Resource { departments, wards: Vec::new(), ..self.of_appointment(visit.id) }
    }

    /// The resource for reading a stay.
    pub(crate) fn of_stay_read(&self, stay: &AdmissionView) -> Resource {
        let (departments, wards) = self.reads_stay(stay);
        Resource { family: self.is_family(stay.patient), departments, wards, ..Resource::default() }
    }

    /// Who may read a stay: the department that asked for it, and the wards that take its patients; once the patient is
    /// there, instead of these the ward of the bed and the one that is asked to take the patient.
    fn reads_stay(&self, stay: &AdmissionView) -> (Vec<DepartmentId>, Vec<WardId>) {
        let was_here = stay.arrived_at.is_some();
        if stay.state == AdmissionState::Cancelled && !was_here {
            return (Vec::new(), Vec::new());
        }
        // A ward that is asked to take somebody may read who it is: the other ward made the request.
        let wards = match &stay.bed {
            Some(bed) if was_here => {
                std::iter::once(bed.ward).chain(stay.moving_to.as_ref().map(|to| to.ward)).collect()
            }
            _ => self.worlds.scheduling.wards_of(stay.department),
        };
        (vec![stay.department], wards)
    }

    /// It goes on, or ended so recently that those who cared for the patient may still read about them.
    pub(crate) fn is_in_care(&self, stay: &AdmissionView) -> bool {
        let since = self.moment.now - Duration::days(CARE_DAYS);
        stay.discharged_at.or(stay.cancelled_at).is_none_or(|over| over >= since)
    }

    /// A person belongs to the departments and wards that care for them, or did within the last 90 days.
    pub(crate) fn of_person(&self, person: PersonId) -> Resource {
        let since: Instant = self.moment.now - Duration::days(CARE_DAYS);
        let (mut departments, mut wards) = (Vec::new(), Vec::new());
        let visits = self.worlds.scheduling.appointments_of(person).into_iter();
        let counting = visits.filter(|visit| visit.until >= since && is_the_patients(visit));
        departments.extend(counting.map(|visit| visit.department));
        for stay in self.worlds.scheduling.admissions_of(person) {
            if self.is_in_care(&stay) {
                let (asked, reads) = self.reads_stay(&stay);
                departments.extend(asked);
                wards.extend(reads.into_iter().filter(|_| stay.state != AdmissionState::Cancelled));
            }
        }
        departments.sort_unstable();
        departments.dedup();
        wards.sort_unstable();
        wards.dedup();
        Resource { family: self.is_family(person), departments, wards, ..Resource::default() }
    }
}

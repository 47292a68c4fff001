//! Facts about the thing that a right is asked for: whose it is, of which department, of which ward.
//!
//! What does not exist has no facts, so a role whose right is limited is denied it just as somebody else's.

use crate::{authorize::Resource, request::Request, worlds::Worlds};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AdmissionId, AppointmentId, BedId, DepartmentId, PersonId, SessionId, SlotId, WardId},
    time::Instant,
};
use scheduling::view::{AdmissionState, AdmissionView, Moment};

/// How long after a visit or stay its department and ward may still read the patient's data.
const CARE_DAYS: i64 = 90;

/// Finds facts for one actor at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) worlds: &'a Worlds,
    pub(crate) actor: &'a Actor,
    pub(crate) moment: Moment,
}

impl Scope<'_> {
    /// What a request is about.
    pub(crate) fn of_request(&self, request: &Request) -> Resource {
        match request {
            Request::Book { slot, patient, .. } => Resource { family: self.is_family(*patient), ..self.of_slot(*slot) },
            Request::Cancel { appointment, .. }
            | Request::Move { appointment, .. }
            | Request::CheckIn { appointment, .. }
            | Request::UndoCheckIn { appointment, .. }
            | Request::UndoCall { appointment, .. }
            | Request::Pass { appointment }
            | Request::Start { appointment }
            | Request::Finish { appointment }
            | Request::UndoFinish { appointment, .. }
            | Request::MarkMissed { appointment }
            | Request::UndoMissed { appointment, .. }
            | Request::RequestAdmission { appointment, .. } => self.of_appointment(*appointment),
            Request::RequestEmergencyAdmission { department, .. } => {
                Resource { departments: vec![*department], ..Resource::default() }
            }
            Request::CallNext { session }
            | Request::Call { session, .. }
            | Request::WithdrawSession { session, .. } => self.of_session(*session),
            Request::AssignBed { bed, .. } | Request::ReadyBed { bed } => self.of_bed(*bed),
            Request::CancelAdmission { admission, .. }
            | Request::UnassignBed { admission, .. }
            | Request::Arrive { admission, .. }
            | Request::SubmitAdmissionForm { admission, .. }
            | Request::DoFormality { admission, .. }
            | Request::UndoFormality { admission, .. }
            | Request::OccupyBed { admission }
            | Request::Transfer { admission, .. }
            | Request::WithdrawTransfer { admission, .. }
            | Request::UndoTransfer { admission, .. }
            | Request::RecordSex { admission, .. }
            | Request::Discharge { admission }
            | Request::UndoDischarge { admission, .. }
            | Request::Charge { admission, .. }
            | Request::TakeDeposit { admission, .. }
            | Request::Presettle { admission } => self.of_admission(*admission),
            Request::AcceptTransfer { admission } | Request::DeclineTransfer { admission, .. } => {
                self.of_transfer(*admission)
            }
            Request::RefundCharge { charge, .. } => {
                self.of_stay(self.worlds.settlement.line(*charge).map(|(admission, _)| admission))
            }
            Request::ReturnDeposit { deposit, .. } => {
                self.of_stay(self.worlds.settlement.deposit(*deposit).map(|found| found.admission))
            }
            Request::Consent { settlement, .. } | Request::Settle { settlement } | Request::Pay { settlement, .. } => {
                self.of_stay(self.worlds.settlement.settlement(*settlement).map(|found| found.admission))
            }
            Request::CorrectPerson { person, .. }
            | Request::ErasePerson { person }
            | Request::AddCoverage { person, .. }
            | Request::AddRelative { person, .. } => self.of_person(*person),
            Request::MergePersons { into, .. } => self.of_person(*into),
            Request::UndoMerge { from, .. } => self.of_person(*from),
            Request::RegisterPerson { .. }
            | Request::OpenDepartment { .. }
            | Request::EnrolClinician { .. }
            | Request::OpenWard { .. }
            | Request::AdoptRules { .. }
            | Request::PublishSession { .. }
            | Request::AdoptPolicy { .. }
            | Request::AddItem { .. } => Resource::default(),
        }
    }

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
                ..Resource::default()
            },
            None => Resource::default(),
        }
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

    /// Taking a patient is for the ward that is asked.
    fn of_transfer(&self, admission: AdmissionId) -> Resource {
        let stay = self.worlds.scheduling.admission(admission);
        let asked = stay.and_then(|stay| stay.moving_to).map(|bed| bed.ward);
        Resource { wards: asked.into_iter().collect(), ..Resource::default() }
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

    /// A person belongs to the departments and wards that care for them, or did within the last 90 days.
    pub(crate) fn of_person(&self, person: PersonId) -> Resource {
        let since: Instant = self.moment.now - Duration::days(CARE_DAYS);
        let (mut departments, mut wards) = (Vec::new(), Vec::new());
        let visits = self.worlds.scheduling.appointments_of(person).into_iter();
        departments.extend(visits.filter(|visit| visit.until >= since).map(|visit| visit.department));
        for stay in self.worlds.scheduling.admissions_of(person) {
            let over = stay.discharged_at.or(stay.cancelled_at).is_some_and(|over| over < since);
            if !over {
                departments.push(stay.department);
            }
            if !over && stay.state != AdmissionState::Cancelled {
                wards.extend(self.wards_of(&stay));
            }
        }
        departments.sort_unstable();
        departments.dedup();
        wards.sort_unstable();
        wards.dedup();
        Resource { family: self.is_family(person), departments, wards, ..Resource::default() }
    }
}

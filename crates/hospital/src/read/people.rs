//! Parts that several views share.

use super::Reading;
use crate::view::{
    BedRef, BookingBlock, CoverageSummary, DepartmentRef, FamilyMember, FormalityStep, ListedStay, SessionHead,
    VisitState, WardRef,
};
use model::{
    id::{ClinicianId, DepartmentId, PersonId, WardId},
    scheduling::{Formality, Title},
};
use scheduling::read::{
    AdmissionStep, AdmissionView, AppointmentState, AppointmentView, BedPlace, DepartmentView, SessionView,
};

pub(super) fn department_ref(view: DepartmentView) -> DepartmentRef {
    DepartmentRef { department: view.id, code: view.code, name: view.name, place: view.place }
}

pub(super) const fn visit_state(state: AppointmentState) -> VisitState {
    match state {
        AppointmentState::Booked => VisitState::Booked,
        AppointmentState::Arrived => VisitState::Waiting,
        AppointmentState::Called => VisitState::Called,
        AppointmentState::InConsultation => VisitState::InConsultation,
        AppointmentState::Fulfilled => VisitState::Finished,
        AppointmentState::Cancelled => VisitState::Cancelled,
        AppointmentState::NoShow => VisitState::Missed,
        AppointmentState::NotSeen => VisitState::NotSeen,
        AppointmentState::Displaced => VisitState::Displaced,
    }
}

pub(super) fn formalities(stay: &AdmissionView) -> Vec<FormalityStep> {
    let done_at = |formality| {
        stay.steps.iter().find(|step| step.step == AdmissionStep::Formality(formality)).and_then(|step| step.done_at)
    };
    Formality::ALL.into_iter().map(|formality| FormalityStep { formality, done_at: done_at(formality) }).collect()
}

impl Reading<'_> {
    pub(crate) fn department(&self, id: DepartmentId) -> DepartmentRef {
        let found = self.worlds.scheduling.department(id).map(|view| {
            self.saw(view.touched);
            department_ref(view)
        });
        found.unwrap_or_else(|| DepartmentRef {
            department: id,
            code: String::new(),
            name: model::Label::default(),
            place: model::Label::default(),
        })
    }

    pub(super) fn departments(&self) -> Vec<DepartmentRef> {
        self.worlds.scheduling.departments().into_iter().map(department_ref).collect()
    }

    /// A clinician's name and title.
    pub(crate) fn clinician(&self, id: ClinicianId) -> (crate::view::Name, Title) {
        match self.worlds.scheduling.clinician(id) {
            Some(clinician) => (self.name(clinician.person), clinician.title),
            None => (crate::view::Name::default(), Title::Resident),
        }
    }

    pub(super) fn session_head(&self, session: &SessionView) -> SessionHead {
        let (clinician, title) = self.clinician(session.clinician);
        SessionHead {
            session: session.id,
            department: self.department(session.department),
            clinician,
            title,
            room: session.room.clone(),
            date: session.date,
            from: session.from,
            until: session.until,
            paused_until: self.worlds.scheduling.paused_until(session.id),
        }
    }

    pub(crate) fn member(&self, person: PersonId) -> FamilyMember {
        let known = self.knows(person);
        let row = self.worlds.journey.person(person).filter(|_| known);
        let own = self.actor.person.map(|own| self.worlds.journey.canonical(own));
        FamilyMember {
            person: row.map_or(person, |row| row.id),
            name: self.patient_name(person),
            sex: if known { self.worlds.journey.sex_of(person) } else { model::person::Sex::Unknown },
            age: self.age(person).filter(|_| known),
            infant: self.infant(person).filter(|_| known),
            myself: own.is_some() && own == row.map(|row| row.id),
            blocked: self.blocked(person, None).filter(|_| known),
        }
    }

    /// The same, with what is blocked in a department.
    pub(super) fn member_in(&self, person: PersonId, department: DepartmentId) -> FamilyMember {
        let member = self.member(person);
        let blocked = member.blocked.and_then(|_| self.blocked(person, Some(department)));
        FamilyMember { blocked, ..member }
    }

    /// What a person's missed visits block: in a department, or wherever no department is named.
    pub(super) fn blocked(&self, person: PersonId, department: Option<DepartmentId>) -> Option<BookingBlock> {
        let block = self.worlds.scheduling.no_show_block(person, department, self.today())?;
        Some(BookingBlock { until: block.until, missed: block.count, within_days: block.step.within_days })
    }

    /// Oneself, then those for whom one may act.
    pub(crate) fn family(&self) -> Vec<FamilyMember> {
        let Some(own) = self.actor.person else { return Vec::new() };
        let others = self.worlds.journey.acts_for(own).into_iter().map(|person| person.id);
        std::iter::once(own).chain(others).map(|person| self.member(person)).collect()
    }

    pub(super) fn coverage(&self, person: PersonId) -> Option<CoverageSummary> {
        let coverage = self.worlds.journey.coverage_of(person)?;
        self.saw(coverage.seq);
        Some(CoverageSummary { insurance: coverage.insurance, class: coverage.class, region: coverage.region.clone() })
    }

    pub(super) fn ward_ref(&self, id: WardId) -> WardRef {
        let found = self.worlds.scheduling.ward(id, self.moment());
        let (code, name) = found.map(|ward| (ward.code, ward.name)).unwrap_or_default();
        WardRef { ward: id, code, name }
    }

    pub(super) fn bed_ref(&self, place: &BedPlace) -> BedRef {
        BedRef {
            bed: place.bed,
            number: place.number.clone(),
            room: place.room_number.clone(),
            ward: self.ward_ref(place.ward),
        }
    }

    /// The visits of a person, including those under a merged record, latest window first.
    pub(super) fn visits_of(&self, person: PersonId) -> Vec<AppointmentView> {
        let visits = self.worlds.scheduling.appointments_of(person);
        visits.iter().for_each(|visit| self.saw(visit.touched));
        visits
    }

    /// The stays of a person, including those under a merged record, newest first.
    pub(super) fn stays_of(&self, person: PersonId) -> Vec<AdmissionView> {
        let stays = self.worlds.scheduling.admissions_of(person);
        stays.iter().for_each(|stay| self.saw(stay.touched));
        stays
    }

    /// The stays of a person that are not over.
    pub(super) fn open_stays_of(&self, person: PersonId) -> Vec<ListedStay> {
        let stays = self.stays_of(person).into_iter();
        stays
            .filter(|stay| !stay.state.is_over())
            .map(|stay| ListedStay {
                admission: stay.id,
                state: stay.state,
                ward: stay.bed.as_ref().map(|bed| bed.ward_name.clone()),
                bed: stay.bed.as_ref().map(|bed| (bed.room_number.clone(), bed.number.clone())),
                requested_at: stay.requested_at,
            })
            .collect()
    }
}

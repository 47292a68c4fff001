//! Reception: the list of a day, and the search.

use super::{
    Reading,
    people::{stay_state, visit_state},
};
use crate::{
    failure::Failure,
    hospital::Hospital,
    request::Action,
    view::{DayCounts, DayList, PersonCard, SearchHit, SearchKind, SearchPage, StayRow, VisitRow, VisitState},
};
use model::{
    actor::{Actor, Role},
    decide::{Context, Decider},
    id::{DepartmentId, PersonId, short_code},
    journey::CredentialRef,
    message::Refusal,
    person::{CredentialKind, normalize_credential},
    scheduling::Command,
    time::BusinessDate,
};
use scheduling::view::{AdmissionState, AppointmentView};
use std::collections::BTreeSet;

/// A search shows so many people at most.
const HITS_MAX: usize = 20;

impl Hospital {
    /// A department's list of one day. Without a department, the actor's own (the first for the central reception);
    /// without a date, today.
    ///
    /// # Errors
    /// As every read.
    pub async fn day_list(
        &self,
        actor: &Actor,
        department: Option<DepartmentId>,
        date: Option<BusinessDate>,
    ) -> Result<DayList, Failure> {
        self.show(actor, Action::ReadDay, |reading| {
            let departments = reading.departments();
            let own = department.or(actor.department).or_else(|| departments.first().map(|first| first.department));
            let department = reading.found(own)?;
            reading.may(Action::ReadDay, &reading.scope().of_department(department))?;
            reading.found(reading.worlds.scheduling.department(department))?;
            let date = date.unwrap_or_else(|| reading.today());
            let rows: Vec<VisitRow> = reading
                .worlds
                .scheduling
                .appointments_on(department, date)
                .iter()
                .map(|visit| reading.visit_row(visit))
                .collect();
            reading.saw_all();
            let switchable = |other: &crate::view::DepartmentRef| match actor.department {
                Some(own) => other.department == own,
                None => true,
            };
            Ok(DayList {
                now: reading.now,
                department: reading.department(department),
                departments: departments.into_iter().filter(switchable).collect(),
                date,
                counts: counts(&rows),
                rows,
            })
        })
        .await
    }

    /// Finds people by what somebody typed or scanned: a visit's code, a credential's number, a phone number, a full
    /// name. Exact only. A nurse finds only who belongs to the ward.
    ///
    /// # Errors
    /// As every read; a refusal when nothing of that kind can be searched for.
    pub async fn search(&self, actor: &Actor, text: &str) -> Result<SearchPage, Failure> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 80 {
            return Err(Refusal::new("search-length").field("q").with("max", 80u16).into());
        }
        let wanted = self.wanted(text);
        self.show(actor, Action::SearchPeople, |reading| {
            let own = actor.ward.map(|ward| reading.scope().of_ward(ward)).unwrap_or_default();
            reading.may(Action::SearchPeople, &own)?;
            reading.saw_all();
            let (kind, people) = reading.find(&wanted);
            let in_reach = |person: &PersonId| {
                actor.role != Role::Nurse
                    || reading.may(Action::SearchPeople, &reading.scope().of_person(*person)).is_ok()
            };
            let hits = people.into_iter().filter(in_reach).take(HITS_MAX).map(|person| reading.hit(person));
            Ok(SearchPage { now: reading.now, kind, hits: hits.collect() })
        })
        .await
    }

    /// One person.
    ///
    /// # Errors
    /// As every read.
    pub async fn person(&self, actor: &Actor, person: PersonId) -> Result<PersonCard, Failure> {
        self.show(actor, Action::ReadPerson, |reading| {
            reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
            reading.found(reading.worlds.journey.person(person))?;
            Ok(reading.patient(person))
        })
        .await
    }

    /// Keyed hashes of a text under every kind that it may be.
    fn wanted(&self, text: &str) -> Wanted {
        let credentials = [
            CredentialKind::ResidentId,
            CredentialKind::SocialSecurityCard,
            CredentialKind::InsuranceCode,
            CredentialKind::FaceToken,
            CredentialKind::Passport,
            CredentialKind::Permit,
        ];
        let credentials = credentials.into_iter().filter_map(|kind| {
            let number = normalize_credential(kind, text).ok()?;
            Some(CredentialRef { kind, lookup: self.lookups().credential(kind, &number) })
        });
        Wanted {
            code: text.to_ascii_uppercase(),
            appointment: text.parse().ok(),
            credentials: credentials.collect(),
            phone: self.lookups().phone(text),
            name: self.lookups().name(text),
        }
    }
}

/// What was typed, as everything that it may be.
struct Wanted {
    code: String,
    appointment: Option<model::id::AppointmentId>,
    credentials: Vec<CredentialRef>,
    phone: String,
    name: String,
}

fn counts(rows: &[VisitRow]) -> DayCounts {
    let count = |states: &[VisitState]| rows.iter().filter(|row| states.contains(&row.state)).count() as u32;
    DayCounts {
        expected: count(&[VisitState::Booked]),
        waiting: count(&[VisitState::Waiting, VisitState::Called]),
        in_consultation: count(&[VisitState::InConsultation]),
        seen: count(&[VisitState::Finished]),
        missed: count(&[VisitState::Missed]),
    }
}

impl Reading<'_> {
    fn find(&self, wanted: &Wanted) -> (SearchKind, Vec<PersonId>) {
        let scheduling = &self.worlds.scheduling;
        let by_id = wanted.appointment.and_then(|id| scheduling.appointment(id)).map(|visit| visit.patient);
        if let Some(person) = by_id.or_else(|| self.by_code(&wanted.code)) {
            return (SearchKind::VisitCode, vec![self.worlds.journey.canonical(person)]);
        }
        let shown = wanted.credentials.iter().filter_map(|one| self.worlds.journey.by_credential(one));
        let shown: BTreeSet<PersonId> = shown.map(|person| person.id).collect();
        if !shown.is_empty() {
            return (SearchKind::Credential, shown.into_iter().collect());
        }
        let phone: Vec<_> = self.worlds.journey.by_phone(&wanted.phone).iter().map(|person| person.id).collect();
        if !phone.is_empty() {
            return (SearchKind::Phone, phone);
        }
        (SearchKind::Name, self.worlds.journey.by_name(&wanted.name).iter().map(|person| person.id).collect())
    }

    /// Whose visit of today, or stay, has this short code.
    fn by_code(&self, code: &str) -> Option<PersonId> {
        if code.len() != 8 {
            return None;
        }
        let scheduling = &self.worlds.scheduling;
        let today = self.today();
        let visits = scheduling
            .departments()
            .into_iter()
            .flat_map(|department| scheduling.appointments_on(department.id, today))
            .find(|visit| short_code(visit.id.0) == code)
            .map(|visit| visit.patient);
        visits.or_else(|| {
            let stays = scheduling.wards(self.moment()).into_iter().flat_map(|ward| ward.rooms);
            let stays = stays.flat_map(|room| room.beds).filter_map(|bed| bed.occupant);
            let stays = stays.chain(scheduling.admissions_waiting(None));
            stays.into_iter().find(|stay| short_code(stay.id.0) == code).map(|stay| stay.patient)
        })
    }

    fn hit(&self, person: PersonId) -> SearchHit {
        let today = self.today();
        let visits = self.visits_of(person);
        let open = |stay: &&scheduling::view::AdmissionView| {
            !matches!(stay.state, AdmissionState::Discharged | AdmissionState::Cancelled)
        };
        SearchHit {
            patient: self.patient(person),
            visits: visits
                .iter()
                .rev()
                .filter(|visit| visit.date == today)
                .map(|visit| self.visit_row(visit))
                .collect(),
            stays: self
                .stays_of(person)
                .iter()
                .filter(open)
                .map(|stay| StayRow {
                    admission: stay.id,
                    state: stay_state(stay.state),
                    ward: stay.bed.as_ref().map(|bed| bed.ward_name.clone()),
                    bed: stay.bed.as_ref().map(|bed| (bed.room_number.clone(), bed.number.clone())),
                    requested_at: stay.requested_at,
                })
                .collect(),
        }
    }

    pub(super) fn visit_row(&self, visit: &AppointmentView) -> VisitRow {
        self.saw(visit.touched);
        let context = Context { now: self.now, seq: self.worlds.seq + 1, seed: 0, zone: self.zone };
        let check_in = Command::CheckIn { appointment: visit.id, credential: CredentialKind::VisitCode };
        VisitRow {
            appointment: visit.id,
            code: short_code(visit.id.0),
            patient: self.patient(visit.patient),
            state: visit_state(visit.state),
            session: visit.session,
            department: self.department(visit.department),
            clinician: self.clinician(visit.clinician).0,
            room: visit.room.clone(),
            from: visit.from,
            until: visit.until,
            channel: visit.channel,
            ticket: visit.ticket,
            ahead: self.place(visit).0,
            checked_in_at: visit.checked_in_at,
            called_at: visit.called_at,
            can_check_in: self.worlds.scheduling.decide(&check_in, &context).is_ok(),
        }
    }
}

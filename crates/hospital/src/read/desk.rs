//! Reception: the list of a day.

use super::{Reading, people::visit_state};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{DayCounts, DayList, ListedVisit, PersonSummary, SessionEnd, VisitState},
};
use model::{
    actor::Actor,
    decide::{Context, Decider},
    id::{AppointmentId, DepartmentId, PersonId, short_code},
    person::CredentialKind,
    scheduling::{Command, Reason, ReasonCode, command},
    time::BusinessDate,
};
use scheduling::view::{AppointmentState, AppointmentView};

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
            reading.about("department", department);
            let scheduling = &reading.worlds.scheduling;
            // Without a day, what goes on over midnight stands before the new day's.
            let sessions = match date {
                Some(date) => scheduling.sessions(department, date, reading.moment()),
                None => scheduling.present_sessions(department, reading.moment()),
            };
            let date = date.unwrap_or_else(|| reading.today());
            let mut visits: Vec<AppointmentView> =
                sessions.iter().flat_map(|session| scheduling.appointments_of_session(session.id)).collect();
            // Within a window by the number that is called; who has none yet comes after.
            let number = |visit: &AppointmentView| visit.ticket.map_or(u32::MAX, |ticket| ticket.number);
            let order = |visit: &AppointmentView| (visit.from, number(visit), visit.session, visit.seat, visit.id);
            visits.sort_by_key(order);
            let rows: Vec<ListedVisit> = visits.iter().map(|visit| reading.listed_visit(visit)).collect();
            let end = |session| match reading.session_end(session)? {
                SessionEnd::Ended { can_undo: false, .. } => None,
                end @ (SessionEnd::Left { .. } | SessionEnd::Ended { .. }) => {
                    Some((reading.session_head(session), end))
                }
            };
            let ends = sessions.iter().filter_map(end).collect();
            let go_on = sessions.iter().filter(|session| session.ended_at.is_none());
            let go_on = go_on.map(|session| reading.session_head(session)).collect();
            reading.saw_all();
            let reach = |action, other| reading.may(action, &reading.scope().of_department(other)).is_ok();
            Ok(DayList {
                now: reading.now,
                department: reading.department(department),
                departments: departments.into_iter().filter(|other| reach(Action::ReadDay, other.department)).collect(),
                may_change: reach(Action::CheckIn, department),
                sessions: if reach(Action::ChangeRoom, department) { go_on } else { Vec::new() },
                date,
                counts: counts(&rows),
                rows,
                ends,
            })
        })
        .await
    }

    /// One visit as the desk has it.
    ///
    /// # Errors
    /// As every read.
    pub async fn listed_visit(&self, actor: &Actor, appointment: AppointmentId) -> Result<ListedVisit, Failure> {
        self.show(actor, Action::ReadDay, |reading| {
            reading.may(Action::ReadDay, &reading.scope().of_appointment(appointment))?;
            reading.about("appointment", appointment);
            let visit = reading.found(reading.worlds.scheduling.appointment(appointment))?;
            Ok(reading.listed_visit(&visit))
        })
        .await
    }

    /// One person.
    ///
    /// # Errors
    /// As every read.
    pub async fn person(&self, actor: &Actor, person: PersonId) -> Result<PersonSummary, Failure> {
        self.show(actor, Action::ReadPerson, |reading| {
            reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
            reading.found(reading.worlds.journey.person(person))?;
            Ok(reading.patient(person))
        })
        .await
    }
}

fn counts(rows: &[ListedVisit]) -> DayCounts {
    let count = |states: &[VisitState]| rows.iter().filter(|row| states.contains(&row.state)).count() as u32;
    DayCounts {
        expected: count(&[VisitState::Booked]),
        waiting: count(&[VisitState::Waiting, VisitState::Called]),
        in_consultation: count(&[VisitState::InConsultation]),
        seen: count(&[VisitState::Finished]),
        missed: count(&[VisitState::Missed]),
        not_seen: count(&[VisitState::NotSeen]),
    }
}

impl Reading<'_> {
    /// What a decision would be asked in now.
    pub(super) fn context(&self) -> Context {
        Context { now: self.now, seq: self.worlds.seq + 1, seed: 0, zone: self.zone }
    }

    pub(super) fn listed_visit(&self, visit: &AppointmentView) -> ListedVisit {
        self.saw(visit.touched);
        let can = |action, command: Command| {
            self.may(action, &self.scope().of_appointment(visit.id)).is_ok()
                && self.worlds.scheduling.decide(&command, &self.context()).is_ok()
        };
        let (appointment, reason) = (visit.id, Reason { code: ReasonCode::Mistake, text: None });
        let can_cancel = Command::Cancel(command::Cancel { appointment, reason: reason.clone(), by_hospital: true });
        let can_undo = match visit.state {
            AppointmentState::Arrived => {
                can(Action::UndoCheckIn, Command::UndoCheckIn(command::UndoCheckIn { appointment, reason }))
            }
            AppointmentState::NoShow => {
                can(Action::UndoMissed, Command::UndoMissed(command::UndoMissed { appointment, reason }))
            }
            AppointmentState::Booked
            | AppointmentState::Called
            | AppointmentState::InConsultation
            | AppointmentState::Fulfilled
            | AppointmentState::Cancelled
            | AppointmentState::NotSeen => false,
        };
        // A code lets its holder check in: it is not for who has no right to know whose it is.
        let code = if self.knows(visit.patient) { short_code(visit.id.0) } else { String::new() };
        ListedVisit {
            appointment: visit.id,
            code,
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
            can_check_in: can(
                Action::CheckIn,
                Command::CheckIn(command::CheckIn { appointment, credential: CredentialKind::VisitCode }),
            ),
            can_undo,
            // Who was not seen may say that no other window is needed.
            can_cancel: can(Action::Cancel, can_cancel)
                || self.wants_window(visit) && self.may(Action::Cancel, &self.scope().of_appointment(visit.id)).is_ok(),
            can_move: visit.state == AppointmentState::Booked
                && self.may(Action::Move, &self.scope().of_appointment(visit.id)).is_ok(),
        }
    }
}

//! A department's list of a day.

use super::Read;
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{self, DayCounts, ListedVisit, SessionEnd, VisitState},
};
use model::{actor::Actor, id::DepartmentId, time::BusinessDate};
use scheduling::read::AppointmentView;
use serde::Deserialize;
use utoipa::ToSchema;

/// A department's appointments of one day.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayList {
    /// The department, by its id; if left out, the reader's own, else the first.
    pub department: Option<DepartmentId>,
    /// The day; if left out, today, with what goes on over midnight.
    pub date: Option<BusinessDate>,
}

impl Read for DayList {
    const PATH: &'static str = "/departments/{department}/appointments";
    const ACTION: Action = Action::ReadDay;
    type View = view::DayList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department, date } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let departments = reading.departments();
                let own = department.or(actor.department).or_else(|| departments.first().map(|first| first.department));
                let department = reading.found(own)?;
                reading.may(Action::ReadDay, &reading.scope().of_department(department))?;
                reading.found(reading.worlds.scheduling.department(department))?;
                reading.about("department", department);
                let scheduling = &reading.worlds.scheduling;
                // Without a day, sessions that go on over midnight come before the new day's.
                let sessions = match date {
                    Some(date) => scheduling.sessions(department, date, reading.moment()),
                    None => scheduling.present_sessions(department, reading.moment()),
                };
                let date = date.unwrap_or_else(|| reading.today());
                let mut visits: Vec<AppointmentView> =
                    sessions.iter().flat_map(|session| scheduling.appointments_of_session(session.id)).collect();
                // Within a window by the ticket number; those without one yet come last.
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
                Ok(view::DayList {
                    now: reading.now,
                    department: reading.department(department),
                    departments: departments
                        .into_iter()
                        .filter(|other| reach(Action::ReadDay, other.department))
                        .collect(),
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

//! A department's week. No patient is named.

use super::{Read, Reading, patient::slot_minutes};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClinicianWeek, SessionLoad, WeekPlan},
};
use chrono::Datelike as _;
use model::{
    actor::Actor,
    id::{ClinicianId, DepartmentId},
    time::BusinessDate,
};
use scheduling::read::{AppointmentState, SessionView};
use serde::Deserialize;
use utoipa::ToSchema;

/// A department's sessions of one week, Monday to Sunday, with their load.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// The department, by its id; without it, the first.
    pub department: Option<DepartmentId>,
    /// Any day of the week; without it, today.
    pub date: Option<BusinessDate>,
}

impl Read for Week {
    const PATH: &'static str = "/departments/{department}/week";
    const ACTION: Action = Action::ReadWeek;
    type View = WeekPlan;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department, date } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Action::ReadWeek, &Default::default())?;
                reading.saw_all();
                let departments = reading.departments();
                let first = departments.first().map(|first| first.department);
                let department = reading.found(department.or(first))?;
                reading.found(reading.worlds.scheduling.department(department))?;
                let day = date.unwrap_or_else(|| reading.today());
                let monday = day.plus_days(-i64::from(day.0.weekday().num_days_from_monday()));
                let days: Vec<BusinessDate> = (0..7).map(|after| monday.plus_days(after)).collect();
                let clinicians = reading.worlds.scheduling.clinicians(department);
                Ok(WeekPlan {
                    now: reading.now,
                    department: reading.department(department),
                    rows: clinicians
                        .into_iter()
                        .map(|clinician| ClinicianWeek {
                            clinician: clinician.id,
                            name: reading.name(clinician.person),
                            title: clinician.title,
                            fee: clinician.fee,
                            days: days.iter().map(|date| reading.loads(clinician.id, *date)).collect(),
                        })
                        .collect(),
                    departments,
                    days,
                })
            })
            .await
    }
}

impl Reading<'_> {
    fn loads(&self, clinician: ClinicianId, date: BusinessDate) -> Vec<SessionLoad> {
        let sessions = self.worlds.scheduling.sessions_of_clinician(clinician, date, self.moment());
        sessions.iter().map(|session| self.load(session)).collect()
    }

    fn load(&self, session: &SessionView) -> SessionLoad {
        let visits = self.worlds.scheduling.appointments_of_session(session.id);
        let seen = visits.iter().filter(|visit| visit.state == AppointmentState::Fulfilled).count();
        let begins = self.zone.instant(session.date, session.from);
        SessionLoad {
            session: session.id,
            room: session.room.clone(),
            from: session.from,
            until: session.until,
            slot_minutes: slot_minutes(session),
            booked: session.taken(),
            capacity: session.capacity(),
            seen: seen as u32,
            can_withdraw: session.taken() == 0 && self.now < begins,
            can_close: session.closed_at.is_none() && session.taken() > 0 && self.now < begins,
            is_closed: session.closed_at.is_some(),
            draw: self.draw_of(session.id),
            pools: self.worlds.scheduling.pools_of_session(session.id),
            clashes: self.clashes_of(session),
        }
    }
}

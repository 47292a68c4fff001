//! A department's week. No patient is named.

use super::{Read, Reading, patient::slot_minutes, templates::number_of};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClinicianWeek, SessionLoad, WeekPlan},
};
use chrono::{Datelike as _, Duration};
use model::{
    actor::Actor,
    id::{ClinicianId, DepartmentId},
    time::{BusinessDate, Zone},
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
                    devices: reading.devices_of(department),
                    days,
                })
            })
            .await
    }
}

/// A number for what is published of a session: another one once that is changed. Who books in it does not change it.
pub(crate) fn session_version(session: &SessionView) -> u32 {
    let windows: Vec<_> = session.slots.iter().map(|slot| (slot.id, slot.capacity)).collect();
    number_of(&(session.date, session.from, session.until, &session.room.name, session.device_id, windows))
}

/// The seats of each window of a session, in the order of the windows; 0 where none is published.
pub(super) fn window_seats(session: &SessionView, zone: Zone) -> Vec<u16> {
    let (minutes, begins) = (slot_minutes(session), zone.instant(session.date, session.from));
    let windows = (session.until.0 - session.from.0).checked_div(minutes).unwrap_or(0);
    let seats = (0..windows).map(|window| {
        let from = begins + Duration::minutes(i64::from(window * minutes));
        session.slots.iter().find(|slot| slot.from == from).map_or(0, |slot| slot.capacity)
    });
    seats.collect()
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
        // A seat that is kept for somebody is not simply taken away: a closure says so to them.
        let is_had = session.taken() > 0 || self.worlds.scheduling.seats_kept_in(session.id) > 0;
        SessionLoad {
            session: session.id,
            room: session.room.clone(),
            device_id: session.device_id,
            from: session.from,
            until: session.until,
            slot_minutes: slot_minutes(session),
            booked: session.taken(),
            capacity: session.capacity(),
            seen: seen as u32,
            can_withdraw: !is_had && self.now < begins,
            can_close: session.closed_at.is_none() && is_had && self.now < begins,
            is_closed: session.closed_at.is_some(),
            draw: self.draw_of(session.id),
            seats: window_seats(session, self.zone),
            version: session_version(session),
            can_change: session.closed_at.is_none() && self.now < begins,
            pools: self.worlds.scheduling.pools_of_session(session.id),
            clashes: self.clashes_of(session),
        }
    }
}

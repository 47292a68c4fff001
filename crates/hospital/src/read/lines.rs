//! How long the lines of a department's waiting list are. No patient is named.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{WaitLine, WaitLines},
};
use model::{
    actor::Actor,
    id::{ClinicianId, DepartmentId},
};
use scheduling::read::HalfDay;
use serde::Deserialize;
use utoipa::ToSchema;

/// For each half-day of a department's clinicians how many wait, and what becomes of the seats that were given back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// The department, by its id; without it, the first.
    pub department: Option<DepartmentId>,
}

impl Read for Lines {
    const PATH: &'static str = "/departments/{department}/lines";
    const ACTION: Action = Action::ReadWeek;
    type View = WaitLines;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Action::ReadWeek, &Default::default())?;
                reading.saw_all();
                let departments = reading.departments();
                let first = departments.first().map(|first| first.department);
                let department = reading.found(department.or(first))?;
                let scheduling = &reading.worlds.scheduling;
                reading.found(scheduling.department(department))?;
                let (today, days) = (reading.today(), reading.days_ahead(department, None));
                let mut lines: Vec<_> = scheduling
                    .half_days(department, today, days, reading.moment())
                    .iter()
                    .filter(|half| half.seats > 0)
                    .map(|half| reading.line(half))
                    .collect();
                lines.sort_by_key(|line| (line.date, line.half, line.clinician));
                Ok(WaitLines {
                    now: reading.now,
                    department: reading.department(department),
                    departments,
                    terms: reading.waitlist_terms(department),
                    lines,
                })
            })
            .await
    }
}

impl Reading<'_> {
    fn line(&self, half: &HalfDay) -> WaitLine {
        let clinician: ClinicianId = half.wish.clinician;
        let (name, title) = self.clinician(clinician);
        WaitLine {
            clinician,
            name,
            title,
            date: half.wish.date,
            half: half.wish.half,
            seats: half.seats,
            left: half.left,
            waiting: half.waiting,
            offered: half.offered,
            kept: half.kept,
        }
    }
}

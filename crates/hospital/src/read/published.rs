//! Published sessions that are not what the calendar or their templates say now. No patient is named.

use super::{Reading, templates::RELEASE_DAYS_MAX};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{PublishedBeside, PublishedSession},
};
use chrono::NaiveDate;
use model::{
    actor::Actor,
    id::{DepartmentId, TemplateId},
    time::BusinessDate,
};
use scheduling::read::SessionView;

/// The most sessions of one list.
const LISTED_MAX: usize = 200;

impl Hospital {
    /// What stands beside a department's templates: the calendar of a year, and what is published and may have to be
    /// withdrawn or changed by hand.
    ///
    /// # Errors
    /// As for every read.
    pub async fn published_beside(
        &self,
        actor: &Actor,
        department: DepartmentId,
        year: u16,
    ) -> Result<PublishedBeside, Failure> {
        self.reading(actor, Action::ReadWeek, |reading| {
            reading.may(Action::ReadWeek, &Default::default())?;
            reading.saw_all();
            Ok(reading.published_beside(department, year))
        })
        .await
    }
}

impl Reading<'_> {
    fn published_beside(&self, department: DepartmentId, year: u16) -> PublishedBeside {
        let scheduling = &self.worlds.scheduling;
        let of_year = NaiveDate::from_ymd_opt(i32::from(year), 1, 1).map(BusinessDate);
        let off = self.on_days_off();
        let unlike = scheduling.sessions_unlike_templates(department, self.today(), self.zone);
        let unlike = unlike.into_iter().take(LISTED_MAX).filter_map(|(_, template, session)| {
            let session = scheduling.session(session, self.moment())?;
            Some(self.published(&session, Some(template)))
        });
        PublishedBeside {
            calendar: of_year.and_then(|date| scheduling.calendar(date)).cloned(),
            on_days_off: off.iter().take(LISTED_MAX).map(|session| self.published(session, None)).collect(),
            differing: unlike.collect(),
        }
    }

    /// The sessions of all departments on days off, from today until their day is over or they are withdrawn.
    pub(super) fn on_days_off(&self) -> Vec<SessionView> {
        let today = self.today();
        let span = (today, today.plus_days(RELEASE_DAYS_MAX));
        self.worlds.scheduling.sessions_on_days_off(span, self.moment())
    }

    fn published(&self, session: &SessionView, template: Option<TemplateId>) -> PublishedSession {
        let calendar = self.worlds.scheduling.calendar(session.date);
        PublishedSession {
            session: session.id,
            template,
            department: session.department,
            department_name: self.department(session.department).name,
            name: self.clinician(session.clinician).0,
            date: session.date,
            from: session.from,
            until: session.until,
            off: calendar.and_then(|year| year.day_off(session.date)).map(|off| off.name.clone()),
            booked: session.taken(),
        }
    }
}

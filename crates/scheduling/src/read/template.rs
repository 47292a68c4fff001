//! Templates of sessions, and what becomes of them day by day.

use super::Moment;
use crate::{
    World,
    calendar::Calendars,
    component::{Session, Template, TemplateState},
    overlap::Hours,
    transition::{release_of, starts_at},
};
use chrono::Datelike as _;
use model::{
    id::{ClinicianId, DepartmentId, Seq, SessionId, TemplateId},
    message::Refusal,
    scheduling::{DayOfWeek, TemplatePlan},
    time::{BusinessDate, Instant},
};

/// A template of sessions (排班模板).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateView {
    /// Its id.
    pub id: TemplateId,
    /// Whose sessions it gives.
    pub clinician: ClinicianId,
    /// The department of the clinician.
    pub department: DepartmentId,
    /// What it says, in the order of first days; none if it ended before it began.
    pub plans: Vec<TemplatePlan>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// What becomes of a template on a day for which it has a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// It was published, and may have been changed since.
    Published(SessionId),
    /// It was published and taken back: it is not published again.
    Withdrawn,
    /// It is published at a time to come; what would stand in the way now, if anything does.
    Ahead(Instant, Option<Refusal>),
    /// It is published at once.
    Now,
    /// It is not published, and why; as soon as that is no longer so, it is, until its time has come.
    Not(Refusal),
}

/// A day for which a template has a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateDay {
    /// The template.
    pub template: TemplateId,
    /// Whose session it is.
    pub clinician: ClinicianId,
    /// The day.
    pub date: BusinessDate,
    /// What the template says for it.
    pub plan: TemplatePlan,
    /// What becomes of it.
    pub publication: Publication,
}

impl World {
    /// One template.
    pub fn template(&self, id: TemplateId) -> Option<TemplateView> {
        let (fixed, state) = (self.get::<Template>(id.0)?, self.get::<TemplateState>(id.0)?);
        Some(TemplateView {
            id,
            clinician: fixed.clinician,
            department: fixed.department,
            plans: state.plans.clone(),
            touched: state.touched,
        })
    }

    /// The templates of a department that count on a day or later, by id.
    pub fn templates(&self, department: DepartmentId, from: BusinessDate) -> Vec<TemplateView> {
        let counts = |plan: &TemplatePlan| plan.valid_until.is_none_or(|until| from <= until);
        let all = self.index().templates_of(department).filter_map(|id| self.template(id));
        all.filter(|template| template.plans.iter().any(counts)).collect()
    }

    /// How many slots the session has that a template gives for a day, if it gives one.
    pub fn template_slots(&self, id: TemplateId, date: BusinessDate) -> Option<u16> {
        let plan = self.get::<TemplateState>(id.0)?.plan(date)?;
        Some(plan.slots())
    }

    /// The days from one to another, both included and at most 100, for which a department's templates have a session,
    /// by day and hour. In a year without a calendar these are the days of the weekdays themselves.
    pub fn template_days(
        &self,
        department: DepartmentId,
        (from, until): (BusinessDate, BusinessDate),
        moment: Moment,
    ) -> Vec<TemplateDay> {
        let calendars = self.ecs.resource::<Calendars>();
        let templates: Vec<_> = self.index().templates_of(department).collect();
        let mut days = Vec::new();
        for date in (0..100).map(|after| from.plus_days(after)).take_while(|date| *date <= until) {
            let has_calendar = calendars.of(date).is_some();
            let weekday = if has_calendar { calendars.worked_as(date) } else { Some(DayOfWeek::of(date)) };
            let Some(weekday) = weekday else { continue };
            for id in &templates {
                let both = self.get::<Template>(id.0).zip(self.get::<TemplateState>(id.0));
                let Some((fixed, state)) = both else { continue };
                let Some(plan) = state.plan(date).filter(|plan| plan.is_on(date, weekday)) else { continue };
                let publication = match state.used_for(date) {
                    Some(session) if self.get::<Session>(session.0).is_some() => Publication::Published(session),
                    Some(_) => Publication::Withdrawn,
                    None => self.publication(fixed, plan, (date, has_calendar), moment),
                };
                let plan = plan.clone();
                days.push(TemplateDay { template: *id, clinician: fixed.clinician, date, plan, publication });
            }
        }
        days.sort_by_key(|day| (day.date, day.plan.from, day.template));
        days
    }

    /// What becomes of a session that is not published.
    fn publication(
        &self,
        fixed: &Template,
        plan: &TemplatePlan,
        (date, has_calendar): (BusinessDate, bool),
        moment: Moment,
    ) -> Publication {
        // Somebody published it by hand, or another template did that has ended since.
        let mut own = self.sessions_by_clinician(fixed.clinician, date);
        if let Some(same) = own.find(|session| (session.from, session.until) == (plan.from, plan.until)) {
            return Publication::Published(same.id);
        }
        let starts = starts_at(plan, date, moment.zone);
        if starts < moment.now {
            let refusal = Refusal::new("session-in-past").field("from");
            return Publication::Not(refusal.with("value", starts).with("now", moment.now));
        }
        let hours = Hours { date, from: plan.from, until: plan.until };
        let known = if has_calendar { Ok(()) } else { no_calendar(date).err() };
        let can_be = known
            .and_then(|()| self.clinician_is_free(fixed.clinician, &hours, None))
            .and_then(|()| self.room_is_free_at((fixed.department, &plan.room), &hours, None))
            .and_then(|()| self.can_use(plan.device, fixed.department, &hours, None));
        let release = release_of(plan, date, moment.zone);
        if moment.now < release {
            return Publication::Ahead(release, can_be.err());
        }
        can_be.map_or_else(Publication::Not, |()| Publication::Now)
    }
}

/// Nobody knows the holidays of the date's year.
pub(crate) fn no_calendar(date: BusinessDate) -> Refusal {
    Refusal::new("no-calendar").field("date").with("year", date.0.year().to_string())
}

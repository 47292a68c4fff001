//! A department's templates of sessions, with what they publish and the calendar. No patient is named.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{
        CalendarDay, DepartmentMissing, TemplateClinician, TemplateList, TemplateRow, TemplateSession,
        TemplateSessionState, YearSource,
    },
};
use chrono::Datelike as _;
use model::{actor::Actor, id::DepartmentId, scheduling::TemplatePlan, time::BusinessDate};
use scheduling::read::{Publication, TemplateDay, TemplateView};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A template publishes a session so many days ahead at most: `release_days` of its plan.
pub(super) const RELEASE_DAYS_MAX: i64 = 60;

/// So many days before they are published, sessions are listed.
const SOON_DAYS: i64 = 7;

/// The most sessions of one list.
const LISTED_MAX: usize = 200;

/// A department's templates of sessions, what is published by them soon, what is not and why, and the calendar from the
/// first of this month to the last day for which anything can be published now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Templates {
    /// The department, by its id; without it, the first in which a session is missing, or the first of all.
    pub department: Option<DepartmentId>,
}

impl Read for Templates {
    const PATH: &'static str = "/departments/{department}/templates";
    const ACTION: Action = Action::ReadWeek;
    type View = TemplateList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.template_list(department)).await
    }
}

/// A number for what a template says on a day and later. Sessions that it publishes do not change it.
pub(crate) fn version_of(plans: &[TemplatePlan], today: BusinessDate) -> u32 {
    let counts = |plan: &&TemplatePlan| plan.valid_until.is_none_or(|until| today <= until);
    let counting: Vec<_> = plans.iter().filter(counts).collect();
    number_of(&counting)
}

/// A number for what is said: another one once it says something else.
pub(super) fn number_of(said: &impl Serialize) -> u32 {
    // Plain data, which serialises always.
    let words = serde_json::to_vec(said).unwrap_or_default();
    let [first, second, third, fourth, ..] = <[u8; 32]>::from(Sha256::digest(words));
    u32::from_be_bytes([first, second, third, fourth])
}

impl Reading<'_> {
    fn template_list(&self, department: Option<DepartmentId>) -> Result<TemplateList, Failure> {
        self.may(Templates::ACTION, &Default::default())?;
        // What may be published changes with every session.
        self.saw_all();
        let scheduling = &self.worlds.scheduling;
        let departments = self.departments();
        let missing: Vec<_> = departments
            .iter()
            .map(|one| DepartmentMissing {
                department: one.department,
                sessions: u32::try_from(self.not_published_in(one.department)).unwrap_or(u32::MAX),
            })
            .collect();
        let with_some = missing.iter().find(|one| one.sessions > 0).or(missing.first());
        let department = self.found(department.or(with_some.map(|one| one.department)))?;
        self.found(scheduling.department(department))?;
        let today = self.today();
        let (mut to_come, mut not_published) = (Vec::new(), Vec::new());
        let soon = self.now + chrono::Duration::days(SOON_DAYS);
        for day in scheduling.template_days(department, (today, today.plus_days(RELEASE_DAYS_MAX)), self.moment()) {
            let (state, at, why) = match &day.publication {
                Publication::Published(_) => continue,
                Publication::Ahead(at, _) if *at > soon => continue,
                Publication::Ahead(at, why) => (TemplateSessionState::Ahead, Some(*at), why.as_ref()),
                Publication::Now => (TemplateSessionState::Now, None, None),
                Publication::Withdrawn => (TemplateSessionState::Withdrawn, None, None),
                Publication::Not(why) => (TemplateSessionState::NotPublished, None, Some(why)),
            };
            let is_ahead = matches!(state, TemplateSessionState::Ahead | TemplateSessionState::Now);
            let list = if is_ahead { &mut to_come } else { &mut not_published };
            if list.len() < LISTED_MAX {
                let why = why.map(model::message::Refusal::message);
                list.push(TemplateSession { state, at, why, ..self.template_session(&day) });
            }
        }
        let first = BusinessDate(today.0.with_day(1).unwrap_or(today.0));
        let last = today.plus_days(RELEASE_DAYS_MAX);
        // A month's days, and those that are ahead.
        let days = (0..=31 + RELEASE_DAYS_MAX).map(|after| first.plus_days(after)).take_while(|day| *day <= last);
        let days: Vec<_> = days.map(|date| self.calendar_day(department, date)).collect();
        let years: BTreeSet<i32> = days.iter().map(|day| day.date.0.year()).collect();
        let templates = scheduling.templates(department, today);
        Ok(TemplateList {
            now: self.now,
            clinicians: scheduling
                .clinicians(department)
                .into_iter()
                .map(|one| TemplateClinician { clinician: one.id, name: self.name(one.person), title: one.title })
                .collect(),
            devices: self.devices_of(department),
            templates: templates.into_iter().map(|template| self.template_row(template, today)).collect(),
            to_come,
            not_published,
            years: years.into_iter().map(|year| self.year_source(year, &days)).collect(),
            days,
            department: self.department(department),
            departments,
            missing,
        })
    }

    /// How many sessions of a department were to be published by its templates, are not, and could still be.
    pub(super) fn not_published_in(&self, department: DepartmentId) -> usize {
        let today = self.today();
        let span = (today, today.plus_days(RELEASE_DAYS_MAX));
        let days = self.worlds.scheduling.template_days(department, span, self.moment());
        let is_missing = |day: &&TemplateDay| match &day.publication {
            Publication::Not(_) => self.now <= self.zone.instant(day.date, day.plan.from),
            Publication::Published(_) | Publication::Withdrawn | Publication::Ahead(..) | Publication::Now => false,
        };
        days.iter().filter(is_missing).count()
    }

    fn template_row(&self, template: TemplateView, today: BusinessDate) -> TemplateRow {
        let (name, _) = self.clinician(template.clinician);
        let version = version_of(&template.plans, today);
        let mut plans = template.plans;
        plans.retain(|plan| plan.valid_until.is_none_or(|until| today <= until));
        TemplateRow { template: template.id, clinician: template.clinician, name, plans, version }
    }

    fn template_session(&self, day: &TemplateDay) -> TemplateSession {
        TemplateSession {
            template: day.template,
            name: self.clinician(day.clinician).0,
            room: day.plan.room.clone(),
            date: day.date,
            from: day.plan.from,
            until: day.plan.until,
            state: TemplateSessionState::Now,
            at: None,
            why: None,
        }
    }

    fn calendar_day(&self, department: DepartmentId, date: BusinessDate) -> CalendarDay {
        let scheduling = &self.worlds.scheduling;
        let calendar = scheduling.calendar(date);
        let sessions = scheduling.sessions(department, date, self.moment()).len();
        CalendarDay {
            date,
            off: calendar.and_then(|year| year.day_off(date)).map(|off| off.name.clone()),
            is_exchanged: calendar.is_some_and(|year| year.exchanged(date).is_some()),
            worked_as: calendar.and_then(|year| year.worked_as(date)),
            sessions: u32::try_from(sessions).unwrap_or(u32::MAX),
        }
    }

    fn year_source(&self, year: i32, days: &[CalendarDay]) -> YearSource {
        let day = days.iter().find(|day| day.date.0.year() == year);
        let calendar = day.and_then(|day| self.worlds.scheduling.calendar(day.date));
        let source = calendar.map(|calendar| calendar.source.clone());
        YearSource { year: u16::try_from(year).unwrap_or(u16::MAX), source }
    }
}

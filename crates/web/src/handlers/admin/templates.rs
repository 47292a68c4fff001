//! A department's templates of sessions: what each says, what is published by them, what is not and why, the calendar.

use super::template_forms::PlanFields;
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Choice, Notice},
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{
    Failure, read,
    view::{CalendarDay, DepartmentRef, TemplateList, TemplateRow, TemplateSession, TemplateSessionState},
};
use model::{
    id::{DepartmentId, TemplateId},
    message::Message,
    scheduling::{DayOfWeek, TemplatePlan, Weeks},
    time::BusinessDate,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/templates.html")]
pub(super) struct TemplatesScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) place: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) department: String,
    pub(super) department_id: String,
    pub(super) departments: Vec<Choice>,
    /// What is known of each year's calendar.
    pub(super) years: Vec<Year>,
    pub(super) templates: Vec<Row>,
    pub(super) not_published: Vec<Session>,
    pub(super) to_come: Vec<Session>,
    pub(super) months: Vec<Month>,
    pub(super) chosen: Option<Chosen>,
    pub(super) clinicians: Vec<Choice>,
    /// The form of a new template.
    pub(super) fresh: PlanFields,
    pub(super) next_year: String,
}

/// What a step that went well may say.
const DONE: [&str; 4] =
    ["admin-template-created", "admin-template-changed", "admin-template-ended", "admin-calendar-adopted"];

/// The department, the template, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TemplatesQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    template: Option<TemplateId>,
    #[serde(default)]
    done: Option<String>,
}

/// Where a year's calendar is from.
pub(super) struct Year {
    pub(super) words: String,
    pub(super) is_missing: bool,
}

/// What a template says, or will say.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) when: String,
    pub(super) room: String,
    pub(super) windows: String,
    pub(super) release: String,
    pub(super) counts: String,
    pub(super) href: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// A session that is not published now.
pub(super) struct Session {
    pub(super) day: String,
    pub(super) who: String,
    pub(super) room: String,
    pub(super) state: Chip,
    pub(super) why: String,
}

/// A month of the calendar.
pub(super) struct Month {
    pub(super) name: String,
    pub(super) weeks: Vec<Vec<Option<Day>>>,
}

/// A day of the calendar.
pub(super) struct Day {
    pub(super) day: String,
    pub(super) today: bool,
    /// `off`, `exchanged`, `unknown`, or nothing.
    pub(super) kind: &'static str,
    pub(super) words: String,
    pub(super) sessions: String,
}

/// The template that is changed or ended.
pub(super) struct Chosen {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) plan: PlanFields,
    pub(super) today: String,
}

pub(super) async fn show(mut staff: Member, Query(query): Query<TemplatesQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let asked = read::Templates { department: query.department };
    let page = match staff.hospital.read(&staff.actor, asked).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    act::answer(&TemplatesScreen::new((&staff.t, &staff.shell, &staff.nonce), notice, &page, query.template))
}

/// After a step: leads to the page that says so, or that shows the refusal beside the form.
pub(super) fn after(
    staff: &Member,
    department: Option<DepartmentId>,
    template: Option<TemplateId>,
    outcome: Result<&'static str, Failure>,
) -> Response {
    let of = |name: &str, id: String| format!("{name}={id}");
    let department = department.map(|id| of("department", id.to_string()));
    let page = |more: Option<String>| {
        let query: Vec<String> = more.into_iter().chain(department.clone()).collect();
        format!("/admin/templates?{}", query.join("&"))
    };
    match outcome {
        Ok(done) => act::see(&page(Some(of("done", done.to_owned())))),
        Err(failure) => {
            let page = page(template.map(|id| of("template", id.to_string())));
            act::refused(&staff.t, &page, &failure).into_response()
        }
    }
}

impl<'a> TemplatesScreen<'a> {
    pub(super) fn new(
        (t, shell, nonce): (&'a Localizer, &'a Shell, &'a str),
        notice: Option<Notice>,
        page: &TemplateList,
        template: Option<TemplateId>,
    ) -> Self {
        let today = t.zone().date(page.now);
        let department = page.department.department;
        let plans = page.templates.iter().flat_map(|row| row.plans.iter().map(move |plan| (row, plan)));
        let mut plans: Vec<_> = plans.collect();
        plans.sort_by_key(|(row, plan)| (row.name.full.as_str(), plan.weekday, plan.from, plan.valid_from));
        Self {
            t,
            shell,
            nonce,
            place: "templates",
            notice,
            department: t.label(&page.department.name),
            department_id: department.to_string(),
            departments: page
                .departments
                .iter()
                .map(|other| Choice {
                    value: other.department.to_string(),
                    words: with_missing(t, page, other),
                    chosen: other.department == department,
                })
                .collect(),
            years: page
                .years
                .iter()
                .map(|year| {
                    let message = Message::new(match year.source {
                        Some(_) => "admin-calendar-from",
                        None => "admin-calendar-missing",
                    });
                    let source = year.source.clone().unwrap_or_default();
                    let words = t.say(&message.with("year", year.year.to_string()).with("source", source));
                    Year { words, is_missing: year.source.is_none() }
                })
                .collect(),
            templates: plans.into_iter().map(|(row, plan)| Row::new(t, department, row, plan, template)).collect(),
            not_published: page.not_published.iter().map(|session| Session::new(t, session)).collect(),
            to_come: page.to_come.iter().map(|session| Session::new(t, session)).collect(),
            months: months(t, &page.days, today),
            chosen: template.and_then(|id| Chosen::new(t, page, id, today)),
            clinicians: page
                .clinicians
                .iter()
                .map(|one| Choice { value: one.clinician.to_string(), words: one.name.full.clone(), chosen: false })
                .collect(),
            fresh: PlanFields::fresh(t, today.plus_days(1)),
            next_year: page.years.iter().find(|year| year.source.is_none()).or(page.years.last()).map_or_else(
                String::new,
                |year| {
                    if year.source.is_none() { year.year.to_string() } else { (year.year + 1).to_string() }
                },
            ),
        }
    }
}

impl Row {
    fn new(
        t: &Localizer,
        department: DepartmentId,
        row: &TemplateRow,
        plan: &TemplatePlan,
        chosen: Option<TemplateId>,
    ) -> Self {
        let when = when(t, plan);
        let counts = match plan.valid_until {
            Some(until) => Message::new("admin-from-until")
                .with("from", t.short_date(plan.valid_from))
                .with("until", t.short_date(until)),
            None => Message::new("admin-template-from").with("from", t.short_date(plan.valid_from)),
        };
        let label = Message::new("admin-template-change-of").with("name", row.name.full.as_str());
        Self {
            label: t.say(&label.with("when", when.as_str())),
            when,
            name: row.name.full.clone(),
            room: t.label(&plan.room),
            windows: t.say(
                &Message::new("admin-template-windows")
                    .with("count", plan.windows())
                    .with("minutes", plan.slot_minutes)
                    .with("seats", plan.capacity),
            ),
            release: t.say(
                &Message::new("admin-template-release")
                    .with("days", plan.release_days)
                    .with("at", plan.release_at.to_string()),
            ),
            counts: t.say(&counts),
            href: format!("/admin/templates?department={department}&template={}#change", row.template),
            chosen: chosen == Some(row.template),
        }
    }
}

/// A department's name, with how many of its sessions are missing.
fn with_missing(t: &Localizer, page: &TemplateList, department: &DepartmentRef) -> String {
    let name = t.label(&department.name);
    let missing = page.missing.iter().find(|one| one.department == department.department);
    match missing.map_or(0, |one| one.sessions) {
        0 => name,
        count => t.say(&Message::new("admin-template-missing").with("name", name).with("count", count)),
    }
}

/// `周四 单周 08:00–12:00`
fn when(t: &Localizer, plan: &TemplatePlan) -> String {
    let hours = format!("{}–{}", plan.from, plan.until);
    let day = t.day_of_week(plan.weekday);
    match plan.weeks {
        Weeks::Every => format!("{day} {hours}"),
        Weeks::Odd | Weeks::Even => format!("{day} {} {hours}", t.text(weeks_id(plan.weeks))),
    }
}

/// The words for the weeks in which a template is worked.
pub(super) const fn weeks_id(weeks: Weeks) -> &'static str {
    match weeks {
        Weeks::Every => "admin-weeks-every",
        Weeks::Odd => "admin-weeks-odd",
        Weeks::Even => "admin-weeks-even",
    }
}

impl Session {
    fn new(t: &Localizer, session: &TemplateSession) -> Self {
        let at = session.at.map(|at| t.day_and_clock(at)).unwrap_or_default();
        let state = match session.state {
            TemplateSessionState::Ahead => {
                let tone = if session.why.is_some() { "warn" } else { "info" };
                Chip::new(tone, t.say(&Message::new("admin-template-ahead").with("at", at)))
            }
            TemplateSessionState::Now => Chip::new("ok", t.text("admin-template-now")),
            TemplateSessionState::Withdrawn => Chip::new("rest", t.text("admin-template-withdrawn")),
            TemplateSessionState::NotPublished => Chip::new("bad", t.text("admin-template-not-published")),
        };
        let why = match (&session.why, session.state) {
            (Some(why), _) => t.say(why),
            (None, TemplateSessionState::Withdrawn) => t.text("admin-template-withdrawn-why"),
            (None, _) => String::new(),
        };
        Self {
            day: format!("{} {}–{}", t.day(session.date), session.from, session.until),
            who: session.name.full.clone(),
            room: t.label(&session.room),
            state,
            why,
        }
    }
}

/// The days as months, each in weeks from Monday to Sunday.
fn months(t: &Localizer, days: &[CalendarDay], today: BusinessDate) -> Vec<Month> {
    let mut months: Vec<(String, Month)> = Vec::new();
    for day in days {
        let key = day.date.to_string().chars().take(7).collect::<String>();
        if months.last().is_none_or(|(last, _)| *last != key) {
            let before = DayOfWeek::of(day.date) as usize;
            let weeks = vec![(0..before).map(|_| None).collect()];
            months.push((key, Month { name: t.month(day.date), weeks }));
        }
        let Some((_, month)) = months.last_mut() else { continue };
        if month.weeks.last().is_none_or(|week| week.len() == 7) {
            month.weeks.push(Vec::new());
        }
        if let Some(week) = month.weeks.last_mut() {
            week.push(Some(Day::new(t, day, today)));
        }
    }
    let whole = |mut month: Month| {
        for week in &mut month.weeks {
            week.resize_with(7, || None);
        }
        month
    };
    months.into_iter().map(|(_, month)| whole(month)).collect()
}

impl Day {
    fn new(t: &Localizer, day: &CalendarDay, today: BusinessDate) -> Self {
        let (kind, words) = match (&day.off, day.worked_as) {
            (Some(holiday), _) => ("off", t.label(holiday)),
            (None, Some(worked_as)) if day.is_exchanged => {
                let as_day = Message::new("admin-calendar-exchanged").with("day", t.day_of_week(worked_as));
                ("exchanged", t.say(&as_day))
            }
            (None, Some(_)) => ("", String::new()),
            (None, None) => ("unknown", t.text("admin-calendar-unknown")),
        };
        let sessions = match day.sessions {
            0 => String::new(),
            count => t.say(&Message::new("admin-calendar-sessions").with("count", count)),
        };
        let number = day.date.to_string().chars().skip(8).collect::<String>();
        Self { day: number, today: day.date == today, kind, words, sessions }
    }
}

impl Chosen {
    /// The last plan is the one to begin a change with.
    fn new(t: &Localizer, page: &TemplateList, id: TemplateId, today: BusinessDate) -> Option<Self> {
        let row = page.templates.iter().find(|row| row.template == id)?;
        let plan = row.plans.last()?;
        Some(Self {
            id: id.to_string(),
            title: format!("{} · {}", row.name.full, when(t, plan)),
            plan: PlanFields::of(t, plan, plan.valid_from.max(today)),
            today: today.to_string(),
        })
    }
}

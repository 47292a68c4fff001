//! A department's templates of sessions: what each says, what is published by them, what is not and why, the calendar.

use super::{
    schedule,
    template_forms::{CalendarFields, PlanFields},
    window_seats::runs,
};
use crate::{
    locale::{Locale, Localizer},
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
use chrono::Datelike as _;
use hospital::{
    Failure, read,
    view::{
        CalendarDay, DepartmentRef, DeviceRow, PublishedBeside, PublishedSession, TemplateList, TemplateRow,
        TemplateSession, TemplateSessionState,
    },
};
use model::{
    id::{DepartmentId, TemplateId},
    message::Message,
    scheduling::{DayOfWeek, TemplatePlan, Weeks, WindowSeats},
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
    /// Published sessions of all departments on days off.
    pub(super) on_days_off: Vec<Published>,
    /// Published sessions of the department that differ from what their templates say now.
    pub(super) differing: Vec<Published>,
    /// The days of the week, Monday first.
    pub(super) weekdays: Vec<String>,
    pub(super) months: Vec<Month>,
    pub(super) chosen: Option<Chosen>,
    pub(super) clinicians: Vec<Choice>,
    /// The form of a new template.
    pub(super) fresh: PlanFields,
    /// The form of a year's calendar.
    pub(super) calendar: CalendarFields,
}

/// The years whose calendar can be entered.
const YEAR_MIN: u16 = 2000;
const YEAR_MAX: u16 = 2199;

/// What a step that went well may say.
const DONE: [&str; 4] =
    ["admin-template-created", "admin-template-changed", "admin-template-ended", "admin-calendar-adopted"];

/// The department, the template with its plan that is changed, the year whose calendar is entered, and what has just
/// been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TemplatesQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    template: Option<TemplateId>,
    /// The plan, by its first day.
    #[serde(default)]
    plan: Option<BusinessDate>,
    #[serde(default)]
    year: Option<u16>,
    #[serde(default)]
    done: Option<String>,
}

/// What is on the page besides the department.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Opened {
    pub(super) template: Option<TemplateId>,
    pub(super) plan: Option<BusinessDate>,
    pub(super) year: Option<u16>,
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
    /// Shares that are kept for some; empty without them.
    pub(super) pools: String,
    pub(super) release: String,
    pub(super) counts: String,
    pub(super) href: String,
    pub(super) label: String,
    pub(super) tuning: String,
    pub(super) tuning_label: String,
    pub(super) chosen: bool,
}

/// A session that is not published now.
pub(super) struct Session {
    pub(super) day: String,
    /// The week's sessions.
    pub(super) href: String,
    pub(super) who: String,
    pub(super) room: String,
    pub(super) state: Chip,
    pub(super) why: String,
}

/// A session that is published and may have to be withdrawn or changed by hand.
pub(super) struct Published {
    pub(super) day: String,
    pub(super) href: String,
    pub(super) who: String,
    pub(super) department: String,
    /// The holiday, if its day is one.
    pub(super) off: String,
    pub(super) booked: u32,
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
    /// The first day of the plan that the form begins with.
    pub(super) opened: String,
    /// What the template says, as a number.
    pub(super) version: String,
    /// That later changes are dropped, if there are any.
    pub(super) later: String,
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
    let opened = Opened {
        template: query.template,
        plan: query.plan,
        year: Some(year_of_form(query.year, &page, staff.t.zone().date(page.now))),
    };
    let year = opened.year.unwrap_or_default();
    let beside = staff.hospital.published_beside(&staff.actor, page.department.department, year).await;
    let beside = match beside {
        Ok(beside) => beside,
        Err(failure) => return staff.cannot(&failure),
    };
    act::answer(&TemplatesScreen::new((&staff.t, &staff.shell, &staff.nonce), notice, (&page, &beside), opened))
}

/// The year that was asked for; else the first without a calendar; else this year.
fn year_of_form(asked: Option<u16>, page: &TemplateList, today: BusinessDate) -> u16 {
    let asked = asked.filter(|year| (YEAR_MIN..=YEAR_MAX).contains(year));
    let missing = || page.years.iter().find(|year| year.source.is_none()).map(|year| year.year);
    asked.or_else(missing).or_else(|| u16::try_from(today.0.year()).ok()).unwrap_or(YEAR_MIN)
}

/// After a step: leads to the page that says so, or that shows the refusal beside the form.
pub(super) fn after(
    staff: &Member,
    department: Option<DepartmentId>,
    opened: Opened,
    outcome: Result<&'static str, Failure>,
) -> Response {
    let department = department.map(|id| format!("department={id}"));
    let year = opened.year.map(|year| format!("year={year}"));
    let page = |more: [Option<String>; 2]| {
        let query: Vec<String> = more.into_iter().chain([department.clone(), year.clone()]).flatten().collect();
        format!("/admin/templates?{}", query.join("&"))
    };
    match outcome {
        Ok(done) => act::see(&page([Some(format!("done={done}")), None])),
        Err(failure) => {
            let template = opened.template.map(|id| format!("template={id}"));
            let page = page([template, opened.plan.map(|first| format!("plan={first}"))]);
            act::refused(&staff.t, &page, &failure).into_response()
        }
    }
}

impl<'a> TemplatesScreen<'a> {
    pub(super) fn new(
        (t, shell, nonce): (&'a Localizer, &'a Shell, &'a str),
        notice: Option<Notice>,
        (page, beside): (&TemplateList, &PublishedBeside),
        opened: Opened,
    ) -> Self {
        let today = t.zone().date(page.now);
        let department = page.department.department;
        let plans = page.templates.iter().flat_map(|row| row.plans.iter().map(move |plan| (row, plan)));
        let mut plans: Vec<_> = plans.collect();
        plans.sort_by_key(|(row, plan)| (row.name.full.as_str(), plan.weekday, plan.from, plan.valid_from));
        let begun = opened.template.and_then(|id| begun_with(page, id, opened.plan));
        let is_chosen = |row: &TemplateRow, plan: &TemplatePlan| {
            begun.is_some_and(|(chosen, first)| chosen.template == row.template && first == plan)
        };
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
            templates: plans
                .into_iter()
                .map(|(row, plan)| Row::new(t, page, row, plan, is_chosen(row, plan)))
                .collect(),
            not_published: page.not_published.iter().map(|session| Session::new(t, department, session)).collect(),
            to_come: page.to_come.iter().map(|session| Session::new(t, department, session)).collect(),
            on_days_off: beside.on_days_off.iter().map(|session| Published::new(t, session)).collect(),
            differing: beside.differing.iter().map(|session| Published::new(t, session)).collect(),
            weekdays: DayOfWeek::ALL.iter().map(|day| t.day_of_week(*day)).collect(),
            months: months(t, &page.days, today),
            chosen: begun.map(|begun| Chosen::new(t, begun, &page.devices, today)),
            clinicians: page
                .clinicians
                .iter()
                .map(|one| Choice { value: one.clinician.to_string(), words: one.name.full.clone(), chosen: false })
                .collect(),
            fresh: PlanFields::fresh(t, &page.devices, today.plus_days(1)),
            calendar: CalendarFields::new(t, opened.year.unwrap_or_default(), beside.calendar.as_ref(), today),
        }
    }
}

impl Row {
    fn new(t: &Localizer, page: &TemplateList, row: &TemplateRow, plan: &TemplatePlan, chosen: bool) -> Self {
        let (department, when) = (page.department.department, when(t, plan));
        let device = page.devices.iter().find(|device| Some(device.device) == plan.device);
        let device = device.map(|device| t.label(&device.name));
        let counts = match plan.valid_until {
            Some(until) => Message::new("admin-from-until")
                .with("from", t.short_date(plan.valid_from))
                .with("until", t.short_date(until)),
            None => Message::new("admin-template-from").with("from", t.short_date(plan.valid_from)),
        };
        let label = Message::new("admin-template-change-of").with("name", row.name.full.as_str());
        Self {
            label: t.say(&label.with("when", when.as_str())),
            when: when.clone(),
            name: row.name.full.clone(),
            room: device.into_iter().chain([t.label(&plan.room)]).collect::<Vec<_>>().join(" · "),
            windows: windows(t, plan),
            pools: super::pools::shares_line(t, &plan.pools),
            release: t.say(
                &Message::new("admin-template-release")
                    .with("days", plan.release_days)
                    .with("at", plan.release_at.to_string()),
            ),
            counts: t.say(&counts),
            href: format!(
                "/admin/templates?department={department}&template={}&plan={}#change",
                row.template, plan.valid_from
            ),
            tuning: format!("/admin/templates/{}/tuning?plan={}", row.template, plan.valid_from),
            tuning_label: t.say(&Message::new("tuning-title").with("name", row.name.full.as_str()).with("when", when)),
            chosen,
        }
    }
}

/// How many windows, how long, and their seats.
pub(super) fn windows(t: &Localizer, plan: &TemplatePlan) -> String {
    let message = |id| Message::new(id).with("count", plan.windows()).with("minutes", plan.slot_minutes);
    t.say(&match &plan.capacity {
        WindowSeats::Each(seats) => message("admin-template-windows").with("seats", *seats),
        WindowSeats::Windows(seats) => message("admin-template-windows-list").with("seats", runs(seats)),
    })
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
pub(super) fn when(t: &Localizer, plan: &TemplatePlan) -> String {
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
    fn new(t: &Localizer, department: DepartmentId, session: &TemplateSession) -> Self {
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
            (Some(why), _) => t.say(&of_row(why)),
            (None, TemplateSessionState::Withdrawn) => t.text("admin-template-withdrawn-why"),
            (None, _) => String::new(),
        };
        Self {
            day: format!("{} {}–{}", t.day(session.date), session.from, session.until),
            href: schedule::address(department, session.date, None),
            who: session.name.full.clone(),
            room: t.label(&session.room),
            state,
            why,
        }
    }
}

/// What stands in the way of a template's session: a refusal's text would ask for another time, which nobody can
/// choose for it.
fn of_row(why: &Message) -> Message {
    let id = match &*why.id {
        "refusal-session-in-past" => "admin-template-begun",
        "refusal-clinician-overlap" => "admin-template-clinician-taken",
        "refusal-room-taken" => "admin-template-room-held",
        "refusal-device-out-of-service" => "admin-template-device-out",
        "refusal-device-overlap" => "admin-template-device-held",
        _ => return why.clone(),
    };
    Message { id: id.into(), args: why.args.clone() }
}

impl Published {
    fn new(t: &Localizer, session: &PublishedSession) -> Self {
        Self {
            day: format!("{} {}–{}", t.day(session.date), session.from, session.until),
            href: schedule::address(session.department, session.date, Some(session.session)),
            who: session.name.full.clone(),
            department: t.label(&session.department_name),
            off: session.off.as_ref().map(|off| t.label(off)).unwrap_or_default(),
            booked: session.booked,
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

/// The plan that a change begins with: the one that was clicked; else the last.
fn begun_with(
    page: &TemplateList,
    id: TemplateId,
    first: Option<BusinessDate>,
) -> Option<(&TemplateRow, &TemplatePlan)> {
    let row = page.templates.iter().find(|row| row.template == id)?;
    let clicked = row.plans.iter().find(|plan| Some(plan.valid_from) == first);
    Some((row, clicked.or(row.plans.last())?))
}

impl Chosen {
    fn new(
        t: &Localizer,
        (row, plan): (&TemplateRow, &TemplatePlan),
        devices: &[DeviceRow],
        today: BusinessDate,
    ) -> Self {
        let first = plan.valid_from.max(today);
        // A change takes the place of what was planned for later: it counts for as long as the last of that would.
        let last = row.plans.last().and_then(|last| last.valid_until);
        let later: Vec<String> = row
            .plans
            .iter()
            .filter(|other| first < other.valid_from)
            .map(|other| t.short_date(other.valid_from))
            .collect();
        let comma = if t.locale() == Locale::English { ", " } else { "、" };
        let drops = Message::new("admin-template-drops").with("days", later.join(comma));
        Self {
            id: row.template.to_string(),
            title: format!("{} · {}", row.name.full, when(t, plan)),
            opened: plan.valid_from.to_string(),
            version: row.version.to_string(),
            later: if later.is_empty() { String::new() } else { t.say(&drops) },
            plan: PlanFields::of(t, (&TemplatePlan { valid_until: last, ..plan.clone() }, devices), first),
            today: today.to_string(),
        }
    }
}

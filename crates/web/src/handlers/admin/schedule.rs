//! A department's week as a grid, a session to look at, and the form that publishes one.

use super::{
    change, devices,
    draw::SetUp,
    pools::{PoolFields, pool_line},
};
use crate::{
    locale::Localizer,
    session::Member,
    ui::charts::{self, Svg},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Notice, Pair},
        room, words,
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::{
    Failure,
    view::{self, SessionLoad},
};
use model::{
    id::{ClinicianId, DepartmentId, SessionId},
    message::Message,
    time::BusinessDate,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/schedule.html")]
pub(super) struct ScheduleScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) place: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) department: String,
    pub(super) department_id: String,
    pub(super) week: String,
    pub(super) monday: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) departments: Vec<Choice>,
    pub(super) days: Vec<Day>,
    /// Whose rows are shown: those of everybody or of one clinician.
    pub(super) choices: Vec<Choice>,
    pub(super) clinicians: Vec<ClinicianRow>,
    pub(super) chosen: Option<Chosen>,
    pub(super) publish: Publish,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 6] = [
    "admin-done-published",
    "admin-done-withdrawn",
    "admin-done-changed",
    "admin-done-device-changed",
    "admin-done-draw",
    room::DONE,
];

/// The week, the department, the session, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ScheduleQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    week: Option<BusinessDate>,
    #[serde(default)]
    session: Option<SessionId>,
    /// Only the row of this clinician; sent empty for all.
    #[serde(default)]
    clinician: String,
    #[serde(default)]
    done: Option<String>,
}

/// What is on the screen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Week {
    pub(super) department: Option<DepartmentId>,
    pub(super) day: Option<BusinessDate>,
    pub(super) session: Option<SessionId>,
    pub(super) clinician: Option<ClinicianId>,
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<ScheduleQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let week = Week {
        department: query.department,
        day: query.week,
        session: query.session,
        clinician: query.clinician.parse().ok(),
    };
    page(staff, week, notice).await
}

/// After a step: leads to the page that says so, or that shows the refusal.
pub(super) fn after(staff: &Member, week: Week, outcome: Result<&'static str, Failure>) -> Response {
    let department = week.department.map(|department| format!("department={department}"));
    let day = week.day.map(|day| format!("week={day}"));
    let done = outcome.as_ref().ok().map(|done| format!("done={done}"));
    let session = week.session.map(|session| format!("session={session}"));
    let query: Vec<String> = [done, department, day, session].into_iter().flatten().collect();
    let page = format!("/admin/schedule?{}", query.join("&"));
    match outcome {
        Ok(_) => act::see(&page),
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
    }
}

async fn page(staff: Member, week: Week, notice: Option<Notice>) -> Response {
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::Week { department: week.department, date: week.day }).await
    {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let today = t.zone().date(page.now);
    let monday = monday(&page, today);
    let sunday = page.days.last().copied().unwrap_or(monday);
    let screen = ScheduleScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "schedule",
        notice,
        department: t.label(&page.department.name),
        department_id: page.department.department.to_string(),
        week: format!("{} – {}", t.day(monday), t.day(sunday)),
        monday: monday.to_string(),
        before: address(page.department.department, monday.plus_days(-7), None),
        after: address(page.department.department, monday.plus_days(7), None),
        departments: page
            .departments
            .iter()
            .map(|other| Choice {
                value: other.department.to_string(),
                words: t.label(&other.name),
                chosen: other.department == page.department.department,
            })
            .collect(),
        days: days(t, &page, today),
        choices: choices(t, &page, week.clinician),
        clinicians: rows(t, &page, today, week.session, week.clinician),
        chosen: week.session.and_then(|session| chosen(t, &page, session)),
        publish: Publish::new(t, &page, today),
    };
    act::answer(&screen)
}

/// A day of the header row.
pub(super) struct Day {
    pub(super) words: String,
    pub(super) today: bool,
}

/// A clinician's row.
pub(super) struct ClinicianRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) days: Vec<DayCell>,
}

/// A clinician's sessions of a day.
pub(super) struct DayCell {
    pub(super) date: String,
    pub(super) sessions: Vec<SessionCell>,
}

/// A session in the grid.
pub(super) struct SessionCell {
    pub(super) href: String,
    pub(super) words: String,
    pub(super) times: String,
    pub(super) load_words: String,
    pub(super) load: Svg,
    pub(super) chosen: bool,
    /// Another session holds the room at this time.
    pub(super) clash: bool,
    /// The form that changes it, if it may be dragged to another day: nobody is booked in it.
    pub(super) change: Option<String>,
}

/// The chosen session.
pub(super) struct Chosen {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) rows: Vec<Pair>,
    /// Its day is not over: it may be moved to another room.
    pub(super) is_to_come: bool,
    pub(super) can_withdraw: bool,
    pub(super) why_not: String,
    /// Leads to the form that changes it.
    pub(super) change: Option<String>,
    /// Leads to the page of its closure: where it stands.
    pub(super) closure: Option<String>,
    /// Leads to the page of its draw, with where that stands.
    pub(super) draw: Option<(String, String)>,
    /// The form that has its seats drawn.
    pub(super) set_up: Option<SetUp>,
}

/// The form that publishes a session.
pub(super) struct Publish {
    pub(super) clinicians: Vec<Choice>,
    pub(super) devices: Vec<Choice>,
    pub(super) date: String,
    pub(super) pools: Vec<PoolFields>,
}

/// The address of a department's week.
pub(super) fn address(department: DepartmentId, day: BusinessDate, session: Option<SessionId>) -> String {
    let base = format!("/admin/schedule?department={department}&week={day}");
    session.map_or_else(|| base.clone(), |session| format!("{base}&session={session}"))
}

/// The first day of the week shown.
pub(super) fn monday(page: &view::WeekPlan, today: BusinessDate) -> BusinessDate {
    page.days.first().copied().unwrap_or(today)
}

/// The header row.
pub(super) fn days(t: &Localizer, page: &view::WeekPlan, today: BusinessDate) -> Vec<Day> {
    page.days
        .iter()
        .map(|day| Day { words: format!("{} {}", t.weekday(*day), t.short_day(*day)), today: *day == today })
        .collect()
}

/// The choice between everybody and one of them.
pub(super) fn choices(t: &Localizer, page: &view::WeekPlan, only: Option<ClinicianId>) -> Vec<Choice> {
    let all = Choice { value: String::new(), words: t.text("admin-all-clinicians"), chosen: only.is_none() };
    let each = page.rows.iter().map(|row| Choice {
        value: row.clinician.to_string(),
        words: row.name.full.clone(),
        chosen: only == Some(row.clinician),
    });
    std::iter::once(all).chain(each).collect()
}

/// The grid.
pub(super) fn rows(
    t: &Localizer,
    page: &view::WeekPlan,
    today: BusinessDate,
    chosen: Option<SessionId>,
    only: Option<ClinicianId>,
) -> Vec<ClinicianRow> {
    let monday = monday(page, today);
    page.rows
        .iter()
        .filter(|row| only.is_none_or(|only| only == row.clinician))
        .map(|row| ClinicianRow {
            name: row.name.full.clone(),
            title: words::title(t, row.title),
            days: row
                .days
                .iter()
                .zip(&page.days)
                .map(|(sessions, day)| DayCell {
                    date: day.to_string(),
                    sessions: sessions.iter().map(|load| cell(t, page, load, (monday, chosen))).collect(),
                })
                .collect(),
        })
        .collect()
}

fn cell(
    t: &Localizer,
    page: &view::WeekPlan,
    load: &SessionLoad,
    (monday, chosen): (BusinessDate, Option<SessionId>),
) -> SessionCell {
    let load_words = format!("{} / {}", load.booked, load.capacity);
    let (booked, capacity) = (i64::from(load.booked), i64::from(load.capacity));
    let department = page.department.department;
    SessionCell {
        href: address(department, monday, Some(load.session)),
        words: if load.is_closed { t.text("closure-closed") } else { part_of_day(t, load) },
        times: format!("{}–{}", load.from, load.until),
        load: charts::load(&load_words, booked, capacity, 6, booked >= capacity),
        load_words,
        chosen: chosen == Some(load.session),
        clash: !load.clashes.is_empty(),
        change: (load.can_change && load.booked == 0).then(|| change::address(load.session, department, monday)),
    }
}

fn part_of_day(t: &Localizer, load: &SessionLoad) -> String {
    t.text(match (load.from.0, load.until.0) {
        (_, until) if until <= NOON => "admin-morning",
        (from, _) if from >= NOON => "admin-afternoon",
        _ => "admin-whole-day",
    })
}

/// Half past twelve: a session that ends before is in the morning, one that begins after in the afternoon.
const NOON: u16 = 12 * 60 + 30;

/// The chosen session, looked up in the week.
pub(super) fn chosen(t: &Localizer, page: &view::WeekPlan, session: SessionId) -> Option<Chosen> {
    let (row, day, load) = page.rows.iter().find_map(|row| {
        row.days.iter().zip(&page.days).find_map(|(sessions, day)| {
            sessions.iter().find(|load| load.session == session).map(|load| (row, *day, load))
        })
    })?;
    Some(Chosen {
        id: load.session.to_string(),
        title: format!("{} · {} {}–{}", row.name.full, t.day(day), load.from, load.until),
        rows: facts(t, load, row),
        is_to_come: day >= t.zone().date(page.now),
        can_withdraw: load.can_withdraw,
        why_not: if load.booked > 0 {
            t.say(&Message::new("admin-withdraw-booked").with("count", load.booked))
        } else {
            t.text("admin-withdraw-begun")
        },
        change: load.can_change.then(|| change::address(load.session, page.department.department, monday(page, day))),
        closure: (load.can_close || load.is_closed)
            .then(|| t.text(if load.is_closed { "closure-see" } else { "closure-begin" })),
        draw: load.draw.as_ref().map(|draw| super::draw::line(t, draw)),
        set_up: SetUp::of(t, day, load, page.now),
    })
}

fn facts(t: &Localizer, load: &SessionLoad, row: &view::ClinicianWeek) -> Vec<Pair> {
    let clash = |other| Pair::new(t.text("admin-room-clash"), super::decide::session(other));
    let mut facts: Vec<Pair> = load.clashes.iter().map(clash).collect();
    if load.is_closed {
        facts.push(Pair::new(t.text("closure-state"), t.text("closure-closed")));
    }
    facts.extend([
        Pair::new(t.text("admin-room"), t.room(&load.room)),
        Pair::new(
            t.text("admin-slot-minutes"),
            t.say(&Message::new("staff-minutes").with("minutes", load.slot_minutes)),
        ),
        Pair::new(t.text("admin-taken"), format!("{} / {}", load.booked, load.capacity)),
        Pair::new(t.text("admin-seen"), load.seen.to_string()),
        Pair::new(t.text("admin-fee"), t.yuan(row.fee)),
    ]);
    facts.extend(load.pools.iter().map(|pool| Pair::new(words::pool(t, pool.pool), pool_line(t, pool))));
    facts
}

impl Publish {
    /// On the next day shown; the page adds what else is usual.
    pub(super) fn new(t: &Localizer, page: &view::WeekPlan, today: BusinessDate) -> Self {
        let choice = |row: &view::ClinicianWeek| Choice {
            value: row.clinician.to_string(),
            words: row.name.full.clone(),
            chosen: false,
        };
        let tomorrow = today.plus_days(1);
        let date = page.days.iter().find(|day| **day >= tomorrow).copied().unwrap_or(tomorrow);
        let clinicians = page.rows.iter().map(choice).collect();
        let devices = devices::choices(t, &page.devices, None);
        Self { clinicians, devices, date: date.to_string(), pools: PoolFields::of(t, &[]) }
    }
}

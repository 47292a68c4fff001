//! The lines of a department's waiting list.

use crate::{
    locale::Localizer,
    session::Member,
    ui::{
        act,
        page::Shell,
        parts::{Choice, Notice},
        waitlist::wishes,
        words,
    },
};
use askama::Template;
use axum::{extract::Query, response::Response};
use hospital::{read, view::WaitLine};
use model::{id::DepartmentId, message::Message};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/waitlist.html")]
struct WaitlistScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    place: &'static str,
    notice: Option<Notice>,
    departments: Vec<Choice>,
    /// How many wait, and what is offered and kept, in words; empty without a waiting list.
    summary: String,
    rules: Vec<String>,
    lines: Vec<Line>,
}

/// One line, with the session's page.
struct Line {
    href: String,
    when: String,
    clinician: String,
    title: String,
    seats: String,
    waiting: u32,
    offered: u32,
    kept: u32,
}

/// The department.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WaitlistQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
}

pub(super) async fn show(mut staff: Member, Query(query): Query<WaitlistQuery>) -> Response {
    let notice = staff.said(None);
    let page = match staff.hospital.read(&staff.actor, read::Lines { department: query.department }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let sum = |of: fn(&WaitLine) -> u32| page.lines.iter().map(of).sum::<u32>();
    let summary = match page.terms {
        None => String::new(),
        Some(_) => t.say(
            &Message::new("admin-wait-summary")
                .with("waiting", sum(|line| line.waiting))
                .with("offered", sum(|line| line.offered))
                .with("kept", sum(|line| line.kept)),
        ),
    };
    let department = page.department.department;
    // Where nothing happens, there is nothing to see.
    let lively = page.lines.iter().filter(|line| line.waiting + line.offered + line.kept > 0 || line.left == 0);
    act::answer(&WaitlistScreen {
        t,
        shell: &staff.shell,
        place: "waitlist",
        notice,
        departments: page
            .departments
            .iter()
            .map(|other| Choice {
                value: other.department.to_string(),
                words: t.label(&other.name),
                chosen: other.department == department,
            })
            .collect(),
        summary,
        rules: page.terms.as_ref().map(|terms| wishes::rules(t, terms)).unwrap_or_default(),
        lines: lively.map(|one| line(t, department, one)).collect(),
    })
}

fn line(t: &Localizer, department: DepartmentId, one: &WaitLine) -> Line {
    Line {
        href: format!("/admin/schedule?department={department}&week={}&clinician={}", one.date, one.clinician),
        when: format!("{} {}", t.day(one.date), wishes::half(t, one.half)),
        clinician: one.name.full.clone(),
        title: words::title(t, one.title),
        seats: t.say(&Message::new("admin-wait-seats").with("left", one.left).with("seats", one.seats)),
        waiting: one.waiting,
        offered: one.offered,
        kept: one.kept,
    }
}

//! The draws that the reader's family joined.

use super::{draw, draw_parts as parts, waits::DoneQuery};
use crate::{
    locale::Localizer,
    problem::html,
    session::Member,
    ui::{
        act,
        page::Shell,
        parts::{Chip, Notice},
    },
};
use askama::Template;
use axum::{extract::Query, http::StatusCode, response::Response};
use hospital::{
    read,
    view::{DrawEntry, DrawOutcome},
};

/// The page.
#[derive(Template)]
#[template(path = "patient/draws.html")]
struct DrawsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    entries: Vec<Joined>,
}

/// A draw that somebody joined.
struct Joined {
    href: String,
    head: String,
    when: String,
    line: String,
    chip: Chip,
}

const DONE: [&str; 1] = ["draw-done-left"];

pub(super) async fn show(mut member: Member, Query(query): Query<DoneQuery>) -> Response {
    let done = act::done(&member.t, query.done.as_deref(), &DONE, None);
    let notice = member.said(done);
    let page = match member.hospital.read(&member.actor, read::Draws { person: None }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let entries = page.entries.iter().map(|entry| joined(&member.t, entry)).collect();
    html(&DrawsScreen { t: &member.t, shell: &member.shell, notice, entries }, StatusCode::OK)
}

fn joined(t: &Localizer, entry: &DrawEntry) -> Joined {
    let own = parts::own(t, &entry.part);
    let chip = match entry.part.outcome {
        DrawOutcome::Won => Chip::new("ok", t.text("draw-got-seat")),
        DrawOutcome::Left => Chip::new("rest", t.text("draw-left")),
        DrawOutcome::Pending
        | DrawOutcome::Dropped
        | DrawOutcome::PassedOver
        | DrawOutcome::LinedUp
        | DrawOutcome::NotDrawn
        | DrawOutcome::Cancelled => parts::stage(t, entry.about.stage),
    };
    Joined {
        href: draw::address(entry.about.draw, Some(entry.part.patient.person)),
        head: format!("{} · {}", t.label(&entry.department.name), entry.of.clinician.full),
        when: parts::when(t, &entry.of),
        line: format!("{} {}", own.head, own.line),
        chip,
    }
}

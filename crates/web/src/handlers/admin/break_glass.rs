//! Who broke the glass, when and for which reason: each case is to be looked into.

use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{act, words},
};
use askama::Template;
use axum::response::Response;
use hospital::read;
use hospital::view::{BrokenGlass, OpenedBy};
use model::message::Message;

/// Days that are shown.
const DAYS: u16 = 30;

/// The page.
#[derive(Template)]
#[template(path = "admin/break-glass.html")]
pub(super) struct BreakGlassScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) place: &'static str,
    pub(super) rows: Vec<BreakGlassRow>,
    pub(super) none: String,
}

/// Who, when and why. No patient is named here: an administrator reads no patient's data.
pub(super) struct BreakGlassRow {
    pub(super) at: String,
    pub(super) login: String,
    pub(super) role: String,
    pub(super) reason: String,
    /// What gave access if nobody gave a reason; empty if the glass was broken.
    pub(super) opened: String,
}

/// The page.
pub(super) async fn show(staff: Member) -> Response {
    match staff.hospital.read(&staff.actor, read::BrokenGlass { days: Some(DAYS) }).await {
        Ok(rows) => act::answer(&BreakGlassScreen::new(&staff.t, &staff.shell, &rows)),
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> BreakGlassScreen<'a> {
    /// Newest first.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, rows: &[BrokenGlass]) -> Self {
        let line = |row: &BrokenGlass| BreakGlassRow {
            at: t.day_and_clock(row.at),
            login: row.login.clone(),
            role: words::role(t, row.role),
            reason: row.reason.clone(),
            opened: match row.by {
                OpenedBy::BreakGlass => String::new(),
                OpenedBy::Emergency => t.text("admin-break-glass-emergency"),
                OpenedBy::Arrival => t.text("admin-break-glass-arrival"),
            },
        };
        Self {
            t,
            shell,
            place: "break-glass",
            rows: rows.iter().map(line).collect(),
            none: t.say(&Message::new("admin-break-glass-none").with("days", DAYS)),
        }
    }
}

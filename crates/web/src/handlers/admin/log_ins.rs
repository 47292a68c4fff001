//! Who came in from where, who tried to, and what was done to logins.

use crate::{handlers::staff::act, locale::Localizer, page::Shell, session::Member};
use askama::Template;
use axum::response::Response;
use hospital::view::LoginAccess;
use model::message::Message;

/// Of so many days.
const DAYS: u16 = 30;

/// The page.
#[derive(Template)]
#[template(path = "admin/log-ins.html")]
pub(super) struct LogInsScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) place: &'static str,
    pub(super) rows: Vec<LogInLine>,
    pub(super) none: String,
}

/// When, who, what and from where.
pub(super) struct LogInLine {
    pub(super) at: String,
    pub(super) login: String,
    pub(super) what: String,
    /// It is to be looked at.
    pub(super) wrong: bool,
    pub(super) address: String,
}

/// The page.
pub(super) async fn show(staff: Member) -> Response {
    match staff.hospital.log_ins(&staff.actor, DAYS).await {
        Ok(rows) => act::answer(&LogInsScreen::new(&staff.t, &staff.shell, &rows)),
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> LogInsScreen<'a> {
    /// Newest first.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, rows: &[LoginAccess]) -> Self {
        let line = |row: &LoginAccess| LogInLine {
            at: t.day_and_clock(row.at),
            login: row.login.clone().unwrap_or_else(|| "–".to_owned()),
            what: what(t, row),
            wrong: matches!(row.step.as_str(), "wrong-password" | "unknown-name" | "uncounted"),
            address: row.address.clone().unwrap_or_else(|| "–".to_owned()),
        };
        Self {
            t,
            shell,
            place: "log-ins",
            rows: rows.iter().map(line).collect(),
            none: t.say(&Message::new("admin-log-ins-none").with("days", DAYS)),
        }
    }
}

fn what(t: &Localizer, row: &LoginAccess) -> String {
    let id = match row.step.as_str() {
        "log-in" => "admin-log-in",
        "wrong-password" => "admin-log-in-wrong",
        "unknown-name" => "admin-log-in-unknown",
        "uncounted" => "admin-log-in-uncounted",
        "created" => "admin-log-in-created",
        "password-set" => "admin-log-in-password-set",
        "own-password" => "admin-log-in-own-password",
        "unlocked" => "admin-log-in-unlocked",
        "switched-off" => "admin-log-in-switched-off",
        "switched-on" => "admin-log-in-switched-on",
        _ => "admin-log-in-denied",
    };
    let whose = row.whose.clone().unwrap_or_else(|| "–".to_owned());
    t.say(&Message::new(id).with("login", whose).with("times", row.times))
}

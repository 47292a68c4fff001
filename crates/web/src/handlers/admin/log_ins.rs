//! Who logged in from where, who tried to, and what was done to logins.

use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{act, parts::Choice},
};
use askama::Template;
use axum::{extract::Query, response::Response};
use hospital::read;
use hospital::view::{LoginAccess, LoginStep};
use model::message::Message;
use serde::Deserialize;

/// Days that are shown at most.
const DAYS: u16 = 30;

/// The page.
#[derive(Template)]
#[template(path = "admin/log-ins.html")]
pub(super) struct LogInsScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) place: &'static str,
    pub(super) rows: Vec<LogInLine>,
    pub(super) kinds: Vec<Choice>,
    pub(super) spans: Vec<Choice>,
    /// How many of how many are shown.
    pub(super) shown: String,
    pub(super) none: String,
}

/// The most lines that are listed; for more, the filter helps.
const LISTED_MAX: usize = 500;

/// The lines that are looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LogInsQuery {
    /// `wrong`, `done`; empty: all.
    #[serde(default)]
    pub(super) kind: String,
    /// Of how many days; empty: of all that are kept here.
    #[serde(default)]
    pub(super) days: String,
}

/// When, who, what and from where.
pub(super) struct LogInLine {
    pub(super) at: String,
    pub(super) login: String,
    pub(super) what: String,
    /// It should be looked at.
    pub(super) wrong: bool,
    pub(super) address: String,
}

/// The page.
pub(super) async fn show(staff: Member, Query(query): Query<LogInsQuery>) -> Response {
    match staff.hospital.read(&staff.actor, read::LogIns { days: Some(days(&query)) }).await {
        Ok(rows) => act::answer(&LogInsScreen::new(&staff.t, &staff.shell, &query, &rows)),
        Err(failure) => staff.cannot(&failure),
    }
}

fn days(query: &LogInsQuery) -> u16 {
    query.days.parse().map_or(DAYS, |days: u16| days.clamp(1, DAYS))
}

impl<'a> LogInsScreen<'a> {
    /// Newest first.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, query: &LogInsQuery, rows: &[LoginAccess]) -> Self {
        let wanted = |row: &&LoginAccess| match query.kind.as_str() {
            "wrong" => row.step.is_suspicious(),
            "done" => !row.step.is_suspicious() && row.step != LoginStep::LogIn,
            _ => true,
        };
        let found: Vec<&LoginAccess> = rows.iter().filter(wanted).take(LISTED_MAX).collect();
        let choice = |value: &str, words: String, chosen: &str| Choice {
            value: value.to_owned(),
            words,
            chosen: value == chosen,
        };
        let kinds = ["", "wrong", "done"].map(|kind| {
            let id = if kind.is_empty() { "admin-filter-all" } else { &format!("admin-filter-{kind}") };
            choice(kind, t.text(id), &query.kind)
        });
        let spans = ["1", "7", "30"].map(|span| {
            let number: u16 = span.parse().unwrap_or(DAYS);
            let words = t.say(&Message::new("admin-span-days").with("days", number));
            choice(span, words, &days(query).to_string())
        });
        let shown = Message::new("admin-filter-shown").with("shown", found.len() as i64);
        let line = |row: &LoginAccess| LogInLine {
            at: t.day_and_clock(row.at),
            login: row.login.clone().unwrap_or_else(|| "–".to_owned()),
            what: what(t, row),
            wrong: row.step.is_suspicious(),
            address: row.address.clone().unwrap_or_else(|| "–".to_owned()),
        };
        Self {
            t,
            shell,
            place: "log-ins",
            rows: found.into_iter().map(line).collect(),
            kinds: kinds.into(),
            spans: spans.into(),
            shown: t.say(&shown.with("all", rows.len() as i64)),
            none: t.say(&Message::new("admin-log-ins-none").with("days", days(query))),
        }
    }
}

fn what(t: &Localizer, row: &LoginAccess) -> String {
    let id = match row.step {
        LoginStep::LogIn => "admin-log-in",
        LoginStep::WrongPassword => "admin-log-in-wrong",
        LoginStep::UnknownName => "admin-log-in-unknown",
        LoginStep::Uncounted => "admin-log-in-uncounted",
        LoginStep::Created => "admin-log-in-created",
        LoginStep::PasswordSet => "admin-log-in-password-set",
        LoginStep::OwnPassword => "admin-log-in-own-password",
        LoginStep::Unlocked => "admin-log-in-unlocked",
        LoginStep::SwitchedOff => "admin-log-in-switched-off",
        LoginStep::SwitchedOn => "admin-log-in-switched-on",
        LoginStep::Denied => "admin-log-in-denied",
    };
    let whose = row.whose.clone().unwrap_or_else(|| "–".to_owned());
    t.say(&Message::new(id).with("login", whose).with("times", row.times))
}

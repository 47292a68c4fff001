//! The clock: why nothing is written, events that lie in the future, and what fell due while nobody ran the hospital.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{act, parts::Notice},
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Stopped,
    clock::ClockFault,
    view::{ClockState, FutureEvents, Held, UnattendedSpan},
};
use model::{
    message::{Message, Value},
    time::Instant,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/clock.html")]
pub(super) struct ClockScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    place: &'static str,
    nonce: &'a str,
    notice: Option<Notice>,
    /// What the clock shows, and hospital time if that is different.
    shows: String,
    /// Why nothing is written.
    stopped: Option<Why>,
    /// Events in the future, and what can be done about them.
    future: Option<String>,
    spans: Vec<Span>,
}

/// Why nothing is written, and whether an administrator can agree to it.
struct Why {
    words: String,
    agree: bool,
}

/// A span in which nobody ran the hospital.
struct Span {
    since: String,
    head: String,
    decide: String,
    rows: Vec<Row>,
    more: Option<String>,
}

struct Row {
    due: String,
    what: String,
    department: String,
    window: String,
}

/// What a step that went well may say.
const DONE: [&str; 2] = ["admin-clock-agreed", "admin-clock-decided"];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ClockQuery {
    #[serde(default)]
    done: Option<String>,
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<ClockQuery>) -> Response {
    let page = match staff.hospital.clock_state(&staff.actor).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    act::answer(&ClockScreen::new(&staff.t, &staff.shell, &staff.nonce, notice, &page))
}

#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

/// An administrator confirms that the clock is right.
pub(super) async fn agree(staff: Member, _post: Post<Nothing>) -> Response {
    let agreed = staff.hospital.agree_to_clock(&staff.actor).await;
    after(&staff, agreed, "admin-clock-agreed")
}

/// The beginning of the span.
#[derive(Debug, Deserialize)]
pub(super) struct SpanForm {
    #[serde(default)]
    since: String,
}

/// Decides now what fell due in a span.
pub(super) async fn see_to(staff: Member, post: Post<SpanForm>) -> Response {
    // A text that is not a time names no span.
    let since = post.form.since.parse().unwrap_or_default();
    let seen = staff.hospital.see_to(&staff.actor, since).await;
    after(&staff, seen, "admin-clock-decided")
}

fn after(staff: &Member, outcome: Result<(), Failure>, done: &str) -> Response {
    match outcome {
        Ok(()) => act::see(&format!("/admin/clock?done={done}")),
        Err(failure) => act::refused(&staff.t, "/admin/clock", &failure).into_response(),
    }
}

impl<'a> ClockScreen<'a> {
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        nonce: &'a str,
        notice: Option<Notice>,
        page: &ClockState,
    ) -> Self {
        let shows = Message::new("admin-clock-shows").with("shows", moment(t, page.shows));
        Self {
            t,
            shell,
            place: "clock",
            nonce,
            notice,
            shows: t.say(&shows.with("now", moment(t, page.now))),
            stopped: page
                .stopped
                .map(|stopped| Why { words: t.say(&why(t, stopped)), agree: matches!(stopped, Stopped::Clock(_)) }),
            future: page.future.as_ref().map(|future| t.say(&in_future(t, future))),
            spans: page.unattended.iter().map(|span| Span::new(t, span)).collect(),
        }
    }
}

/// A day with its year and the time.
fn moment(t: &Localizer, at: Instant) -> String {
    format!("{} {}", t.zone().date(at).0, t.clock(at))
}

/// Why nothing is written, with the figures.
fn why(t: &Localizer, stopped: Stopped) -> Message {
    let minutes = |id: &'static str, minutes: i64| Message::new(id).with("minutes", minutes.abs());
    match stopped {
        Stopped::Journal => Message::new("admin-clock-journal"),
        Stopped::Clock(ClockFault::Moved { minutes: by }) if by > 0 => minutes("admin-clock-moved-ahead", by),
        Stopped::Clock(ClockFault::Moved { minutes: by }) => minutes("admin-clock-moved-back", by),
        Stopped::Clock(ClockFault::BehindLastEvent { last, minutes: by }) => {
            minutes("admin-clock-behind", by).with("last", moment(t, last))
        }
        Stopped::Clock(ClockFault::PartedFromServer { minutes: by }) => minutes("admin-clock-server", by),
    }
}

fn in_future(t: &Localizer, future: &FutureEvents) -> Message {
    Message::new("admin-clock-future")
        .with("count", Value::Count(i64::try_from(future.count).unwrap_or(i64::MAX)))
        .with("number", future.first.to_string())
        .with("first", moment(t, future.first_at))
        .with("last", moment(t, future.last_at))
}

impl Span {
    fn new(t: &Localizer, span: &UnattendedSpan) -> Self {
        let count = i64::try_from(span.count).unwrap_or(i64::MAX);
        let more = count - i64::try_from(span.held.len()).unwrap_or(i64::MAX);
        Self {
            since: span.since.to_rfc3339(),
            head: t.say(
                &Message::new("admin-clock-span")
                    .with("since", moment(t, span.since))
                    .with("until", moment(t, span.until))
                    .with("count", count),
            ),
            decide: t.say(&Message::new("admin-clock-decide").with("count", count)),
            rows: span.held.iter().map(|held| Row::new(t, held)).collect(),
            more: (more > 0).then(|| t.say(&Message::new("admin-clock-more").with("count", more))),
        }
    }
}

impl Row {
    fn new(t: &Localizer, held: &Held) -> Self {
        let what = match held.what {
            Action::MarkMissed => "admin-clock-missed",
            Action::ReadyBed => "admin-clock-bed",
            Action::EndSession => "admin-clock-end",
            Action::LapseOffer => "admin-clock-offer",
            Action::CloseEntry => "admin-clock-entry",
            Action::PassOn => "admin-clock-seat",
            Action::SettleClosure => "admin-clock-closure",
            _ => "admin-clock-other",
        };
        Self {
            due: moment(t, held.due),
            what: t.text(what),
            department: held.department.as_ref().map(|name| t.label(name)).unwrap_or_default(),
            window: held.window.map(|(from, until)| t.day_and_window(from, until)).unwrap_or_default(),
        }
    }
}

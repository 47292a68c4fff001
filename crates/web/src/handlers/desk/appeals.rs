//! Appeals against missed visits: a list with masked names, and a page with one missed visit, which is recorded, where it is
//! excused or the appeal is declined.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
        page::Shell,
        parts::{Choice, Link, Notice, Pair},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Request, read, usecase,
    view::{AppealRow, AppealStage, MissedDetail, SaidOfMissed},
};
use model::{actor::Role, id::AppointmentId, message::Message, scheduling::ReasonCode};
use serde::Deserialize;

const PAGE: &str = "/desk/appeals";

/// The reasons for a decision.
const REASONS: [ReasonCode; 5] =
    [ReasonCode::Other, ReasonCode::Mistake, ReasonCode::Hospital, ReasonCode::PatientWish, ReasonCode::WrongPerson];

/// What a step that went well says.
const DONE: [&str; 3] = ["appeals-done-excused", "appeals-done-declined", "appeals-done-undone"];

/// The list.
#[derive(Template)]
#[template(path = "desk/appeals.html")]
pub(super) struct AppealsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    count: String,
    rows: Vec<Row>,
    back: Link,
}

struct Row {
    href: String,
    name: String,
    facts: String,
    window: String,
    place: String,
    asked: String,
}

/// One missed visit.
#[derive(Template)]
#[template(path = "desk/missed.html")]
struct MissedScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    id: String,
    name: String,
    facts: Vec<Pair>,
    can_excuse: bool,
    can_decline: bool,
    can_undo: bool,
    excuse: Vec<Choice>,
    decline: Vec<Choice>,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AppealsQuery {
    #[serde(default)]
    done: Option<String>,
}

/// A decision.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DecisionForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

fn address(appointment: AppointmentId) -> String {
    format!("{PAGE}/{appointment}")
}

pub(super) async fn list(mut staff: Member, Query(query): Query<AppealsQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let t = &staff.t;
    let back = if staff.actor.role == Role::Admin { ("/admin", "admin-overview") } else { ("/desk", "desk-back") };
    match staff.hospital.read(&staff.actor, read::Appeals {}).await {
        Ok(page) => act::answer(&AppealsScreen {
            t,
            shell: &staff.shell,
            notice,
            count: t.say(&Message::new("to-phone-count").with("count", page.count)),
            rows: page.rows.iter().map(|one| row(t, one)).collect(),
            back: Link { href: back.0.to_owned(), words: t.text(back.1), current: false },
        }),
        Err(failure) => staff.cannot(&failure),
    }
}

fn row(t: &Localizer, row: &AppealRow) -> Row {
    let age = row.age.map(|age| t.age(age, None));
    let facts: Vec<String> = [Some(words::sex(t, row.sex)), age].into_iter().flatten().collect();
    Row {
        href: address(row.appointment),
        name: if row.name.is_empty() { t.text("staff-no-name") } else { row.name.clone() },
        facts: facts.join(" "),
        window: t.day_and_window(row.from, row.until),
        place: format!("{} · {}", t.label(&row.department.name), row.clinician.full),
        asked: t.day_and_clock(row.asked_at),
    }
}

pub(super) async fn show(mut staff: Member, Path(appointment): Path<AppointmentId>) -> Response {
    let notice = staff.said(None);
    let page = match staff.hospital.read(&staff.actor, read::Missed { appointment }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let because = |stage: &'static str| move |code: ReasonCode| t.text(&because_id(stage, code));
    act::answer(&MissedScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        id: appointment.to_string(),
        name: if page.name.is_empty() { t.text("staff-no-name") } else { page.name.clone() },
        facts: facts(t, &page),
        can_excuse: page.can_excuse,
        can_decline: page.can_decline,
        can_undo: page.can_undo,
        excuse: words::choices(&REASONS, None, because("excused")),
        decline: words::choices(&REASONS, None, because("declined")),
    })
}

/// The text of a reason for a decision, as its patient reads it too.
fn because_id(stage: &str, code: ReasonCode) -> String {
    format!("appeal-{stage}-because-{}", words::code(&code).replace('_', "-"))
}

fn facts(t: &Localizer, page: &MissedDetail) -> Vec<Pair> {
    let mut all = vec![
        Pair::new(t.text("appeals-window"), t.day_and_window(page.from, page.until)),
        Pair::new(t.text("to-phone-where"), format!("{} · {}", t.label(&page.department.name), page.clinician.full)),
    ];
    all.extend(page.missed_at.map(|at| Pair::new(t.text("appeals-missed-at"), t.day_and_clock(at))));
    let stage = match page.stage {
        None => "appeals-stage-none",
        Some(AppealStage::Asked) => "appeals-stage-asked",
        Some(AppealStage::Excused) => "appeals-stage-excused",
        Some(AppealStage::Declined) => "appeals-stage-declined",
    };
    all.push(Pair::new(t.text("appeals-stage"), t.text(stage)));
    let said = |label: &str, said: &SaidOfMissed, words_of: String| {
        let text = said.text.iter().map(|text| format!("“{text}”"));
        let parts: Vec<String> = std::iter::once(t.day_and_clock(said.at)).chain([words_of]).chain(text).collect();
        Pair::new(t.text(label), parts.join(" · "))
    };
    all.extend(page.asked.as_ref().map(|asked| {
        let why = format!("appeal-why-{}", words::code(&asked.reason).replace('_', "-"));
        said("appeals-asked", asked, if t.has(&why) { t.text(&why) } else { t.text("appeal-why-other") })
    }));
    all.extend(page.decided.as_ref().map(|decided| {
        let stage = if page.stage == Some(AppealStage::Excused) { "excused" } else { "declined" };
        said("appeals-decided", decided, t.text(&because_id(stage, decided.reason)))
    }));
    let blocked = page.blocked.map(|block| {
        let message = Message::new("appeals-blocked")
            .with("until", block.until.0)
            .with("count", block.missed)
            .with("days", block.within_days);
        t.say(&message)
    });
    all.push(Pair::new(t.text("appeals-block"), blocked.unwrap_or_else(|| t.text("appeals-not-blocked"))));
    all
}

pub(super) async fn excuse(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<DecisionForm>,
) -> Response {
    let (reason, text) = said(&post);
    let request = usecase::ExcuseMissed { appointment, reason, text };
    decide(&staff, appointment, &post.key, request.into(), DONE[0]).await
}

pub(super) async fn decline(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<DecisionForm>,
) -> Response {
    let (reason, text) = said(&post);
    let request = usecase::DeclineAppeal { appointment, reason, text };
    decide(&staff, appointment, &post.key, request.into(), DONE[1]).await
}

pub(super) async fn undo(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<DecisionForm>) -> Response {
    let (reason, text) = said(&post);
    let request = usecase::UndoExcuse { appointment, reason, text };
    decide(&staff, appointment, &post.key, request.into(), DONE[2]).await
}

fn said(post: &Post<DecisionForm>) -> (ReasonCode, Option<String>) {
    (words::reason(&post.form.reason), Some(post.form.text.clone()))
}

async fn decide(
    staff: &Member,
    appointment: AppointmentId,
    key: &str,
    request: Request,
    done: &'static str,
) -> Response {
    match staff.execute(key, request).await {
        Ok(_) => act::see(&format!("{PAGE}?done={done}")),
        Err(failure) => act::refused(&staff.t, &address(appointment), &failure).into_response(),
    }
}

/// The link to the appeals about which nobody has decided, for readers who decide.
pub(super) async fn link(staff: &Member) -> Result<String, Failure> {
    if staff.may(Action::ReadAppeals).is_err() {
        return Ok(String::new());
    }
    let page = staff.hospital.read(&staff.actor, read::Appeals {}).await?;
    let words = || staff.t.say(&Message::new("appeals-link").with("count", page.count));
    Ok(if page.count > 0 { words() } else { String::new() })
}

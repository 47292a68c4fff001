//! Draws (摇号) for whoever has no phone at hand: which ones a person joined, joining one and leaving it.

use super::place::Place;
use crate::{
    handlers::{
        patient::draw_parts as parts,
        prolong::{self, ProlongForm},
    },
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        page::Shell,
        parts::{Chip, Choice, Notice},
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
    view::{DrawEntry, OpenDraw},
};
use model::{
    id::{DepartmentId, DrawId, EntrantId, PersonId},
    message::Message,
    scheduling::{Channel, ReasonCode},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "desk/draws.html")]
struct DrawsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    head: String,
    /// Below it are the addresses of what is done.
    base: String,
    entries: Vec<Entry>,
    departments: Vec<Choice>,
    department: String,
    title: String,
    open: Vec<Open>,
    button: String,
    back: String,
}

/// A draw that the person joined.
struct Entry {
    head: String,
    line: String,
    chip: Chip,
    own: parts::Line,
    entrant: String,
    /// Where it is left, while that can be done.
    leave: Option<String>,
}

/// A draw that can be joined.
struct Open {
    draw: String,
    head: String,
    line: String,
    label: String,
    /// When the list would close, if the reader may leave it open longer.
    later: Option<String>,
}

/// The department whose draws are shown, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DrawsQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    done: Option<String>,
}

/// The department to which the page goes back.
#[derive(Debug, Deserialize)]
pub(super) struct DrawForm {
    #[serde(default)]
    department: Option<DepartmentId>,
}

const DONE: [&str; 3] = ["desk-done-draw-joined", "desk-done-draw-left", prolong::DONE];

/// The page with a department's draws.
fn page_of(person: PersonId, department: Option<DepartmentId>) -> String {
    let department = department.map(|department| format!("?department={department}")).unwrap_or_default();
    format!("/desk/persons/{person}/draws{department}")
}

pub(super) async fn show(mut staff: Member, Path(person): Path<PersonId>, Query(query): Query<DrawsQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    match screen(&staff, person, query.department, notice).await {
        Ok(screen) => act::answer(&screen),
        Err(failure) => staff.cannot(&failure),
    }
}

async fn screen(
    staff: &Member,
    person: PersonId,
    department: Option<DepartmentId>,
    notice: Option<Notice>,
) -> Result<DrawsScreen<'_>, Failure> {
    let t = &staff.t;
    staff.hospital.may_ever(&staff.actor, Action::JoinDraw)?;
    let card = staff.hospital.desk_person(&staff.actor, person).await?.patient;
    let joined = staff.hospital.read(&staff.actor, read::Draws { person: Some(person) }).await?;
    let list = staff.hospital.read(&staff.actor, read::DayList { department, date: None }).await?;
    let own = list.department.department;
    let open = staff.hospital.open_draws(&staff.actor, own).await?;
    let name = words::full_name(t, &card);
    let button = t.say(&Message::new("draw-join").with("name", name.as_str()));
    let choice = list.departments.iter().map(|other| Choice {
        value: other.department.to_string(),
        words: t.label(&other.name),
        chosen: other.department == own,
    });
    Ok(DrawsScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        head: format!("{name} {}", words::person(t, &card)),
        base: page_of(person, None),
        entries: joined.entries.iter().map(|entry| entry_of(t, person, entry)).collect(),
        departments: choice.collect(),
        department: own.to_string(),
        title: t.say(&Message::new("desk-draw-open").with("department", t.label(&list.department.name))),
        open: open.iter().map(|one| open_of(t, one, &button)).collect(),
        button,
        back: Place::of(Some(own)).opening(person, None).href(),
    })
}

fn entry_of(t: &Localizer, person: PersonId, entry: &DrawEntry) -> Entry {
    let entrant = entry.part.entrant.to_string();
    Entry {
        head: entry.of.clinician.full.clone(),
        line: format!("{} · {}", parts::when(t, &entry.of), t.label(&entry.department.name)),
        chip: parts::stage(t, entry.about.stage),
        own: parts::own(t, &entry.part),
        leave: entry.part.can_leave.then(|| format!("/desk/persons/{person}/entrants/{entrant}/leave")),
        entrant,
    }
}

fn open_of(t: &Localizer, one: &OpenDraw, button: &str) -> Open {
    let (head, when) = (one.of.clinician.full.clone(), parts::when(t, &one.of));
    let closes = Message::new("desk-draw-closes").with("at", t.day_and_clock(one.about.closes_at));
    Open {
        draw: one.about.draw.to_string(),
        label: format!("{button} · {head} {when}"),
        line: format!("{when} · {} · {}", words::title(t, one.of.title), t.say(&closes)),
        later: prolong::later(t, &one.about).filter(|_| one.may_prolong),
        head,
    }
}

pub(super) async fn join(
    staff: Member,
    Path((patient, draw)): Path<(PersonId, DrawId)>,
    post: Post<DrawForm>,
) -> Response {
    let request = usecase::JoinDraw { draw, patient, channel: Channel::OnSite };
    let page = page_of(patient, post.form.department);
    answer(&staff, &post.key, request.into(), (&page, patient), "desk-done-draw-joined").await
}

pub(super) async fn leave(
    staff: Member,
    Path((person, entrant)): Path<(PersonId, EntrantId)>,
    post: Post<DrawForm>,
) -> Response {
    let request = usecase::LeaveDraw { entrant, reason: ReasonCode::PatientWish, text: None };
    let page = page_of(person, post.form.department);
    answer(&staff, &post.key, request.into(), (&page, person), "desk-done-draw-left").await
}

pub(super) async fn prolong(
    staff: Member,
    Path((person, draw)): Path<(PersonId, DrawId)>,
    post: Post<ProlongForm>,
) -> Response {
    let page = page_of(person, post.form.department);
    let join = if post.form.department.is_some() { '&' } else { '?' };
    match prolong::longer(&staff, draw, &post).await {
        Ok(()) => see(&format!("{page}{join}done={}", prolong::DONE)),
        Err(failure) => refused(&staff.t, &page, &failure).into_response(),
    }
}

/// Does it, and leads to the person's draws; a refusal is shown by the page that asked.
async fn answer(
    staff: &Member,
    key: &str,
    request: Request,
    (page, person): (&str, PersonId),
    done: &'static str,
) -> Response {
    match staff.execute(key, request).await {
        Ok(_) => see(&format!("{}?done={done}", page_of(person, None))),
        Err(failure) => refused(&staff.t, page, &failure).into_response(),
    }
}

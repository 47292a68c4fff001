//! The waiting list for whoever has no phone at hand: what a person waits for, the answer to an offer, and joining.

use super::place::Place;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        page::Shell,
        parts::{Choice, Notice},
        waitlist::{
            entries::{Wait, entries},
            wishes::{self, Clinician, WishesForm},
        },
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
    view::{HalfOffer, WaitEntry},
};
use model::{
    id::{DepartmentId, PersonId, SlotId, WaitlistEntryId},
    message::Message,
    scheduling::{Channel, ReasonCode},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "desk/waitlist.html")]
struct WaitlistScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    head: String,
    /// Below it are the addresses of what is done to an entry.
    base: String,
    entries: Vec<Wait>,
    departments: Vec<Choice>,
    choice: WishChoice,
    back: String,
}

/// The half-days of one department, to join or to change an entry.
struct WishChoice {
    department: String,
    /// Where the form goes.
    action: String,
    title: String,
    /// Why there is nothing to choose.
    closed: Option<Notice>,
    clinicians: Vec<Clinician>,
    rules: Vec<String>,
    button: String,
}

/// The department whose half-days are shown, and what has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WaitlistQuery {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    done: Option<String>,
}

/// The window of the seat that is answered.
#[derive(Debug, Deserialize)]
pub(super) struct OfferForm {
    slot: SlotId,
}

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

/// A person's entry.
type Entry = Path<(PersonId, WaitlistEntryId)>;

const DONE: [&str; 6] = [
    "desk-done-wait-joined",
    "desk-done-wait-changed",
    "desk-done-wait-accepted",
    "wait-done-passed",
    "wait-done-extended",
    "desk-done-wait-left",
];

fn address(person: PersonId) -> String {
    format!("/desk/persons/{person}/waitlist")
}

fn change_address(person: PersonId, entry: WaitlistEntryId) -> String {
    format!("{}/{entry}/change", address(person))
}

/// The page with a department's half-days.
fn page_of(person: PersonId, department: Option<DepartmentId>) -> String {
    let department = department.map(|department| format!("?department={department}")).unwrap_or_default();
    format!("{}{department}", address(person))
}

pub(super) async fn show(
    mut staff: Member,
    Path(person): Path<PersonId>,
    Query(query): Query<WaitlistQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    match screen(&staff, person, Shown::Department(query.department), notice).await {
        Ok(screen) => act::answer(&screen),
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn ask_change(mut staff: Member, Path((person, entry)): Entry) -> Response {
    let notice = staff.said(None);
    match screen(&staff, person, Shown::Entry(entry), notice).await {
        Ok(screen) => act::answer(&screen),
        Err(failure) => staff.cannot(&failure),
    }
}

/// Whose half-days are shown.
#[derive(Clone, Copy)]
enum Shown {
    /// Those of a department, to join; without one, those of the desk's own.
    Department(Option<DepartmentId>),
    /// Those of an entry's department, to change what it waits for.
    Entry(WaitlistEntryId),
}

async fn screen(
    staff: &Member,
    person: PersonId,
    shown: Shown,
    notice: Option<Notice>,
) -> Result<WaitlistScreen<'_>, Failure> {
    let t = &staff.t;
    staff.hospital.may_ever(&staff.actor, Action::JoinWaitlist)?;
    let card = staff.hospital.desk_person(&staff.actor, person).await?.patient;
    let waits = staff.hospital.read(&staff.actor, read::Waits { person: Some(person) }).await?;
    let entry = match shown {
        Shown::Department(_) => None,
        Shown::Entry(id) => {
            let found = waits.entries.iter().find(|one| one.entry == id && one.ended_at.is_none());
            Some(found.ok_or(Failure::NotFound)?)
        }
    };
    let department = match (shown, entry) {
        (_, Some(entry)) => Some(entry.department.department),
        (Shown::Department(department), None) => department,
        (Shown::Entry(_), None) => None,
    };
    let list = staff.hospital.read(&staff.actor, read::DayList { department, date: None }).await?;
    let own = list.department.department;
    let chosen = Place::of(Some(own)).opening(person, None);
    Ok(WaitlistScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        head: format!("{} {}", words::full_name(t, &card), words::person(t, &card)),
        base: address(person),
        entries: entries(t, &staff.nonce, &waits, |entry| since(t, entry)),
        departments: list
            .departments
            .iter()
            .filter(|_| entry.is_none())
            .map(|other| Choice {
                value: other.department.to_string(),
                words: t.label(&other.name),
                chosen: other.department == own,
            })
            .collect(),
        choice: choice(staff, person, own, entry).await?,
        back: chosen.href(),
    })
}

/// `11月27日 10:23 加入`
fn since(t: &Localizer, entry: &WaitEntry) -> String {
    t.say(&Message::new("desk-wait-since").with("at", t.day_and_clock(entry.joined_at)))
}

async fn choice(
    staff: &Member,
    person: PersonId,
    department: DepartmentId,
    entry: Option<&WaitEntry>,
) -> Result<WishChoice, Failure> {
    let t = &staff.t;
    let page = staff.hospital.read(&staff.actor, read::Waitlist { department, patient: Some(person) }).await?;
    let at_desk = Place::of(Some(department)).opening(person, None).href();
    let clinicians = wishes::clinicians(t, &page, entry, |_: &HalfOffer| at_desk.clone());
    let (title, button) = match entry {
        None => ("desk-wait-join", "wait-join-button"),
        Some(_) => ("desk-wait-change", "wait-change-button"),
    };
    Ok(WishChoice {
        department: department.to_string(),
        action: entry.map_or_else(|| address(person), |entry| change_address(person, entry.entry)),
        title: t.say(&Message::new(title).with("department", t.label(&page.department.name))),
        closed: (!wishes::is_open(&page, &clinicians)).then(|| wishes::closed(t, &page)),
        clinicians,
        rules: page.terms.as_ref().map(|terms| wishes::rules(t, terms)).unwrap_or_default(),
        button: t.text(button),
    })
}

pub(super) async fn join(staff: Member, Path(patient): Path<PersonId>, post: Post<WishesForm>) -> Response {
    let page = page_of(patient, post.form.department);
    let request = post.form.wishes().map(|wishes| {
        let channel = Channel::OnSite;
        usecase::JoinWaitlist { patient, channel, wishes }.into()
    });
    answer(&staff, &post.key, request, (&page, patient), "desk-done-wait-joined").await
}

pub(super) async fn change(staff: Member, Path((person, entry)): Entry, post: Post<WishesForm>) -> Response {
    let page = change_address(person, entry);
    let request = post.form.wishes().map(|wishes| usecase::ChangeWishes { entry, wishes }.into());
    answer(&staff, &post.key, request, (&page, person), "desk-done-wait-changed").await
}

pub(super) async fn accept(staff: Member, Path(entry): Entry, post: Post<OfferForm>) -> Response {
    let request = usecase::AcceptOffer { entry: entry.1, slot: post.form.slot };
    step(&staff, &post.key, request.into(), entry.0, "desk-done-wait-accepted").await
}

pub(super) async fn pass(staff: Member, Path(entry): Entry, post: Post<OfferForm>) -> Response {
    let request = usecase::PassOffer { entry: entry.1, slot: post.form.slot };
    step(&staff, &post.key, request.into(), entry.0, "wait-done-passed").await
}

pub(super) async fn extend(staff: Member, Path(entry): Entry, post: Post<OfferForm>) -> Response {
    let request = usecase::ExtendOffer { entry: entry.1, slot: post.form.slot };
    step(&staff, &post.key, request.into(), entry.0, "wait-done-extended").await
}

pub(super) async fn leave(staff: Member, Path(entry): Entry, post: Post<Nothing>) -> Response {
    let request = usecase::LeaveWaitlist { entry: entry.1, reason: ReasonCode::PatientWish, text: None };
    step(&staff, &post.key, request.into(), entry.0, "desk-done-wait-left").await
}

async fn step(staff: &Member, key: &str, request: Request, person: PersonId, done: &'static str) -> Response {
    answer(staff, key, Ok(request), (&address(person), person), done).await
}

/// Does it, and leads to the person's page; a refusal is shown by the page that asked.
async fn answer(
    staff: &Member,
    key: &str,
    request: Result<Request, Failure>,
    (page, person): (&str, PersonId),
    done: &'static str,
) -> Response {
    let outcome = match request {
        Ok(request) => staff.execute(key, request).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => see(&format!("{}?done={done}", address(person))),
        Err(failure) => refused(&staff.t, page, &failure).into_response(),
    }
}

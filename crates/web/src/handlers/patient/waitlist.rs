//! What one can wait for in a department, and joining; the same page changes what an entry waits for.

use super::parts::way;
use crate::{
    locale::Localizer,
    problem::html,
    session::{Member, Post},
    ui::{
        act::{refused, see},
        page::Shell,
        parts::{Link, Notice},
        waitlist::wishes::{self, Clinician, WishesForm},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hospital::{
    Failure, Request, read, usecase,
    view::{HalfOffer, WaitEntry, WaitlistOffer},
};
use model::{
    id::{DepartmentId, PersonId, WaitlistEntryId},
    message::Message,
    scheduling::Channel,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "patient/waitlist.html")]
struct WaitlistScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    key: String,
    title: String,
    back: String,
    action: String,
    patient: String,
    department: String,
    family: Vec<Link>,
    notice: Option<Notice>,
    clinicians: Vec<Clinician>,
    rules: Vec<String>,
    button: String,
    /// There is something to choose.
    is_open: bool,
}

/// For whom.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ForQuery {
    #[serde(rename = "for", default)]
    patient: Option<PersonId>,
}

fn address(department: DepartmentId, patient: Option<PersonId>) -> String {
    let whom = patient.map(|person| format!("?for={person}")).unwrap_or_default();
    format!("/departments/{department}/waitlist{whom}")
}

pub(super) async fn show(
    mut member: Member,
    Path(department): Path<DepartmentId>,
    Query(query): Query<ForQuery>,
) -> Response {
    let said = member.said(None);
    let asked = read::Waitlist { department, patient: query.patient };
    let page = match member.hospital.read(&member.actor, asked).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    html(&screen(&member, &page, None, said), StatusCode::OK)
}

pub(super) async fn join(member: Member, post: Post<WishesForm>) -> Response {
    let form = post.form;
    let Some(patient) = form.patient.or(member.actor.person) else { return member.cannot(&Failure::Denied) };
    let back = form.department.map_or_else(|| "/waitlist".to_owned(), |of| address(of, Some(patient)));
    let joined = match form.wishes() {
        Ok(wishes) => {
            let request = usecase::JoinWaitlist { patient, channel: Channel::Online, wishes };
            member.execute(&post.key, Request::JoinWaitlist(request)).await
        }
        Err(failure) => Err(failure),
    };
    match joined {
        Ok(_) => see("/waitlist?done=wait-done-joined"),
        Err(failure) => refused(&member.t, &back, &failure).into_response(),
    }
}

pub(super) async fn ask_change(mut member: Member, Path(entry): Path<WaitlistEntryId>) -> Response {
    let said = member.said(None);
    let found = match super::waits::entry_of(&member, entry).await {
        Ok(found) => found,
        Err(failure) => return member.cannot(&failure),
    };
    let asked = read::Waitlist { department: found.department.department, patient: Some(found.patient.person) };
    let page = match member.hospital.read(&member.actor, asked).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    html(&screen(&member, &page, Some(&found), said), StatusCode::OK)
}

pub(super) async fn change(member: Member, Path(entry): Path<WaitlistEntryId>, post: Post<WishesForm>) -> Response {
    let changed = match post.form.wishes() {
        Ok(wishes) => {
            let request = usecase::ChangeWishes { entry, wishes };
            member.execute(&post.key, Request::ChangeWishes(request)).await
        }
        Err(failure) => Err(failure),
    };
    match changed {
        Ok(_) => see("/waitlist?done=wait-done-changed"),
        Err(failure) => refused(&member.t, &format!("/waitlist/{entry}/change"), &failure).into_response(),
    }
}

fn screen<'a>(
    member: &'a Member,
    page: &WaitlistOffer,
    entry: Option<&WaitEntry>,
    said: Option<Notice>,
) -> WaitlistScreen<'a> {
    let t = &member.t;
    let department = page.department.department;
    let patient = page.patient.as_ref().map(|member| member.person);
    let whom = patient.map(|person| format!("&for={person}")).unwrap_or_default();
    let book = |half: &HalfOffer| format!("/departments/{department}?date={}{whom}", half.date);
    let clinicians = wishes::clinicians(t, page, entry, book);
    let is_open = wishes::is_open(page, &clinicians);
    let closed = || {
        let ways = vec![way(format!("/departments/{department}"), t.text("patient-other-window"))];
        Notice { ways, ..wishes::closed(t, page) }
    };
    WaitlistScreen {
        t,
        shell: &member.shell,
        key: format!("{}.wait.{department}", member.nonce),
        title: t.say(&Message::new("wait-title").with("department", t.label(&page.department.name))),
        back: match entry {
            Some(_) => "/waitlist".to_owned(),
            None => format!("/departments/{department}"),
        },
        action: entry.map_or_else(|| "/waitlist".to_owned(), |entry| format!("/waitlist/{}/change", entry.entry)),
        patient: patient.map(|person| person.to_string()).unwrap_or_default(),
        department: department.to_string(),
        family: page
            .family
            .iter()
            .filter(|_| entry.is_none())
            .map(|member| Link {
                href: address(department, Some(member.person)),
                words: member.name.full.clone(),
                current: Some(member.person) == patient,
            })
            .collect(),
        notice: said.or_else(|| (!is_open).then(closed)),
        clinicians,
        rules: page.terms.as_ref().map(|terms| wishes::rules(t, terms)).unwrap_or_default(),
        button: t.text(if entry.is_some() { "wait-change-button" } else { "wait-join-button" }),
        is_open,
    }
}

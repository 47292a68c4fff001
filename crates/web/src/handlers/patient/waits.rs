//! What the reader's family waits for, and the seat that is offered.

use super::{parts::Entry, words};
use crate::{
    locale::Localizer,
    problem::html,
    session::{Member, Post},
    ui::{
        act::{self, refused, see},
        page::Shell,
        parts::{Chip, Notice},
        waitlist::entries::{Wait, entries},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hospital::{
    Answer, Failure, Request, read, usecase,
    view::{WaitEntry, WaitList},
};
use model::{
    id::{SlotId, WaitlistEntryId},
    message::Message,
    scheduling::ReasonCode,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "patient/waits.html")]
struct WaitsScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    entries: Vec<Wait>,
}

const DONE: [&str; 6] = [
    "wait-done-joined",
    "wait-done-changed",
    "wait-done-passed",
    "wait-done-extended",
    "wait-done-left",
    "wait-done-accepted",
];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DoneQuery {
    #[serde(default)]
    pub(super) done: Option<String>,
}

/// The window of the seat that is answered.
#[derive(Debug, Deserialize)]
pub(super) struct OfferForm {
    slot: SlotId,
}

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

/// An entry of the reader's family.
pub(super) async fn entry_of(member: &Member, entry: WaitlistEntryId) -> Result<WaitEntry, Failure> {
    let page = member.hospital.read(&member.actor, read::Waits { person: None }).await?;
    page.entries.into_iter().find(|one| one.entry == entry).ok_or(Failure::NotFound)
}

pub(super) async fn show(mut member: Member, Query(query): Query<DoneQuery>) -> Response {
    let done = act::done(&member.t, query.done.as_deref(), &DONE, None);
    let notice = member.said(done);
    let page = match member.hospital.read(&member.actor, read::Waits { person: None }).await {
        Ok(page) => page,
        Err(failure) => return member.cannot(&failure),
    };
    let entries = entries(&member.t, &member.nonce, &page, |entry| words::member(&member.t, &entry.patient));
    html(&WaitsScreen { t: &member.t, shell: &member.shell, notice, entries }, StatusCode::OK)
}

pub(super) async fn accept(member: Member, Path(entry): Path<WaitlistEntryId>, post: Post<OfferForm>) -> Response {
    match member.execute(&post.key, Request::AcceptOffer(usecase::AcceptOffer { entry, slot: post.form.slot })).await {
        Ok(Answer::Booked { journey, appointment, .. }) => {
            see(&format!("{}&done=patient-done-booked", super::journey::address(journey, appointment)))
        }
        Ok(_) => see("/waitlist?done=wait-done-accepted"),
        Err(failure) => refused(&member.t, "/waitlist", &failure).into_response(),
    }
}

pub(super) async fn pass(member: Member, Path(entry): Path<WaitlistEntryId>, post: Post<OfferForm>) -> Response {
    answer(&member, &post.key, usecase::PassOffer { entry, slot: post.form.slot }.into(), "wait-done-passed").await
}

pub(super) async fn extend(member: Member, Path(entry): Path<WaitlistEntryId>, post: Post<OfferForm>) -> Response {
    answer(&member, &post.key, usecase::ExtendOffer { entry, slot: post.form.slot }.into(), "wait-done-extended").await
}

pub(super) async fn leave(member: Member, Path(entry): Path<WaitlistEntryId>, post: Post<Nothing>) -> Response {
    let request = usecase::LeaveWaitlist { entry, reason: ReasonCode::PatientWish, text: None };
    answer(&member, &post.key, request.into(), "wait-done-left").await
}

async fn answer(member: &Member, key: &str, request: Request, done: &'static str) -> Response {
    match member.execute(key, request).await {
        Ok(_) => see(&format!("/waitlist?done={done}")),
        Err(failure) => refused(&member.t, "/waitlist", &failure).into_response(),
    }
}

/// The open offers, for the page on which the day begins.
pub(super) fn offers(t: &Localizer, page: &WaitList) -> Vec<Entry> {
    let open = page.entries.iter().filter_map(|entry| Some((entry, entry.offer.as_ref()?)));
    open.map(|(entry, offer)| Entry {
        href: "/waitlist".to_owned(),
        head: format!("{} · {}", t.label(&entry.department.name), entry.patient.name.full),
        line: t.say(
            &Message::new("wait-home-offer")
                .with("day", t.day_at(offer.from))
                .with("window", t.window(offer.from, offer.until))
                .with("at", t.day_and_clock(offer.answer_by)),
        ),
        chip: Chip::new("ok", t.text("wait-your-turn")),
        urgent: true,
        at: offer.answer_by,
    })
    .collect()
}

/// Is anything waited for?
pub(super) fn is_waiting(page: &WaitList) -> bool {
    page.entries.iter().any(|entry| entry.ended_at.is_none())
}

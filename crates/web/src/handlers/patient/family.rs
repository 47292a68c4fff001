//! Who may act for whom: what is so, who asks, and asking.

use super::{change::Nothing, waits::DoneQuery};
use crate::{
    locale::Localizer,
    problem::html,
    session::{Member, Post},
    ui::{act, page::Shell, parts::Notice},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure,
    family::{Asked, Asking, Relative},
    usecase,
};
use model::{
    id::PersonId,
    message::{Message, Refusal},
};
use serde::Deserialize;

const PAGE: &str = "/family";

/// The page.
#[derive(Template)]
#[template(path = "patient/family.html")]
struct FamilyScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    notice: Option<Notice>,
    asking: Vec<Open>,
    acts_for: Vec<Known>,
    relatives: Vec<Known>,
    asked: Vec<Open>,
}

/// A request without an answer.
struct Open {
    id: String,
    head: String,
    line: String,
    /// The labels of its buttons; the second is empty where there is none.
    labels: [String; 2],
}

/// Somebody of the family.
struct Known {
    id: String,
    words: String,
    /// What ends it: who acts for whom, and the label of the button.
    end: Option<(String, String, String)>,
}

/// Whom the reader asks.
#[derive(Deserialize)]
pub(super) struct AskForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
}

/// Who may not act for whom any more.
#[derive(Deserialize)]
pub(super) struct EndForm {
    #[serde(default)]
    relative: Option<PersonId>,
    #[serde(default)]
    person: Option<PersonId>,
}

const DONE: [&str; 4] = ["family-done-asked", "family-done-accepted", "family-done-declined", "family-done-ended"];

fn done(text: &str) -> Response {
    act::see(&format!("{PAGE}?done={text}"))
}

/// Leads to the page, which says what was done, or why not.
fn answered(member: &Member, outcome: Result<(), Failure>, text: &str) -> Response {
    match outcome {
        Ok(()) => done(text),
        Err(failure) => act::refused(&member.t, PAGE, &failure).into_response(),
    }
}

pub(super) async fn show(mut member: Member, Query(query): Query<DoneQuery>) -> Response {
    let said = act::done(&member.t, query.done.as_deref(), &DONE, None);
    let notice = member.said(said);
    let family = match member.hospital.family(&member.actor).await {
        Ok(family) => family,
        Err(failure) => return member.cannot(&failure),
    };
    let t = &member.t;
    let own = family.own;
    let known = |one: &Relative, pair: (PersonId, PersonId)| known(t, one, pair);
    let screen = FamilyScreen {
        t,
        shell: &member.shell,
        nonce: &member.nonce,
        notice,
        asking: family.asking.iter().map(|one| asking(t, one)).collect(),
        acts_for: family.acts_for.iter().map(|one| known(one, (own, one.person))).collect(),
        relatives: family.relatives.iter().map(|one| known(one, (one.person, own))).collect(),
        asked: family.asked.iter().map(|one| asked(t, one)).collect(),
    };
    html(&screen, StatusCode::OK)
}

fn asking(t: &Localizer, one: &Asking) -> Open {
    let named = |id| t.say(&Message::new(id).with("name", one.name.as_str()));
    Open {
        id: one.id.clone(),
        head: named("family-asks"),
        line: t.say(&Message::new("family-until").with("at", t.day_and_clock(one.until))),
        labels: [named("family-accept"), named("family-decline")],
    }
}

fn asked(t: &Localizer, one: &Asked) -> Open {
    let named = |id| t.say(&Message::new(id).with("name", one.name.as_str()));
    Open {
        id: one.id.clone(),
        head: format!("{} {}", one.name, one.phone),
        line: t.say(&Message::new("family-waits").with("at", t.day_and_clock(one.until))),
        labels: [named("family-take-back"), String::new()],
    }
}

fn known(t: &Localizer, one: &Relative, (relative, person): (PersonId, PersonId)) -> Known {
    let label = t.say(&Message::new("family-end").with("name", one.name.full.as_str()));
    let end = one.is_named.then(|| (relative.to_string(), person.to_string(), label));
    Known { id: one.person.to_string(), words: one.name.full.clone(), end }
}

/// The answer is the same whether there is such a person or not.
pub(super) async fn ask(member: Member, post: Post<AskForm>) -> Response {
    let AskForm { name, phone } = post.form;
    let locale = member.t.locale().tag();
    let outcome = member.hospital.ask_family(&member.actor, &name, &phone, locale).await;
    answered(&member, outcome, "family-done-asked")
}

pub(super) async fn accept(member: Member, Path(id): Path<String>, _post: Post<Nothing>) -> Response {
    let outcome = member.hospital.accept_family(&member.actor, &id).await;
    answered(&member, outcome, "family-done-accepted")
}

pub(super) async fn decline(member: Member, Path(id): Path<String>, _post: Post<Nothing>) -> Response {
    let outcome = member.hospital.decline_family(&member.actor, &id).await;
    answered(&member, outcome, "family-done-declined")
}

pub(super) async fn take_back(member: Member, Path(id): Path<String>, _post: Post<Nothing>) -> Response {
    let outcome = member.hospital.take_back_family(&member.actor, &id).await;
    answered(&member, outcome, "family-done-ended")
}

pub(super) async fn end(member: Member, post: Post<EndForm>) -> Response {
    if let Err(failure) = member.may(Action::RemoveRelative) {
        return member.cannot(&failure);
    }
    let (Some(relative), Some(person)) = (post.form.relative, post.form.person) else {
        return member.cannot(&Refusal::new("field-choose").field("relative").into());
    };
    let outcome = member.execute(&post.key, usecase::RemoveRelative { relative, person }.into()).await;
    answered(&member, outcome.map(drop), "family-done-ended")
}

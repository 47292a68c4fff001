//! Links family members: who may act for whom.

use super::{
    opened,
    place::{Place, Purpose},
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{act, parts::Notice, words},
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Action, Failure, Request, view::DeskPerson};
use model::{
    id::PersonId,
    message::{Message, Refusal},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "desk/family.html")]
pub(super) struct FamilyScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) id: String,
    pub(super) other: String,
    pub(super) people: Vec<(String, String)>,
    /// The labels of the buttons; empty if it is so already.
    pub(super) acts: String,
    pub(super) acted: String,
    /// What is so already: in words, whether the other person acts, and the label of what ends it; empty where a birth
    /// and no naming is why.
    pub(super) known: Vec<(String, bool, String)>,
    pub(super) back: String,
}

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FamilyForm {
    #[serde(default)]
    other: Option<PersonId>,
    /// The other person may act for this one; else this one for the other.
    #[serde(default)]
    acts: bool,
    /// It ends.
    #[serde(default)]
    end: bool,
}

async fn both(staff: &Member, person: PersonId, other: PersonId) -> Result<(DeskPerson, DeskPerson), Failure> {
    staff.hospital.may_ever(&staff.actor, Action::AddRelative)?;
    let person = staff.hospital.desk_person(&staff.actor, person).await?;
    Ok((person, staff.hospital.desk_person(&staff.actor, other).await?))
}

/// The page.
pub(super) async fn show(mut staff: Member, Path((person, other)): Path<(PersonId, PersonId)>) -> Response {
    let notice = staff.said(None);
    let (person, other) = match both(&staff, person, other).await {
        Ok(both) => both,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let names = (words::full_name(t, &person.patient), words::full_name(t, &other.patient));
    let say =
        |id: &'static str, actor: &str, whom: &str| t.say(&Message::new(id).with("actor", actor).with("whom", whom));
    let id = other.patient.person;
    let acts = person.relatives.iter().any(|card| card.person == id);
    let acted = person.acts_for.iter().any(|card| card.person == id);
    let who = |page: &DeskPerson| {
        let shown = opened::numbers(t, &page.patient.credentials, page.patient.phone.as_ref()).join(" · ");
        (format!("{} {}", words::full_name(t, &page.patient), words::person(t, &page.patient)), shown)
    };
    let own = person.patient.person;
    let known = |other_acts: bool| {
        let (actor, whom) = if other_acts { (&names.1, &names.0) } else { (&names.0, &names.1) };
        let pair = if other_acts { (id, own) } else { (own, id) };
        let end =
            if staff.hospital.is_named(pair.0, pair.1) { say("desk-family-end", actor, whom) } else { String::new() };
        (say("desk-family-known", actor, whom), other_acts, end)
    };
    let known = [acts.then(|| known(true)), acted.then(|| known(false))].into_iter().flatten().collect();
    let screen = FamilyScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        id: person.patient.person.to_string(),
        other: id.to_string(),
        people: vec![who(&person), who(&other)],
        acts: if acts { String::new() } else { say("desk-family-do", &names.1, &names.0) },
        acted: if acted { String::new() } else { say("desk-family-do", &names.0, &names.1) },
        known,
        back: Place::default().opening(person.patient.person, None).href(),
    };
    act::answer(&screen)
}

pub(super) async fn link(staff: Member, Path(person): Path<PersonId>, post: Post<FamilyForm>) -> Response {
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::AddRelative) {
        return staff.cannot(&failure);
    }
    let Some(other) = post.form.other else {
        return staff.cannot(&Refusal::new("field-choose").field("relative").into());
    };
    let (relative, whom) = if post.form.acts { (other, person) } else { (person, other) };
    let (request, done) = if post.form.end {
        (Request::from(usecase::RemoveRelative { relative, person: whom }), "desk-done-family-end")
    } else {
        (Request::from(usecase::AddRelative { relative, person: whom }), "desk-done-family")
    };
    match staff.execute(&post.key, request).await {
        Ok(_) => act::see(&Place::default().opening(person, None).after(done).href()),
        Err(failure) => act::refused(&staff.t, &Purpose::Family.page(person, other), &failure).into_response(),
    }
}

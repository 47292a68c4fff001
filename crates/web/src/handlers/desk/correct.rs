//! Corrects what is known about a person: name, birth date, sex, phone, credentials. Numbers are never shown whole, so
//! a field that is left empty stays as it is.

use super::{opened, place::Place, register};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Action, Failure, PersonChanges, Request, request::TypedCredential, view::DeskPerson};
use model::{
    id::PersonId,
    message::Refusal,
    person::{CredentialKind, Sex},
};
use serde::Deserialize;
use uuid::Uuid;

/// The page.
#[derive(Template)]
#[template(path = "desk/correct.html")]
pub(super) struct CorrectScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) id: String,
    pub(super) record: String,
    pub(super) head: String,
    pub(super) name: String,
    pub(super) birth: String,
    pub(super) sexes: Vec<Choice>,
    pub(super) phone: String,
    pub(super) numbers: String,
    pub(super) kinds: Vec<Choice>,
    /// Kinds of the existing credentials.
    pub(super) known: Vec<Choice>,
    pub(super) back: String,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CorrectForm {
    #[serde(default)]
    record: Option<Uuid>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    birth: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    credential_kind: String,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    without: String,
    #[serde(default)]
    reason: String,
}

impl CorrectForm {
    fn changes(&self) -> Result<PersonChanges, Refusal> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        // A field that was cleared is not a name; one that was not sent stays as it is.
        if !self.name.is_empty() && self.name.trim().is_empty() {
            return Refusal::new("field-empty").field("name").err();
        }
        let birth = match filled(&self.birth) {
            None => None,
            Some(text) => {
                Some(text.parse().map_err(|_| Refusal::new("field-date").field("birth").with("value", text))?)
            }
        };
        let credential = match filled(&self.credential) {
            None => None,
            Some(number) => {
                let kind = words::decode(&self.credential_kind);
                let kind = kind.ok_or_else(|| Refusal::new("field-choose").field("credential-kind"))?;
                let country = (kind == CredentialKind::Passport).then(|| self.country.trim().to_owned());
                Some(TypedCredential { kind, number, country })
            }
        };
        Ok(PersonChanges {
            name: filled(&self.name),
            sex: words::decode(&self.sex),
            birth,
            phone: filled(&self.phone),
            credential,
            without: words::decode(&self.without),
        })
    }
}

/// The page.
pub(super) async fn show(mut staff: Member, Path(person): Path<PersonId>) -> Response {
    let notice = staff.said(None);
    let t = &staff.t;
    let found = match staff.hospital.may_ever(&staff.actor, Action::CorrectPerson) {
        Ok(()) => staff.hospital.desk_person(&staff.actor, person).await,
        Err(failure) => Err(failure),
    };
    let found = match found {
        Ok(found) => found,
        Err(failure) => return staff.cannot(&failure),
    };
    let card = &found.patient;
    let known: Vec<CredentialKind> = card.credentials.iter().map(|shown| shown.kind).collect();
    let screen = CorrectScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        id: card.person.to_string(),
        record: found.record.map(|record| record.to_string()).unwrap_or_default(),
        head: format!("{} {}", words::full_name(t, card), words::person(t, card)),
        name: card.name.full.clone(),
        birth: found.birth.map(|birth| birth.to_string()).unwrap_or_default(),
        sexes: words::choices(&[Sex::Female, Sex::Male, Sex::Unknown], Some(card.sex), |sex| words::sex(t, sex)),
        phone: opened::numbers(t, &[], card.phone.as_ref()).pop().unwrap_or_else(|| t.text("desk-none")),
        numbers: opened::numbers(t, &card.credentials, None).join(" · "),
        kinds: words::choices(&words::CREDENTIALS, None, |kind| words::credential(t, kind)),
        known: words::choices(&known, None, |kind| words::credential(t, kind)),
        back: Place::default().opening(card.person, None).href(),
    };
    act::answer(&screen)
}

pub(super) async fn correct(staff: Member, Path(person): Path<PersonId>, post: Post<CorrectForm>) -> Response {
    match take(&staff, person, &post).await {
        Ok(true) => act::see(&Place::default().opening(person, None).after("desk-done-corrected").href()),
        Ok(false) => {
            let page = format!("/desk/persons/{person}/correct");
            act::told(&staff.t, &page, |t| act::warned(t.text("desk-nothing-changed"), String::new())).into_response()
        }
        Err(failure) => {
            let holder = register::holder(&staff, &failure, &post.form.credential).await;
            let page = format!("/desk/persons/{person}/correct");
            act::refused_with(&staff.t, &page, &failure, |t| register::ways_to(t, holder)).into_response()
        }
    }
}

/// Is there anything to correct?
async fn take(staff: &Member, person: PersonId, post: &Post<CorrectForm>) -> Result<bool, Failure> {
    let changes = post.form.changes()?;
    let known = staff.hospital.desk_person(&staff.actor, person).await?;
    if is_known(&changes, &known) {
        return Ok(false);
    }
    let details = staff.hospital.with_changes(&staff.actor, person, post.form.record, &changes).await?;
    let reason = words::reason(&post.form.reason);
    staff
        .execute(&post.key, Request::CorrectPerson(usecase::CorrectPerson { person, details, reason, text: None }))
        .await?;
    Ok(true)
}

/// Was nothing typed but the existing values?
fn is_known(changes: &PersonChanges, known: &DeskPerson) -> bool {
    let card = &known.patient;
    changes.name.as_ref().is_none_or(|name| *name == card.name.full)
        && changes.sex.is_none_or(|sex| sex == card.sex)
        && changes.birth.is_none_or(|birth| Some(birth) == known.birth)
        && changes.phone.is_none()
        && changes.credential.is_none()
        && changes.without.is_none()
}

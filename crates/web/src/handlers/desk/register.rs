//! Registers a person who comes for the first time: by any credential, as somebody's newborn, or unidentified.

use super::place::Place;
use crate::{
    locale::{Locale, Localizer},
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Link, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{
    Action, Answer, Failure, Request,
    request::{PersonDetails, TypedCredential},
    view::SearchKind,
};
use model::{
    id::{DepartmentId, PersonId},
    journey::Identity,
    message::{Message, Refusal},
    person::{CredentialKind, Sex},
    refusal,
};
use serde::Deserialize;

/// The form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RegisterForm {
    #[serde(default)]
    pub(super) department: Option<DepartmentId>,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) credential_kind: String,
    #[serde(default)]
    pub(super) credential: String,
    #[serde(default)]
    pub(super) country: String,
    #[serde(default)]
    pub(super) birth: String,
    #[serde(default)]
    pub(super) sex: String,
    #[serde(default)]
    pub(super) phone: String,
}

impl RegisterForm {
    /// The form for a person who was looked for and is not known: digits are a credential, letters a name.
    pub(super) fn looked_for(typed: &str) -> Self {
        if typed.chars().any(|letter| letter.is_ascii_digit()) {
            Self { credential: typed.to_owned(), ..Self::default() }
        } else {
            Self { name: typed.to_owned(), ..Self::default() }
        }
    }

    /// Without a credential, the person is somebody's newborn or unidentified.
    fn details(&self, credentials: Vec<TypedCredential>) -> Result<PersonDetails, Refusal> {
        let birth = match self.birth.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Refusal::new("field-date").field("birth").with("value", text))?),
        };
        let phone = self.phone.trim();
        Ok(PersonDetails {
            name: self.name.trim().to_owned(),
            sex: words::decode(&self.sex),
            birth,
            phone: (!phone.is_empty()).then(|| phone.to_owned()),
            address: None,
            credentials,
        })
    }

    fn presented(&self) -> Result<TypedCredential, Refusal> {
        let kind =
            words::decode(&self.credential_kind).ok_or_else(|| Refusal::new("field-choose").field("credential"))?;
        let country = (kind == CredentialKind::Passport).then(|| self.country.trim().to_owned());
        Ok(TypedCredential { kind, number: self.credential.trim().to_owned(), country })
    }
}

/// The registration form, empty or with what was looked for.
pub(super) struct Register {
    pub(super) open: bool,
    pub(super) name: String,
    pub(super) credential: String,
    pub(super) country: String,
    pub(super) birth: String,
    pub(super) phone: String,
    pub(super) kinds: Vec<Choice>,
    pub(super) sexes: Vec<Choice>,
}

impl Register {
    /// From what was typed.
    pub(super) fn new(t: &Localizer, typed: Option<&RegisterForm>) -> Self {
        let kind = typed.and_then(|form| words::decode::<CredentialKind>(&form.credential_kind));
        let sex = typed.and_then(|form| words::decode::<Sex>(&form.sex));
        let mut sexes = words::choices(&[Sex::Female, Sex::Male], sex, |sex| words::sex(t, sex));
        sexes.insert(0, Choice { value: String::new(), words: t.text("desk-sex-by-card"), chosen: sex.is_none() });
        let text = |pick: fn(&RegisterForm) -> &String| typed.map(pick).cloned().unwrap_or_default();
        Self {
            open: typed.is_some(),
            name: text(|form| &form.name),
            credential: text(|form| &form.credential),
            country: text(|form| &form.country),
            birth: text(|form| &form.birth),
            phone: text(|form| &form.phone),
            kinds: words::choices(&words::CREDENTIALS, kind, |kind| words::credential(t, kind)),
            sexes,
        }
    }
}

async fn send(staff: &Member, key: &str, identity: Identity, person: PersonDetails) -> Result<PersonId, Failure> {
    match staff.execute(key, Request::RegisterPerson(usecase::RegisterPerson { identity, person })).await? {
        Answer::PersonRegistered { person } => Ok(person),
        _ => Err(Failure::Broken),
    }
}

pub(super) async fn register(staff: Member, post: Post<RegisterForm>) -> Response {
    let place = Place::of(post.form.department);
    let presented = post.form.presented();
    let kind = presented.as_ref().ok().map(|presented| presented.kind);
    let outcome = match presented.and_then(|presented| post.form.details(vec![presented])) {
        Ok(person) => send(&staff, &post.key, Identity::Known, person).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(person) => act::see(&place.opening(person, kind).after("desk-done-registered").href()),
        Err(failure) => {
            let holder = holder(&staff, &failure, &post.form.credential).await;
            act::refused_with(&staff.t, &place.href(), &failure, |t| ways_to(t, holder)).into_response()
        }
    }
}

/// The owner of a credential that was refused as somebody else's, if the reader may open them.
pub(super) async fn holder(staff: &Member, failure: &Failure, number: &str) -> Option<PersonId> {
    let Failure::Refused(refusal) = failure else { return None };
    if refusal.code != refusal::CREDENTIAL_TAKEN {
        return None;
    }
    let page = staff.hospital.read(&staff.actor, read::Search { text: number.into() }).await.ok()?;
    match page.hits.as_slice() {
        [hit] if page.kind == SearchKind::Credential => Some(hit.patient.person),
        _ => None,
    }
}

/// Leads to its owner.
pub(super) fn ways_to(t: &Localizer, holder: Option<PersonId>) -> Vec<Link> {
    let link = |person| Link {
        href: Place::default().opening(person, None).href(),
        words: t.text("desk-see-holder"),
        current: false,
    };
    holder.map(link).into_iter().collect()
}

/// The page for somebody without a credential.
#[derive(Template)]
#[template(path = "desk/register.html")]
pub(super) struct RegisterScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) head: String,
    pub(super) hint: String,
    pub(super) action: String,
    pub(super) name: String,
    /// For a newborn the birth date is asked for.
    pub(super) birth: Option<String>,
    pub(super) sexes: Vec<Choice>,
    pub(super) button: String,
    pub(super) back: String,
}

pub(super) async fn ask_newborn(mut staff: Member, Path(mother): Path<PersonId>) -> Response {
    let notice = staff.said(None);
    let t = &staff.t;
    let found = match staff.hospital.may_ever(&staff.actor, Action::RegisterPerson) {
        Ok(()) => staff.hospital.read(&staff.actor, read::Person { person: mother }).await,
        Err(failure) => Err(failure),
    };
    let card = match found {
        Ok(card) => card,
        Err(failure) => return staff.cannot(&failure),
    };
    let name = words::full_name(t, &card);
    let today = t.zone().date(staff.hospital.now()).to_string();
    let screen = RegisterScreen {
        notice,
        head: t.say(&Message::new("desk-newborn-title").with("name", name.clone())),
        hint: t.text("desk-newborn-hint"),
        action: format!("/desk/persons/{}/newborn", card.person),
        name: child_of(&name, Sex::Unknown),
        birth: Some(today),
        back: Place::default().opening(card.person, None).href(),
        ..without_credential(&staff)
    };
    act::answer(&screen)
}

/// What the pages for people without a credential have in common.
fn without_credential(staff: &Member) -> RegisterScreen<'_> {
    let t = &staff.t;
    let sex = Some(Sex::Unknown);
    RegisterScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice: None,
        head: String::new(),
        hint: String::new(),
        action: String::new(),
        name: String::new(),
        birth: None,
        sexes: words::choices(&[Sex::Unknown, Sex::Female, Sex::Male], sex, |sex| words::sex(t, sex)),
        button: t.text("desk-register-do"),
        back: Place::default().href(),
    }
}

/// The name of a newborn until it has one, as in hospitals' forms: it is stored, so it does not depend on the clerk's
/// language.
fn child_of(mother: &str, sex: Sex) -> String {
    let child = match sex {
        Sex::Male => "子",
        Sex::Female => "女",
        Sex::Unknown => "婴",
    };
    format!("{mother}之{child}")
}

pub(super) async fn newborn(staff: Member, Path(mother): Path<PersonId>, post: Post<RegisterForm>) -> Response {
    let card = match staff.hospital.read(&staff.actor, read::Person { person: mother }).await {
        Ok(card) => card,
        Err(failure) => return staff.cannot(&failure),
    };
    let named = |mut person: PersonDetails| {
        let mother = words::full_name(&staff.t, &card);
        // The name that the form proposed before the sex was known.
        if let Some(sex) = person.sex.filter(|_| person.name == child_of(&mother, Sex::Unknown)) {
            person.name = child_of(&mother, sex);
        }
        person
    };
    let outcome = match post.form.details(Vec::new()).map(named) {
        Ok(person) => send(&staff, &post.key, Identity::Newborn { mother }, person).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(person) => act::see(&Place::default().opening(person, None).after("desk-done-newborn").href()),
        Err(failure) => {
            let page = format!("/desk/persons/{mother}/newborn");
            act::refused(&staff.t, &page, &failure).into_response()
        }
    }
}

pub(super) async fn ask_unidentified(mut staff: Member) -> Response {
    let notice = staff.said(None);
    let t = &staff.t;
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::RegisterPerson) {
        return staff.cannot(&failure);
    }
    // No name is asked for: the time tells two patients apart. It is stored, so it does not depend on the clerk's
    // language.
    let neutral = t.speaking(Locale::Chinese);
    let now = staff.hospital.now();
    let name = format!("身份不明 {} {}", neutral.full_date(t.zone().date(now)), neutral.clock(now));
    let screen = RegisterScreen {
        notice,
        head: t.text("desk-unidentified"),
        hint: t.text("desk-unidentified-hint"),
        action: "/desk/unidentified".to_owned(),
        name,
        ..without_credential(&staff)
    };
    act::answer(&screen)
}

pub(super) async fn unidentified(staff: Member, post: Post<RegisterForm>) -> Response {
    let outcome = match post.form.details(Vec::new()) {
        Ok(person) => send(&staff, &post.key, Identity::Unidentified, person).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(person) => act::see(&Place::default().opening(person, None).after("desk-done-unidentified").href()),
        Err(failure) => act::refused(&staff.t, "/desk/unidentified", &failure).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_is_not_typed_again() {
        assert_eq!(RegisterForm::looked_for("林听雨").name, "林听雨");
        assert_eq!(RegisterForm::looked_for("11010519491231002X").credential, "11010519491231002X");
    }
}

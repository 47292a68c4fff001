//! Registers a person who comes for the first time: by any credential, as somebody's newborn, or unidentified.

use super::place::Place;
use crate::{
    locale::{Locale, Localizer},
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Link, Notice},
        registering::RegisterForm,
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
use hospital::{Action, Answer, Failure, Request, request::PersonDetails, view::SearchKind};
use model::{id::PersonId, journey::Identity, message::Message, person::Sex, refusal};

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

//! Makes a login for a patient, who types the password.

use super::place::Place;
use crate::{
    locale::Localizer,
    origin::From,
    session::{Member, Post},
    ui::page::Shell,
    ui::{act, parts::Notice, words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{
    Failure,
    accounts::{NewAccount, length_min},
    view::DeskPerson,
};
use model::{actor::Role, id::PersonId, message::Message};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "desk/login.html")]
pub(super) struct LoginScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) notice: Option<Notice>,
    pub(super) nonce: &'a str,
    pub(super) id: String,
    pub(super) head: String,
    /// Which logins exist, in a sentence; empty if there is none.
    pub(super) known: String,
    pub(super) hint: String,
    pub(super) length_min: usize,
    pub(super) back: String,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LoginForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LoginQuery {
    #[serde(default)]
    done: Option<String>,
}

async fn known(staff: &Member, person: PersonId) -> Result<(DeskPerson, Vec<String>), Failure> {
    let names = staff.hospital.accounts().of_person(&staff.actor, person).await?;
    Ok((staff.hospital.desk_person(&staff.actor, person).await?, names))
}

/// The page.
pub(super) async fn show(mut staff: Member, Path(person): Path<PersonId>, Query(query): Query<LoginQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &["desk-done-login"], None);
    let notice = staff.said(done);
    let (found, names) = match known(&staff, person).await {
        Ok(found) => found,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let card = &found.patient;
    let min = length_min(Role::Patient);
    let screen = LoginScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        id: card.person.to_string(),
        head: format!("{} {}", words::full_name(t, card), words::person(t, card)),
        known: if names.is_empty() {
            String::new()
        } else {
            t.say(&Message::new("desk-login-known").with("names", names.join(&t.text("desk-and"))))
        },
        hint: t.say(&Message::new("desk-login-hint").with("min", min as i64)),
        length_min: min,
        back: Place::default().opening(card.person, None).href(),
    };
    act::answer(&screen)
}

pub(super) async fn make(
    staff: Member,
    From(origin): From,
    Path(person): Path<PersonId>,
    post: Post<LoginForm>,
) -> Response {
    let login = post.form.name.trim().to_lowercase();
    let account = NewAccount {
        login,
        password: post.form.password.clone(),
        role: Role::Patient,
        person: Some(person),
        clinician: None,
        department: None,
        ward: None,
        clinic: None,
    };
    match staff.hospital.accounts().create(&staff.actor, account, &origin).await {
        Ok(_) => act::see(&format!("/desk/persons/{person}/login?done=desk-done-login")),
        Err(failure) => act::refused(&staff.t, &format!("/desk/persons/{person}/login"), &failure).into_response(),
    }
}

//! Changing one's own password. Whoever is logged in elsewhere with the same login is logged out.

use crate::{
    locale::Localizer,
    origin::From,
    session::{Member, Post, SESSION, own},
    ui::page::Shell,
    ui::{act, parts::Notice},
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use hospital::accounts::length_min;
use model::message::{Message, Refusal};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "login/password.html")]
struct PasswordScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    min: usize,
    hint: String,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PasswordQuery {
    #[serde(default)]
    done: Option<String>,
}

/// The current password, and the new one twice.
#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// The page.
pub(crate) async fn show(mut member: Member, Query(query): Query<PasswordQuery>) -> Response {
    let done = act::done(&member.t, query.done.as_deref(), &["login-password-changed"], None);
    let notice = member.said(done);
    let (t, min) = (&member.t, length_min(member.actor.role));
    let hint = t.say(&Message::new("login-password-hint").with("min", min as i64));
    act::answer(&PasswordScreen { t, shell: &member.shell, notice, min, hint })
}

/// Changes the password.
pub(crate) async fn change(member: Member, From(origin): From, jar: CookieJar, post: Post<PasswordForm>) -> Response {
    let PasswordForm { current, password, again } = post.form;
    let token =
        jar.get(&own(SESSION, member.hospital.id())).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let outcome = if password == again {
        member.hospital.accounts().change_password(&token, &current, &password, &origin).await
    } else {
        Err(Refusal::new("password-again").field("again").into())
    };
    match outcome {
        Ok(()) => act::see("/password?done=login-password-changed"),
        Err(failure) => act::refused(&member.t, "/password", &failure).into_response(),
    }
}

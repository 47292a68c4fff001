//! Logging in and out.

use crate::{
    handlers::staff::act::see,
    locale::Localizer,
    origin::From,
    page::Shell,
    problem::{html, says, status},
    session::{Member, Post, Reader, SESSION, cookie, home_of, own_path},
};
use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use hospital::Failure;
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "login/show.html")]
struct LoginScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    next: String,
    name: String,
    refusal: Option<(String, String)>,
    demo: Vec<DemoLogin>,
}

struct DemoLogin {
    role: String,
    name: String,
    password: String,
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NextQuery {
    #[serde(default)]
    next: String,
}

/// Name and password.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn show(reader: Reader, Query(query): Query<NextQuery>) -> Response {
    match &reader.account {
        Some(account) => see(home_of(account.actor.role)),
        None => page(&reader, query.next, String::new(), None),
    }
}

fn page(reader: &Reader, next: String, name: String, failure: Option<&Failure>) -> Response {
    let t = &reader.t;
    let demo = reader.state.demo.as_ref().map(|demo| demo.logins()).unwrap_or_default();
    let screen = LoginScreen {
        t,
        shell: &reader.shell,
        next,
        name,
        refusal: failure.map(|failure| says(t, failure)),
        demo: demo.into_iter().map(|(role, name, password)| DemoLogin { role: t.say(&role), name, password }).collect(),
    };
    html(&screen, failure.map_or(StatusCode::OK, status))
}

/// Who is not logged in has no secret yet: the origin is checked instead, for all unsafe requests. Whoever logs in gets a
/// new token, and the one from before ends.
pub(crate) async fn log_in(
    reader: Reader,
    From(origin): From,
    jar: CookieJar,
    Form(form): Form<LoginForm>,
) -> Response {
    match reader.state.hospital.accounts().login(&form.name, &form.password, &origin).await {
        Ok(entered) => {
            if let Some(before) = jar.get(SESSION)
                && let Err(failure) = reader.state.hospital.accounts().logout(before.value()).await
            {
                tracing::warn!(?failure, "the session from before was not ended");
            }
            let to = see(own_path(&form.next, home_of(entered.account.actor.role)));
            (jar.add(cookie(SESSION, entered.token, reader.secure)), to).into_response()
        }
        Err(failure) => page(&reader, form.next, form.name, Some(&failure)),
    }
}

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

pub(crate) async fn log_out(member: Member, jar: CookieJar, _post: Post<Nothing>) -> Response {
    if let Some(token) = jar.get(SESSION)
        && let Err(failure) = member.hospital.accounts().logout(token.value()).await
    {
        return member.cannot(&failure);
    }
    let mut gone = cookie(SESSION, String::new(), false);
    gone.make_removal();
    (jar.add(gone), see("/login")).into_response()
}

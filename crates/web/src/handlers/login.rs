//! Logging in and out.

use crate::{
    locale::Localizer,
    origin::From,
    problem::{self, html},
    session::{Member, Post, Reader, SESSION, cookie, encoded, home_of, own, own_path},
    ui::act::{self, see},
    ui::kept::Told,
    ui::page::Shell,
};
use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use hospital::{Failure, accounts::Opened};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Template)]
#[template(path = "login/show.html")]
struct LoginScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    next: String,
    name: String,
    refusal: Option<(String, String)>,
    /// Where one logs in by a code to one's phone; `None`: codes cannot be sent.
    by_code: Option<String>,
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
    pub(super) next: String,
}

/// Name and password.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The answer to a log-in: in a sealed cookie, because there is no login yet for which it could be kept.
#[derive(Deserialize, Serialize)]
struct Refused {
    name: String,
    told: Told,
}

/// Its cookie, and the purpose for which it is sealed.
const REFUSED: &str = "login";

pub(crate) async fn show(reader: Reader, jar: CookieJar, Query(query): Query<NextQuery>) -> Response {
    if let Some(account) = &reader.account {
        return see(home_of(account.actor.role));
    }
    let t = &reader.t;
    let accounts = reader.state.hospital.accounts();
    let refusal = jar.get(&own(REFUSED, reader.state.hospital.id()));
    let opened = refusal.and_then(|cookie| accounts.open_from_browser(REFUSED, cookie.value()));
    let refused: Option<Refused> = opened.and_then(|text| serde_json::from_str(&text).ok());
    let (name, refusal) = match refused {
        Some(Refused { name, told }) => {
            let said = told.notice(t.locale());
            (name, Some((said.head, said.body)))
        }
        None => (String::new(), None),
    };
    let demo = reader.state.demo.as_ref().map(|demo| demo.logins()).unwrap_or_default();
    let screen = LoginScreen {
        t,
        shell: &reader.shell,
        by_code: accounts.offers_codes().then(|| with_next("/login/code", &query.next)),
        next: query.next,
        name,
        refusal,
        demo: demo.into_iter().map(|(role, name, password)| DemoLogin { role: t.say(&role), name, password }).collect(),
    };
    html(&screen, StatusCode::OK)
}

/// A stranger has no secret yet: the origin is checked instead, as for all unsafe requests. Whoever logs in gets a new
/// token, and the earlier one ends.
pub(crate) async fn log_in(
    reader: Reader,
    From(origin): From,
    jar: CookieJar,
    Form(form): Form<LoginForm>,
) -> Response {
    match reader.state.hospital.accounts().login(&form.name, &form.password, &origin).await {
        Ok(opened) => entered(&reader, jar, opened, &form.next, REFUSED).await,
        Err(failure) => refused(&reader, jar, &form, &failure),
    }
}

/// Whoever came in gets the new session's cookie; the session from before ends, and so does the cookie `used`.
pub(super) async fn entered(reader: &Reader, jar: CookieJar, opened: Opened, next: &str, used: &str) -> Response {
    let [session, used] = [SESSION, used].map(|name| own(name, reader.state.hospital.id()));
    if let Some(before) = jar.get(&session)
        && let Err(failure) = reader.state.hospital.accounts().logout(before.value()).await
    {
        tracing::warn!(%failure, "the session from before was not ended");
    }
    let to = see(own_path(next, home_of(opened.account.actor.role)));
    let jar = if jar.get(&used).is_some() { jar.add(gone(used)) } else { jar };
    (jar.add(cookie(session, opened.token, reader.secure)), to).into_response()
}

/// A page of the log-in that remembers where to go afterwards.
pub(super) fn with_next(page: &str, next: &str) -> String {
    let next = own_path(next, "");
    if next.is_empty() { page.to_owned() } else { format!("{page}?next={}", encoded(next)) }
}

/// Leads back to the page, which says why, with the name as it was typed.
fn refused(reader: &Reader, jar: CookieJar, form: &LoginForm, failure: &Failure) -> Response {
    let told = Told::new(reader.t.zone(), |t| act::failed(t, failure));
    let refused = Refused { name: form.name.chars().take(NAME_MAX).collect(), told };
    let text = serde_json::to_string(&refused).unwrap_or_default();
    let sealed = match reader.state.hospital.accounts().seal_for_browser(REFUSED, &text) {
        Ok(sealed) => sealed,
        Err(failure) => return problem::page(&reader.t, &reader.shell, &failure, None),
    };
    let refused = own(REFUSED, reader.state.hospital.id());
    (jar.add(cookie(refused, sealed, reader.secure)), see(&with_next("/login", &form.next))).into_response()
}

fn gone(name: String) -> Cookie<'static> {
    let mut gone = cookie(name, String::new(), false);
    gone.make_removal();
    gone
}

/// The most characters of a name that are shown again.
const NAME_MAX: usize = 64;

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

pub(crate) async fn log_out(member: Member, jar: CookieJar, _post: Post<Nothing>) -> Response {
    let session = own(SESSION, member.hospital.id());
    if let Some(token) = jar.get(&session)
        && let Err(failure) = member.hospital.accounts().logout(token.value()).await
    {
        return member.cannot(&failure);
    }
    (jar.add(gone(session)), see("/login")).into_response()
}

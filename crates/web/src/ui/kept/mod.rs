//! Post, redirect, get: the address of a form never shows a page.
//!
//! A step answers with [`Said`] (through `ui::act`): which page comes next, what is to be said there, what was looked
//! for. [`layer`], around every page, keeps that with what was typed, sealed, for a quarter of an hour and for this
//! login only, and sends the browser to that page with a meaningless id (`?said=…`). Opened with the id, also by a
//! refresh, the page shows it ([`Shell::said`](crate::ui::page::Shell)), and every form is as it was sent (`fill`): no
//! page has code of its own for that.
//!
//! A form that arrives after its session has ended is kept in the same way for the owner of that session: after the
//! log-in its page shows it as it was sent, and it is sent when somebody presses its button again.
//!
//! If a handler answers with a problem's page (not this reader's, not there), that is shown in the same way on the page
//! of the form, so that a new step cannot forget it.

mod fill;

use crate::{
    locale::{Locale, Localizer},
    problem,
    session::{self, Reader, home_of, nonce, own_path},
    state::AppState,
    ui::parts::{Link, Notice},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hospital::Failure;
use model::{id::UserId, time::Zone};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// The query parameter that names what is kept.
pub(crate) const SAID: &str = "said";

/// Fields that are never kept: those that every form of a session carries, whatever is typed hidden, and the number of a
/// document that somebody else's patient shows.
pub(crate) const SECRET: [&str; 5] = ["csrf", "password", "current", "again", "document"];

/// The largest page in which a form is filled in, bytes.
const PAGE_MAX: usize = 4 * 1024 * 1024;

/// A notice in both languages: the reader may change the language before the page is opened again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told([Words; 2]);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Words {
    tone: String,
    head: String,
    body: String,
    ways: Vec<(String, String)>,
}

impl Told {
    /// What `says` returns in each language.
    pub(crate) fn new(zone: Zone, says: impl Fn(&Localizer) -> Notice) -> Self {
        Self(Locale::ALL.map(|locale| {
            let Notice { tone, head, body, ways } = says(&Localizer::new(locale, zone));
            let ways = ways.into_iter().map(|way| (way.href, way.words)).collect();
            Words { tone: tone.to_owned(), head, body, ways }
        }))
    }

    /// The notice in a language.
    pub(crate) fn notice(&self, locale: Locale) -> Notice {
        let [chinese, english] = &self.0;
        let words = if locale == Locale::Chinese { chinese } else { english };
        let tone = ["ok", "warn"].into_iter().find(|tone| *tone == words.tone).unwrap_or("bad");
        let way = |(href, words): &(String, String)| Link { href: href.clone(), words: words.clone(), current: false };
        Notice { tone, head: words.head.clone(), body: words.body.clone(), ways: words.ways.iter().map(way).collect() }
    }
}

/// The answer of a step: the page that comes next, and what it must know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    page: String,
    told: Option<Told>,
    /// The field at fault.
    field: Option<&'static str>,
    /// The form is shown there again as it was sent.
    typed: bool,
    /// The step may have been done, or may still be done by itself: sent again, it keeps its key.
    same_key: bool,
    finding: Option<String>,
}

impl Said {
    /// Says something on a page.
    pub(crate) fn at(page: &str, told: Told) -> Self {
        Self { page: page.to_owned(), told: Some(told), ..Self::default() }
    }

    /// Says something on the page of the form.
    pub(crate) fn here(told: Told) -> Self {
        Self { told: Some(told), ..Self::default() }
    }

    /// Shows a page with its form as it was sent, and says nothing.
    pub(crate) fn again(page: &str) -> Self {
        Self { page: page.to_owned(), typed: true, ..Self::default() }
    }

    /// Something was not done: the page shows the form again.
    pub(crate) fn refused(page: &str, told: Told, failure: &Failure) -> Self {
        let (field, same_key) = match failure {
            Failure::Refused(refusal) => (refusal.field, false),
            Failure::Denied | Failure::NotFound | Failure::Conflict | Failure::TooOften { .. } => (None, false),
            Failure::Busy { .. } | Failure::OutcomeUnknown | Failure::Full | Failure::Stopped(_) | Failure::Broken => {
                (None, true)
            }
        };
        Self { field, same_key, typed: true, ..Self::at(page, told) }
    }

    /// The page shows the form again as it was sent.
    #[must_use]
    pub(crate) fn with_typed(self) -> Self {
        Self { typed: true, ..self }
    }

    /// What was looked for: the page looks it up anew each time.
    #[must_use]
    pub(crate) fn finding(self, text: &str) -> Self {
        Self { finding: Some(text.to_owned()), typed: false, ..self }
    }
}

impl IntoResponse for Said {
    /// [`layer`] keeps it and completes the address.
    fn into_response(self) -> Response {
        let page = self.page.clone();
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What is kept of a form and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Where the form was sent to.
    pub(crate) action: String,
    /// Its fields, without secrets.
    pub(crate) fields: Vec<(String, String)>,
    /// The page shows it again as it was sent.
    typed: bool,
    same_key: bool,
    field: Option<String>,
    told: Option<Told>,
    /// What was looked for.
    pub(crate) finding: Option<String>,
}

impl Kept {
    /// What is to be said.
    pub(crate) fn notice(&self, locale: Locale) -> Option<Notice> {
        self.told.as_ref().map(|told| told.notice(locale))
    }
}

/// The fields of a form that its session's own page sent: set where the form is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent(Arc<OnceLock<Vec<(String, String)>>>);

impl Sent {
    /// Notes the fields, without secrets.
    pub(crate) fn note(&self, fields: Vec<(String, String)>) {
        let kept = fields.into_iter().filter(|(name, _)| !SECRET.contains(&name.as_str())).collect();
        // A request has one body.
        let _ = self.0.set(kept);
    }
}

/// Around every page: keeps the answer to a form, and shows what is kept.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match *request.method() {
        Method::POST => answered(&state, request, next).await,
        Method::GET => match parameter(request.uri().query().unwrap_or_default(), SAID) {
            Some(id) => shown(&state, request, next, &id).await,
            None => next.run(request).await,
        },
        _ => next.run(request).await,
    }
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// An address without the id of what is kept for it.
fn plain(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let left = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !name.is_empty() && name != SAID && name != "done"
    });
    let query: Vec<&str> = left.collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// The page of ours from which a form was sent, as its browser says.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let at = rest.find('/')?;
    let (host, address) = rest.split_at(at);
    let own = text(header::HOST).is_none_or(|own| own == host);
    let address = address.split('#').next().unwrap_or_default();
    (own && own_path(address, "") == address && !address.is_empty()).then(|| address.to_owned())
}

/// An address with the id of what is kept for it.
fn with_id(page: &str, id: &str) -> String {
    let (address, place) = page.split_once('#').map_or((page, None), |(address, place)| (address, Some(place)));
    let sign = if address.contains('?') { '&' } else { '?' };
    let place = place.map(|place| format!("#{place}")).unwrap_or_default();
    format!("{address}{sign}{SAID}={id}{place}")
}

async fn answered(state: &AppState, mut request: Request, next: Next) -> Response {
    let account = match session::account_of(request.headers(), state).await {
        Ok(Some(account)) => account,
        Ok(None) if !OPEN.contains(&request.uri().path()) => return interrupted(state, request, next).await,
        Ok(None) | Err(_) => return next.run(request).await,
    };
    let sent = Sent::default();
    request.extensions_mut().insert(sent.clone());
    let (mut parts, body) = request.into_parts();
    let mut response = next.run(Request::from_parts(parts.clone(), body)).await;
    let Some(fields) = sent.0.get() else { return response };
    let from = came_from(&parts.headers);
    let said = response.extensions_mut().remove::<Said>();
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let said = match said {
        Some(said) => said,
        None if failed => {
            let told = response.extensions_mut().remove::<Told>().unwrap_or_else(|| {
                let id = if response.status().is_server_error() { "problem-broken" } else { "problem-form" };
                Told::new(state.hospital.zone(), |t| problem::notice(t, id))
            });
            let same_key = response.status().is_server_error();
            Said { typed: true, same_key, ..Said::here(told) }
        }
        None => return response,
    };
    let page = match said.page.as_str() {
        "" => from.as_deref().map_or_else(|| home_of(account.actor.role).to_owned(), plain),
        page => page.to_owned(),
    };
    let kept = Kept {
        action: parts.uri.path().to_owned(),
        fields: fields.clone(),
        typed: said.typed,
        same_key: said.same_key,
        field: said.field.map(ToOwned::to_owned),
        told: said.told,
        finding: match said.finding {
            Some(finding) => Some(finding),
            None => found_before(state, account.user, from.as_deref(), &page).await,
        },
    };
    match keep(state, account.user, kept) {
        Ok(id) => (StatusCode::SEE_OTHER, [(header::LOCATION, with_id(&page, &id))]).into_response(),
        Err(failure) => {
            let (reader, _) = Reader::look(&mut parts, state).await;
            problem::page(&reader.t, &reader.shell, &failure, None)
        }
    }
}

/// Forms that need no session.
const OPEN: [&str; 8] = [
    "/login",
    "/login/code",
    "/login/code/check",
    "/login/code/who",
    "/login/code/register",
    "/preferences",
    "/demo/step",
    "/kiosk",
];

/// The answer to a form whose session has ended: its page shows it again and nothing was done.
pub(crate) fn session_ended(zone: Zone) -> Said {
    let told = Told::new(zone, |t| Notice { tone: "warn", ..problem::notice(t, "kept-session-ended") });
    Said::here(told).with_typed()
}

/// A form without a session: kept for the owner of the session in which it was filled in, and shown only to that login.
async fn interrupted(state: &AppState, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let from = came_from(&parts.headers);
    let page = from.as_deref().map_or_else(|| "/".to_owned(), plain);
    let to_login = |page: &str| {
        let login = format!("/login?next={}", session::encoded(page));
        (StatusCode::SEE_OTHER, [(header::LOCATION, login)]).into_response()
    };
    // Somebody else's body is worth no more than a stranger's form.
    let Ok(bytes) = to_bytes(body, session::STRANGERS_MAX).await else { return to_login(&page) };
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
    let secret = fields.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str()).unwrap_or_default();
    let whose = match secret {
        "" => None,
        secret => state.hospital.accounts().ended_session(secret).await.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "whose form it was cannot be looked up");
            None
        }),
    };
    let Some(whose) = whose else {
        // The handlers lead strangers to the log-in; here with the way back to a page, not to a form.
        let answer = next.run(Request::from_parts(parts, Body::from(bytes))).await;
        let leads = answer.status() == StatusCode::SEE_OTHER;
        return if leads { to_login(&page) } else { answer };
    };
    let sent = Sent::default();
    sent.note(fields);
    let Said { told, typed, .. } = session_ended(state.hospital.zone());
    let kept = Kept {
        action: parts.uri.path().to_owned(),
        fields: sent.0.get().cloned().unwrap_or_default(),
        typed,
        told,
        finding: found_before(state, whose, from.as_deref(), &page).await,
        ..Kept::default()
    };
    match keep(state, whose, kept) {
        Ok(id) => to_login(&with_id(&page, &id)),
        Err(failure) => {
            tracing::warn!(%failure, "a form whose session has ended cannot be kept");
            to_login(&page)
        }
    }
}

/// A step on a person who was found leads back to those who were found.
async fn found_before(state: &AppState, user: UserId, from: Option<&str>, page: &str) -> Option<String> {
    let (path, query) = from?.split_once('?')?;
    if page.split('?').next() != Some(path) {
        return None;
    }
    read(state, user, &parameter(query, SAID)?).await?.finding
}

/// Keeps the answer, and returns its id. If it is too large to be kept, what was typed is lost, not the notice.
fn keep(state: &AppState, user: UserId, kept: Kept) -> Result<String, Failure> {
    let (accounts, id) = (state.hospital.accounts(), nonce());
    let text = |kept: &Kept| serde_json::to_string(kept).map_err(|_| Failure::Broken);
    match accounts.keep_form(user, &id, text(&kept)?) {
        Err(Failure::Full) => {
            let less = Kept { fields: Vec::new(), typed: false, ..kept };
            accounts.keep_form(user, &id, text(&less)?)?;
        }
        kept => kept?,
    }
    Ok(id)
}

async fn read(state: &AppState, user: UserId, id: &str) -> Option<Kept> {
    match state.hospital.accounts().kept_form(user, id).await {
        Ok(text) => serde_json::from_str(&text?).ok(),
        Err(failure) => {
            tracing::warn!(%failure, "what a form said cannot be read");
            None
        }
    }
}

/// A page with what is kept for it; without it if it is no longer kept, or is another login's.
async fn shown(state: &AppState, mut request: Request, next: Next, id: &str) -> Response {
    let kept = match session::account_of(request.headers(), state).await {
        Ok(Some(account)) => read(state, account.user, id).await,
        Ok(None) | Err(_) => None,
    };
    let Some(kept) = kept.map(Arc::new) else { return next.run(request).await };
    request.extensions_mut().insert(Arc::clone(&kept));
    let response = next.run(request).await;
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !kept.typed || !html {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, PAGE_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let filled = std::str::from_utf8(&bytes).ok().and_then(|page| fill::fill(page, &kept));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, filled.map_or_else(|| Body::from(bytes), Body::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_page_with_what_was_said() {
        assert_eq!(plain("/desk?said=1&department=2&done=x"), "/desk?department=2");
        assert_eq!(plain("/desk?said=1"), "/desk");
        assert_eq!(with_id("/desk", "7"), "/desk?said=7");
        assert_eq!(with_id("/desk?department=2#register", "7"), "/desk?department=2&said=7#register");
    }

    #[test]
    fn only_a_page_of_ours_is_where_a_form_stood() {
        let headers = |referer: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "hospital.example:8080".parse().unwrap());
            headers.insert(header::REFERER, referer.parse().unwrap());
            headers
        };
        let own = headers("https://hospital.example:8080/desk?department=2#x");
        assert_eq!(came_from(&own).as_deref(), Some("/desk?department=2"));
        for other in ["https://evil.example/desk", "about:blank", "https://hospital.example:8080//evil.example", ""] {
            assert_eq!(came_from(&headers(other)), None, "{other}");
        }
    }
}

//! Pages for what cannot be shown: each says what, why, and where to go on.

use crate::{
    api,
    locale::Localizer,
    session::{self, Reader},
    state::AppState,
    ui::kept::Told,
    ui::page::Shell,
    ui::parts::Notice,
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use hospital::{Failure, Stopped, Whose};
use model::message::Message;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    head: String,
    body: String,
    code: u16,
    /// The form for reading it all the same, with a reason.
    break_glass: Option<BreakGlassForm>,
}

/// For whose data a reader may break the glass: the name of a form's field, and its value.
struct BreakGlassForm {
    name: &'static str,
    value: String,
}

impl BreakGlassForm {
    fn new(whose: Whose) -> Option<Self> {
        let (name, value) = match whose {
            // No page shows a person alone.
            Whose::Person(_) => return None,
            Whose::Journey(journey) => ("journey", journey.to_string()),
            Whose::Admission(admission) => ("admission", admission.to_string()),
        };
        Some(Self { name, value })
    }
}

/// The HTTP status that corresponds to a failure.
pub(crate) const fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Failure::Denied => StatusCode::FORBIDDEN,
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::Conflict => StatusCode::CONFLICT,
        Failure::Busy { .. } | Failure::OutcomeUnknown | Failure::Stopped(_) => StatusCode::SERVICE_UNAVAILABLE,
        Failure::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
        Failure::Full => StatusCode::INSUFFICIENT_STORAGE,
        Failure::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Why nothing is written now.
pub(crate) const fn stopped_text(why: Stopped) -> &'static str {
    match why {
        Stopped::Clock(_) => "problem-clock-implausible",
        Stopped::Journal => "problem-journal-damaged",
    }
}

/// What went wrong, in words: a heading and where to go on.
pub(crate) fn says(t: &Localizer, failure: &Failure) -> (String, String) {
    let id = match failure {
        Failure::Refused(refusal) => {
            let obstacles: Vec<_> = refusal.obstacles.iter().map(|obstacle| t.say(&obstacle.message)).collect();
            return (t.refusal(refusal), obstacles.join(" "));
        }
        Failure::Denied => "problem-denied",
        Failure::NotFound => "problem-not-found",
        Failure::Conflict => "problem-conflict",
        Failure::Busy { .. } => "problem-busy",
        Failure::TooOften { .. } => "problem-too-often",
        Failure::OutcomeUnknown => "problem-outcome-unknown",
        Failure::Full => "problem-full",
        Failure::Stopped(why) => stopped_text(*why),
        Failure::Broken => "problem-broken",
    };
    (t.text(id), t.text(&format!("{id}-body")))
}

/// A page for a failure; with `Retry-After` if trying again helps. `break_glass`: for whose data the reader may break
/// the glass.
pub(crate) fn page(t: &Localizer, shell: &Shell, failure: &Failure, break_glass: Option<Whose>) -> Response {
    let (head, mut body) = says(t, failure);
    let denied = matches!(failure, Failure::Denied);
    if denied {
        body = match &shell.who {
            Some(who) if shell.kind != "phone" => {
                t.say(&Message::new("denied-staff").with("role", shell.role.as_str()).with("who", who.as_str()))
            }
            _ => t.text("problem-denied-patient"),
        };
    }
    let break_glass =
        break_glass.filter(|_| denied || matches!(failure, Failure::Refused(_))).and_then(BreakGlassForm::new);
    let page = ProblemPage { t, shell, head, body, code: status(failure).as_u16(), break_glass };
    let mut response = html(&page, status(failure));
    // A form with such an answer: it is said on the page that had the form.
    response.extensions_mut().insert(Told::new(t.zone(), |t| {
        let (head, body) = says(t, failure);
        Notice { tone: "bad", head, body, ways: Vec::new() }
    }));
    if let Failure::Busy { retry_after } = failure {
        let seconds = retry_after.as_secs().max(1);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page for a message id, which has a `-body` beside it.
pub(crate) fn words(t: &Localizer, shell: &Shell, status: StatusCode, id: &str) -> Response {
    let Notice { head, body, .. } = notice(t, id);
    let mut response = html(&ProblemPage { t, shell, head, body, code: status.as_u16(), break_glass: None }, status);
    response.extensions_mut().insert(Told::new(t.zone(), |t| notice(t, id)));
    response
}

/// The same as a notice on another page.
pub(crate) fn notice(t: &Localizer, id: &str) -> Notice {
    Notice { tone: "bad", head: t.text(id), body: t.text(&format!("{id}-body")), ways: Vec::new() }
}

/// Addresses of the API, whose problems are documents.
const API: &str = "/api";

/// Other addresses that programs read: their answers stay as they are.
const FOR_PROGRAMS: [&str; 4] = ["/assets/", "/live", "/healthz", "/readyz"];

/// Whatever was refused before a page could answer (an unknown address, a form that cannot be read, a body that is too
/// large, a panic) gets a page too.
pub(crate) async fn in_words(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if FOR_PROGRAMS.iter().any(|path| request.uri().path().starts_with(path)) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    let for_programs = parts.uri.path().starts_with(API);
    let kind: &[u8] = if for_programs { b"application/problem+json" } else { b"text/html" };
    let says = |found: &HeaderValue| found.as_bytes().starts_with(kind);
    if !refused || response.headers().get(header::CONTENT_TYPE).is_some_and(says) {
        return response;
    }
    let other_site = response.status() == StatusCode::FORBIDDEN && !session::same_site(&parts.headers);
    if for_programs {
        return api::refused_before(&mut parts, &state, response.status(), other_site).await;
    }
    let (reader, _) = Reader::look(&mut parts, &state).await;
    let looking = matches!(parts.method, Method::GET | Method::HEAD);
    let (status, id) = match response.status() {
        StatusCode::FORBIDDEN if other_site => (StatusCode::FORBIDDEN, "problem-other-site"),
        StatusCode::FORBIDDEN => (StatusCode::FORBIDDEN, "problem-csrf"),
        StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"),
        // If part of an address cannot be read, it names nothing.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => (response.status(), "problem-not-found"),
        _ if response.status().is_server_error() => (response.status(), "problem-broken"),
        _ if looking => (StatusCode::NOT_FOUND, "problem-not-found"),
        other => (other, "problem-form"),
    };
    words(&reader.t, &reader.shell, status, id)
}

/// A rendered page that no cache stores.
pub(crate) fn html(page: &impl Template, status: StatusCode) -> Response {
    const NO_STORE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store");
    match page.render() {
        Ok(html) => (status, [NO_STORE], Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

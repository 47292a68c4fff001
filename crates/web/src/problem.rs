//! Pages for what cannot be shown: each says what, why, and the way on.

use crate::{locale::Localizer, page::Shell, session::Reader, state::AppState};
use askama::Template;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use hospital::Failure;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    head: String,
    body: String,
    code: u16,
}

/// The status that says the same as a failure.
pub(crate) const fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Failure::Denied => StatusCode::FORBIDDEN,
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::Conflict => StatusCode::CONFLICT,
        Failure::Busy { .. } | Failure::OutcomeUnknown => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Full => StatusCode::INSUFFICIENT_STORAGE,
        Failure::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What went wrong, in words: a head and the way on.
pub(crate) fn says(t: &Localizer, failure: &Failure) -> (String, String) {
    let id = match failure {
        Failure::Refused(refusal) => return (t.refusal(refusal), String::new()),
        Failure::Denied => "problem-denied",
        Failure::NotFound => "problem-not-found",
        Failure::Conflict => "problem-conflict",
        Failure::Busy { .. } => "problem-busy",
        Failure::OutcomeUnknown => "problem-outcome-unknown",
        Failure::Full => "problem-full",
        Failure::Broken => "problem-broken",
    };
    (t.text(id), t.text(&format!("{id}-body")))
}

/// A page for a failure; with `Retry-After` where coming back helps.
pub(crate) fn page(t: &Localizer, shell: &Shell, failure: &Failure) -> Response {
    let (head, mut body) = says(t, failure);
    if matches!(failure, Failure::Denied) && shell.kind == "phone" {
        body = t.text("problem-denied-patient");
    }
    let mut response = render(t, shell, status(failure), head, body);
    if let Failure::Busy { retry_after } = failure {
        let seconds = retry_after.as_secs().max(1);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page for a message id, which has a `-body` beside it.
pub(crate) fn words(t: &Localizer, shell: &Shell, status: StatusCode, id: &str) -> Response {
    render(t, shell, status, t.text(id), t.text(&format!("{id}-body")))
}

/// Addresses that programs read: their answers stay as they are.
const FOR_PROGRAMS: [&str; 6] = ["/api", "/assets/", "/live", "/healthz", "/readyz", "/metrics"];

/// Whatever was refused before a page could say so itself (an address that is none, a form that cannot be read, a body that
/// is too large, a panic) is said by a page too.
pub(crate) async fn in_words(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if FOR_PROGRAMS.iter().any(|path| request.uri().path().starts_with(path)) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    let says = |kind: &HeaderValue| kind.as_bytes().starts_with(b"text/html");
    if !refused || response.headers().get(header::CONTENT_TYPE).is_some_and(says) {
        return response;
    }
    let Ok(reader) = Reader::from_request_parts(&mut parts, &state).await;
    let looking = matches!(parts.method, Method::GET | Method::HEAD);
    let (status, id) = match response.status() {
        StatusCode::FORBIDDEN => (StatusCode::FORBIDDEN, "problem-csrf"),
        StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"),
        // Part of an address that cannot be read names nothing.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => (response.status(), "problem-not-found"),
        _ if response.status().is_server_error() => (response.status(), "problem-broken"),
        _ if looking => (StatusCode::NOT_FOUND, "problem-not-found"),
        other => (other, "problem-form"),
    };
    words(&reader.t, &reader.shell, status, id)
}

fn render(t: &Localizer, shell: &Shell, status: StatusCode, head: String, body: String) -> Response {
    let page = ProblemPage { t, shell, head, body, code: status.as_u16() };
    html(&page, status)
}

/// A rendered page that no cache keeps.
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

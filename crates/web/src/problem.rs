//! Pages for what cannot be shown: each says what, why, and the way on.

use crate::{locale::Localizer, page::Shell};
use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
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
    let (head, body) = says(t, failure);
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

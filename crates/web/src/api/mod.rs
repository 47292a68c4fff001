//! The JSON API under `/api/v1`: the same requests and views as the pages, for other programs.
//!
//! * `command`: `POST`, one address for each [`hospital::Request`], with an `Idempotency-Key`; `routes` is their table.
//! * `account`: logging in and out, and the logins themselves.
//! * `read`: one address for each view; `GET`, except where a query would put personal data into the address.
//! * `json`, `body`: a body becomes a request, or the problem names field, value and rule.
//! * `problem`: refusals as RFC 9457 describes them, in the caller's language.
//! * `document`: the OpenAPI document at `/api/openapi.json`, made from the routes and, by `schema`, from their types.
//! * `try_it`: the page at `/api`.
//!
//! A request goes: token → key → body → right and rules (`hospital.execute` or a view) → JSON.

mod account;
mod body;
mod caller;
mod command;
mod document;
mod json;
mod problem;
mod read;
mod routes;
mod schema;
#[cfg(test)]
mod tests;
mod try_it;

use crate::state::AppState;
use axum::{
    Router,
    extract::FromRequestParts as _,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use problem::Speaker;

/// All addresses below `/api`.
pub(crate) fn routes() -> Router<AppState> {
    let version = Router::new()
        .merge(read::routes())
        .merge(command::routes())
        .merge(account::routes())
        .method_not_allowed_fallback(async |speaker: Speaker| {
            speaker.plain(StatusCode::METHOD_NOT_ALLOWED, "no-such-method").into_response()
        });
    Router::new().nest("/api/v1", version).merge(try_it::routes())
}

/// The problem document for what was refused before a handler could answer: another site's page, a panic.
pub(crate) async fn refused_before(
    parts: &mut Parts,
    state: &AppState,
    status: StatusCode,
    other_site: bool,
) -> Response {
    let Ok(speaker) = Speaker::from_request_parts(parts, state).await;
    let code = match status {
        StatusCode::FORBIDDEN if other_site => "other-site",
        StatusCode::FORBIDDEN => "denied",
        StatusCode::NOT_FOUND => "no-such-address",
        StatusCode::METHOD_NOT_ALLOWED => "no-such-method",
        status if status.is_server_error() => "broken",
        _ => "json-unreadable",
    };
    speaker.plain(status, code).into_response()
}

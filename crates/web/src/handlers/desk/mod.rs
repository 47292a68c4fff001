//! Reception (导诊台): today's list, and one field that takes a scan or typing and finds out by itself which.

mod book;
mod check_in;
mod register;
mod scan;
mod show;

#[cfg(test)]
mod tests;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The desk's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/desk", get(show::show))
        .route("/desk/scan", post(scan::scan))
        .route("/desk/persons", post(register::register))
        .route("/desk/persons/{person}/book", post(book::book))
        .route("/desk/appointments/{appointment}/check-in", post(check_in::check_in))
        .route("/desk/appointments/{appointment}/undo-check-in", post(check_in::undo_check_in))
        .route("/desk/appointments/{appointment}/undo-missed", post(check_in::undo_missed))
}

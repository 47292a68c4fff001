//! The consulting room (诊室): who is next and why, one key for the next step, the session as seats.

mod admission;
mod next;
mod order;
mod pause;
mod queue;
mod show;

#[cfg(test)]
mod tests;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The room's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/room", get(show::show))
        .route("/room/sessions/{session}/call-next", post(queue::call_next))
        .route("/room/sessions/{session}/end", post(queue::end))
        .route("/room/sessions/{session}/room", post(queue::change_room))
        .route("/room/sessions/{session}/pause", post(pause::pause))
        .route("/room/sessions/{session}/resume", post(pause::resume))
        .route("/room/appointments/{appointment}/return", post(pause::back))
        .route("/room/appointments/{appointment}/undo-return", post(pause::undo_back))
        .route("/room/sessions/{session}/undo-end", post(queue::undo_end))
        .route("/room/appointments/{appointment}/call", post(queue::call))
        .route("/room/appointments/{appointment}/undo-call", post(queue::undo_call))
        .route("/room/appointments/{appointment}/pass", post(queue::pass))
        .route("/room/appointments/{appointment}/start", post(queue::start))
        .route("/room/appointments/{appointment}/finish", post(queue::finish))
        .route("/room/appointments/{appointment}/undo-finish", post(queue::undo_finish))
        .route("/room/appointments/{appointment}/next", get(next::page).post(next::book))
        .route("/room/appointments/{appointment}/tests", get(order::page).post(order::book))
        .route("/room/appointments/{appointment}/tests/{itinerary}", get(order::done))
        .route("/room/appointments/{appointment}/admission", post(admission::request))
}

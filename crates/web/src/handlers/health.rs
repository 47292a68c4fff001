//! Is the program alive, and can it serve?

use crate::state::AppState;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// It can serve: the hospital is loaded, may write, its database answers, and it is not stopping. How far the tables for
/// reports are behind is said too; that keeps nobody from being served.
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    let why = if *state.hospital.closing().borrow() {
        "stopping"
    } else if let Some(stopped) = state.hospital.stopped() {
        stopped.code()
    } else if state.hospital.database_is_away() {
        "database-away"
    } else {
        return format!("ready\ntables: {} events behind\n", state.hospital.tables_behind()).into_response();
    };
    (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response()
}

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

/// It can serve: the hospital is loaded, may write, and is not stopping.
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    if *state.hospital.closing().borrow() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response()
    } else if let Some(reason) = state.hospital.stopped() {
        (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", reason.code())).into_response()
    } else {
        "ready\n".into_response()
    }
}

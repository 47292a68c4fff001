//! Is the program alive, can it serve, and what has it counted?

use crate::state::AppState;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// It can serve: the hospital is loaded and is not stopping.
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    if *state.hospital.closing().borrow() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response()
    } else {
        "ready\n".into_response()
    }
}

/// Prometheus.
pub(crate) async fn metrics(State(state): State<AppState>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render()).into_response()
}

//! The demo's clock: steps forward, and everybody else goes on with their day.

use crate::{handlers::staff::act::see, session::Reader, state::DemoStep};
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::Duration;
use serde::Deserialize;

/// How far, and where from.
#[derive(Debug, Deserialize)]
pub(crate) struct StepForm {
    step: String,
    #[serde(default)]
    here: String,
}

/// Nobody's data is touched by whom it does not belong to: the origin is checked as for all unsafe requests.
pub(crate) async fn step(reader: Reader, Form(form): Form<StepForm>) -> Response {
    let Some(demo) = reader.state.demo else { return StatusCode::NOT_FOUND.into_response() };
    let step = match form.step.as_str() {
        "minutes" => DemoStep::By(Duration::minutes(5)),
        "hour" => DemoStep::By(Duration::hours(1)),
        "tomorrow" => DemoStep::Tomorrow,
        _ => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    };
    demo.step(step).await;
    see(if form.here.starts_with('/') && !form.here.starts_with("//") { &form.here } else { "/" })
}

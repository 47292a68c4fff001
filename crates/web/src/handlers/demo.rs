//! The demo's clock: steps forward; everybody else goes on with their day.

use crate::{
    problem,
    session::{OpenPost, Reader, own_path},
    state::DemoStep,
    ui::act::see,
};
use axum::{http::StatusCode, response::Response};
use chrono::Duration;
use serde::Deserialize;

/// How far, and from which page.
#[derive(Debug, Deserialize)]
pub(crate) struct StepForm {
    step: String,
    #[serde(default)]
    here: String,
}

/// Steps the clock, and goes back to the page that asked.
pub(crate) async fn step(reader: Reader, OpenPost(form): OpenPost<StepForm>) -> Response {
    let refuse = |status, id| problem::words(&reader.t, &reader.shell, status, id);
    let Some(demo) = &reader.state.demo else { return refuse(StatusCode::NOT_FOUND, "problem-not-found") };
    let step = match form.step.as_str() {
        "minutes" => DemoStep::By(Duration::minutes(5)),
        "hour" => DemoStep::By(Duration::hours(1)),
        "tomorrow" => DemoStep::Tomorrow,
        _ => return refuse(StatusCode::UNPROCESSABLE_ENTITY, "problem-form"),
    };
    demo.step(step).await;
    see(own_path(&form.here, "/"))
}

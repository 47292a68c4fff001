//! A pause of the session, and patients who come back with the results of tests.

use super::{queue::StepForm, show};
use crate::{
    session::{Member, Post},
    ui::words,
};
use axum::{extract::Path, response::Response};
use hospital::{Request, usecase};
use model::{
    id::{AppointmentId, SessionId},
    message::Refusal,
};
use serde::Deserialize;

/// How long it is expected to last, as it was typed, and why.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PauseForm {
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn pause(staff: Member, Path(session): Path<SessionId>, post: Post<PauseForm>) -> Response {
    let typed = post.form.minutes.trim();
    let outcome = match typed.parse() {
        Ok(minutes) => {
            let reason = words::reason(&post.form.reason);
            let request = usecase::PauseSession { session, minutes, reason, text: None };
            staff.execute(&post.key, request.into()).await
        }
        Err(_) => Err(Refusal::new("field-number").field("minutes").with("value", typed).into()),
    };
    show::after(&staff, Some(session), outcome.map(|_| "room-done-paused"))
}

pub(super) async fn resume(staff: Member, Path(session): Path<SessionId>, post: Post<StepForm>) -> Response {
    let request = Request::ResumeSession(usecase::ResumeSession { session });
    let outcome = staff.execute(&post.key, request).await;
    show::after(&staff, Some(session), outcome.map(|_| "room-done-resumed"))
}

pub(super) async fn back(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    let request = Request::ReturnAfterTests(usecase::ReturnAfterTests { appointment });
    let outcome = staff.execute(&post.key, request).await;
    show::after(&staff, post.form.session, outcome.map(|_| "room-done-returned"))
}

pub(super) async fn undo_back(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    let reason = words::reason(&post.form.reason);
    let request = usecase::UndoReturn { appointment, reason, text: None };
    let outcome = staff.execute(&post.key, request.into()).await;
    show::after(&staff, post.form.session, outcome.map(|_| "room-done-undo-return"))
}

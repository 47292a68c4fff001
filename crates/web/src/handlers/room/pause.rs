//! A pause of the session, and patients who come back with the results of tests.

use super::{queue::StepForm, show};
use crate::{
    session::{Member, Post},
    ui::{
        pause::{PAUSED, PauseForm, RESUMED},
        words,
    },
};
use axum::{extract::Path, response::Response};
use hospital::{Request, usecase};
use model::id::{AppointmentId, SessionId};

pub(super) async fn pause(staff: Member, Path(session): Path<SessionId>, post: Post<PauseForm>) -> Response {
    let outcome = match post.form.request(session) {
        Ok(request) => staff.execute(&post.key, request).await,
        Err(refusal) => Err(refusal.into()),
    };
    show::after(&staff, Some(session), outcome.map(|_| PAUSED))
}

pub(super) async fn resume(staff: Member, Path(session): Path<SessionId>, post: Post<StepForm>) -> Response {
    let request = Request::ResumeSession(usecase::ResumeSession { session });
    let outcome = staff.execute(&post.key, request).await;
    show::after(&staff, Some(session), outcome.map(|_| RESUMED))
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

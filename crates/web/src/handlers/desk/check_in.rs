//! Checks a patient in, takes a check-in back, takes a no-show back.

use super::show;
use crate::{
    handlers::staff::words,
    session::{Member, Post},
};
use axum::{extract::Path, response::Response};
use hospital::{Answer, Request};
use model::{
    id::{AppointmentId, DepartmentId},
    message::Refusal,
    scheduling::Ticket,
};
use serde::Deserialize;

/// Whose list is on the screen, what was presented, why something is taken back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CheckInForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn check_in(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let outcome = match words::decode(&post.form.credential) {
        Some(credential) => staff.execute(&post.key, Request::CheckIn { appointment, credential }).await.map(done),
        None => Err(Refusal::new("field-choose").field("credential").into()),
    };
    show::after(&staff, post.form.department, outcome)
}

/// What a check-in says, with the ticket's number.
pub(super) fn done(answer: Answer) -> (&'static str, Option<Ticket>) {
    match answer {
        Answer::CheckedIn { ticket, .. } => ("desk-done-ticket", Some(ticket)),
        _ => ("desk-done-checked-in", None),
    }
}

pub(super) async fn undo_check_in(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let request = Request::UndoCheckIn { appointment, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request).await.map(|_| ("desk-done-undo-check-in", None));
    show::after(&staff, post.form.department, outcome)
}

pub(super) async fn undo_missed(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let request = Request::UndoMissed { appointment, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request).await.map(|_| ("desk-done-undo-missed", None));
    show::after(&staff, post.form.department, outcome)
}

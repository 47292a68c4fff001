//! Checks a patient in, takes a check-in back, takes a no-show back.

use super::{place::Place, show};
use crate::{
    session::{Member, Post},
    ui::words,
};
use axum::{extract::Path, response::Response};
use hospital::Request;
use hospital::usecase;
use model::{id::AppointmentId, message::Refusal};
use serde::Deserialize;

/// The desk's address, what was presented, why something is taken back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CheckInForm {
    #[serde(flatten)]
    place: Place,
    #[serde(default)]
    credential: String,
    /// Empty: by age.
    #[serde(default)]
    class: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn check_in(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let outcome = match words::decode(&post.form.credential) {
        Some(credential) => {
            // What is not one of the classes is none that was chosen.
            let class = words::decode(&post.form.class);
            staff.execute(&post.key, Request::CheckIn(usecase::CheckIn { appointment, credential, class })).await
        }
        None => Err(Refusal::new("field-choose").field("credential").into()),
    };
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome.map(|_| "desk-done-checked-in"))
}

pub(super) async fn undo_check_in(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let request = Request::UndoCheckIn(usecase::UndoCheckIn {
        appointment,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "desk-done-undo-check-in");
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome)
}

/// Somebody who was seen is back with the results of tests.
pub(super) async fn back(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<CheckInForm>) -> Response {
    let request = Request::ReturnAfterTests(usecase::ReturnAfterTests { appointment });
    let outcome = staff.execute(&post.key, request).await.map(|_| "desk-done-return");
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome)
}

pub(super) async fn undo_back(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let reason = words::reason(&post.form.reason);
    let request = usecase::UndoReturn { appointment, reason, text: None };
    let outcome = staff.execute(&post.key, request.into()).await.map(|_| "desk-done-undo-return");
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome)
}

pub(super) async fn undo_missed(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let request =
        Request::UndoMissed(usecase::UndoMissed { appointment, reason: words::reason(&post.form.reason), text: None });
    let outcome = staff.execute(&post.key, request).await.map(|_| "desk-done-undo-missed");
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome)
}

pub(super) async fn undo_cancel(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<CheckInForm>,
) -> Response {
    let request = usecase::UndoCancel { appointment, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request.into()).await.map(|_| "desk-done-undo-cancel");
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome)
}

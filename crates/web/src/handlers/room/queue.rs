//! The queue's steps: call, pass over, start, finish, and taking a call or an end back.

use super::show;
use crate::{
    session::{Member, Post},
    ui::{act, room, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Answer, Request};
use model::id::{AppointmentId, SessionId};
use serde::Deserialize;

/// What comes with each step: whose queue is on the screen, and why something is taken back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct StepForm {
    #[serde(default)]
    pub(super) session: Option<SessionId>,
    #[serde(default)]
    pub(super) reason: String,
}

async fn step(staff: Member, post: Post<StepForm>, request: Request, done: &'static str) -> Response {
    let outcome = staff.execute(&post.key, request).await.map(|_| done);
    show::after(&staff, post.form.session, outcome)
}

pub(super) async fn call_next(staff: Member, Path(session): Path<SessionId>, post: Post<StepForm>) -> Response {
    let outcome =
        staff.execute(&post.key, Request::CallNext(usecase::CallNext { session })).await.map(|_| "room-done-called");
    show::after(&staff, Some(session), outcome)
}

pub(super) async fn end(staff: Member, Path(session): Path<SessionId>, post: Post<StepForm>) -> Response {
    let outcome = staff
        .execute(&post.key, Request::EndSession(usecase::EndSession { session }))
        .await
        .map(|_| "staff-done-ended");
    show::after(&staff, Some(session), outcome)
}

pub(super) async fn change_room(staff: Member, Path(session): Path<SessionId>, post: Post<room::RoomForm>) -> Response {
    let outcome = staff.execute(&post.key, post.form.request(session)).await.map(|_| room::DONE);
    show::after(&staff, Some(session), outcome)
}

pub(super) async fn undo_end(staff: Member, Path(session): Path<SessionId>, post: Post<StepForm>) -> Response {
    let request = Request::UndoEndSession(usecase::UndoEndSession {
        session,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    match staff.execute(&post.key, request).await {
        Ok(Answer::SessionReopened { left_out: left @ 1.. }) => {
            act::told(&staff.t, &format!("/room?session={session}"), |t| act::reopened(t, left)).into_response()
        }
        outcome => show::after(&staff, Some(session), outcome.map(|_| "staff-done-undo-end")),
    }
}

pub(super) async fn call(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    let Some(session) = post.form.session else {
        return show::after(&staff, None, Err(hospital::Failure::NotFound));
    };
    step(staff, post, Request::Call(usecase::Call { session, appointment }), "room-done-called").await
}

pub(super) async fn undo_call(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    let request =
        Request::UndoCall(usecase::UndoCall { appointment, reason: words::reason(&post.form.reason), text: None });
    step(staff, post, request, "room-done-undo-call").await
}

pub(super) async fn pass(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    step(staff, post, Request::Pass(usecase::Pass { appointment }), "room-done-passed").await
}

pub(super) async fn start(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    step(staff, post, Request::Start(usecase::Start { appointment }), "room-done-started").await
}

pub(super) async fn finish(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<StepForm>) -> Response {
    step(staff, post, Request::Finish(usecase::Finish { appointment }), "room-done-finished").await
}

pub(super) async fn undo_finish(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<StepForm>,
) -> Response {
    let request =
        Request::UndoFinish(usecase::UndoFinish { appointment, reason: words::reason(&post.form.reason), text: None });
    step(staff, post, request, "room-done-undo-finish").await
}

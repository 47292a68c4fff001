//! The sessions of the list: one whose time is over is ended if its clinician has not done so, and that can be taken
//! back; one is moved to another room.

use super::{place::Place, show};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, room, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Answer, Request, view};
use model::id::SessionId;
use serde::Deserialize;

/// A session of the list that can be ended, or whose end can be taken back.
pub(super) struct SessionOver {
    pub(super) id: String,
    pub(super) head: String,
    pub(super) end: words::End,
}

impl SessionOver {
    /// From what the hospital shows.
    pub(super) fn new(t: &Localizer, head: &view::SessionHead, end: view::SessionEnd) -> Self {
        let (id, head) = session(t, head);
        Self { id, head, end: words::end(t, end) }
    }
}

/// A session's id and its name: room, clinician, times.
pub(super) fn session(t: &Localizer, head: &view::SessionHead) -> (String, String) {
    let place = [t.room(&head.room), head.clinician.full.clone(), format!("{}–{}", head.from, head.until)];
    (head.session.to_string(), place.join(" · "))
}

/// The desk's address, and the room.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ChangeForm {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    room: room::RoomForm,
}

pub(super) async fn change_room(staff: Member, Path(session): Path<SessionId>, post: Post<ChangeForm>) -> Response {
    let outcome = staff.execute(&post.key, post.form.room.request(session)).await.map(|_| room::DONE);
    show::after(&staff, &post.form.place, outcome)
}

/// The desk's address, and why an end is taken back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EndForm {
    #[serde(flatten)]
    place: Place,
    #[serde(default)]
    reason: String,
}

pub(super) async fn end(staff: Member, Path(session): Path<SessionId>, post: Post<EndForm>) -> Response {
    let outcome = staff
        .execute(&post.key, Request::EndSession(usecase::EndSession { session }))
        .await
        .map(|_| "staff-done-ended");
    show::after(&staff, &post.form.place, outcome)
}

pub(super) async fn undo_end(staff: Member, Path(session): Path<SessionId>, post: Post<EndForm>) -> Response {
    let request = Request::UndoEndSession(usecase::UndoEndSession {
        session,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let place = &post.form.place;
    match staff.execute(&post.key, request).await {
        Ok(Answer::SessionReopened { left_out: left @ 1.. }) => {
            act::told(&staff.t, &place.href(), |t| act::reopened(t, left)).into_response()
        }
        outcome => show::after(&staff, place, outcome.map(|_| "staff-done-undo-end")),
    }
}

//! The sessions of the list: one whose time is over is ended if its clinician has not done so, and that can be taken
//! back; one is moved to another room; calling pauses and goes on.

use super::{place::Place, show};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
        pause::{PAUSED, PauseForm, RESUMED},
        room, words,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Answer, Request, view};
use model::{id::SessionId, message::Message};
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

/// A session of the list that has not ended.
pub(super) struct GoesOn {
    pub(super) id: String,
    pub(super) head: String,
    /// That calling pauses, and until when.
    pub(super) paused: Option<String>,
}

impl GoesOn {
    /// From what the hospital shows.
    pub(super) fn new(t: &Localizer, one: &view::SessionHead) -> Self {
        let (id, head) = session(t, one);
        let paused = |at| t.say(&Message::new("room-paused").with("at", t.clock(at)));
        Self { id, head, paused: one.paused_until.map(paused) }
    }
}

/// The desk's address, and for how long calling pauses.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PausingForm {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    pause: PauseForm,
}

pub(super) async fn pause(staff: Member, Path(session): Path<SessionId>, post: Post<PausingForm>) -> Response {
    let outcome = match post.form.pause.request(session) {
        Ok(request) => staff.execute(&post.key, request).await,
        Err(refusal) => Err(refusal.into()),
    };
    show::after(&staff, &post.form.place, outcome.map(|_| PAUSED))
}

pub(super) async fn resume(staff: Member, Path(session): Path<SessionId>, post: Post<Place>) -> Response {
    let request = Request::ResumeSession(usecase::ResumeSession { session });
    let outcome = staff.execute(&post.key, request).await;
    show::after(&staff, &post.form, outcome.map(|_| RESUMED))
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

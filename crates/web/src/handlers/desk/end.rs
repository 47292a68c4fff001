//! Ends a session whose time is over, where its clinician has not, and takes that back.

use super::{place::Place, show};
use crate::{
    handlers::staff::{act, words},
    locale::Localizer,
    session::{Member, Post},
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
        let place = [t.room(&head.room), head.clinician.full.clone(), format!("{}–{}", head.from, head.until)];
        Self { id: head.session.to_string(), head: place.join(" · "), end: words::end(t, end) }
    }
}

/// Where the desk stands, and why an end is taken back.
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

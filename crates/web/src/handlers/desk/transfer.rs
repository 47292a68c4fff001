//! Sends somebody who waits on to another session of the department, and back.

use super::{change, place::Place, show};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{Action, Request, usecase, view::TransferTo};
use model::{
    id::{AppointmentId, SessionId},
    message::{Message, Refusal},
};
use serde::Deserialize;

/// A session that takes somebody.
pub(super) struct Target {
    pub(super) id: String,
    pub(super) head: String,
    /// What that does there.
    pub(super) does: String,
}

impl Target {
    /// From what the hospital shows.
    pub(super) fn new(t: &Localizer, to: &TransferTo) -> Self {
        let (id, head) = super::end::session(t, &to.session);
        let mut does = vec![t.say(&Message::new("desk-transfer-ahead").with("ahead", to.ahead))];
        if to.is_added {
            does.push(t.text("desk-transfer-added"));
        }
        does.push(match to.minutes {
            Some(minutes) if to.behind > 0 => {
                t.say(&Message::new("desk-transfer-behind").with("behind", to.behind).with("minutes", minutes))
            }
            Some(minutes) => t.say(&Message::new("desk-transfer-longer").with("minutes", minutes)),
            None => t.say(&Message::new("desk-transfer-unknown").with("behind", to.behind)),
        });
        Self { id, head, does: does.join(" · ") }
    }
}

/// The choice.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TransferForm {
    #[serde(default)]
    session: Option<SessionId>,
    #[serde(default)]
    reason: String,
}

pub(super) async fn send_on(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<TransferForm>,
) -> Response {
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::TransferVisit) {
        return staff.cannot(&failure);
    }
    let failed = change::address(appointment, None);
    let Some(session) = post.form.session else {
        let refusal = Refusal::new("field-choose").field("session").into();
        return act::refused(&staff.t, &failed, &refusal).into_response();
    };
    let reason = words::reason(&post.form.reason);
    let request = usecase::TransferVisit { appointment, session, reason, text: None };
    change::after(&staff, (appointment, &failed), &post.key, request.into(), "desk-done-transferred").await
}

/// The desk's address, and why a transfer is taken back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct UndoForm {
    #[serde(flatten)]
    place: Place,
    #[serde(default)]
    reason: String,
}

pub(super) async fn undo(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<UndoForm>) -> Response {
    let reason = words::reason(&post.form.reason);
    let request = Request::from(usecase::UndoVisitTransfer { appointment, reason, text: None });
    let outcome = staff.execute(&post.key, request).await.map(|_| "desk-done-undo-transfer");
    let place = Place { visit: Some(appointment), ..post.form.place };
    show::after(&staff, &place, outcome)
}

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
    time::Instant,
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
    pub(super) fn new(t: &Localizer, to: &TransferTo, now: Instant) -> Self {
        let (id, head) = super::end::session(t, &to.session);
        let mut does = Vec::new();
        let has_begun = t.zone().instant(to.session.date, to.session.from) <= now;
        if !has_begun {
            does.push(t.say(&Message::new("desk-transfer-not-begun").with("at", to.session.from.to_string())));
        }
        // Nobody is next in a session that has not begun.
        if has_begun || to.ahead > 0 {
            does.push(t.say(&Message::new("desk-transfer-ahead").with("ahead", to.ahead)));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{at, localizers, session_head};

    #[test]
    fn nobody_is_next_in_a_session_that_has_not_begun() {
        let [chinese, english] = localizers();
        let does = |t: &Localizer, ahead: u32, now: Instant| {
            let session = session_head(1, 13, 17);
            Target::new(t, &TransferTo { session, is_added: false, ahead, behind: 0, minutes: Some(6) }, now).does
        };
        let before = does(&chinese, 0, at(12, 59));
        assert!(before.starts_with("尚未开诊，13:00 开始 · ") && !before.contains("下一位"), "{before}");
        assert!(does(&english, 0, at(12, 59)).starts_with("has not begun yet, begins at 13:00 · "));
        let others = does(&chinese, 2, at(12, 59));
        assert!(others.starts_with("尚未开诊，13:00 开始 · 前面有 2 人 · "), "{others}");
        let begun = does(&chinese, 0, at(13, 0));
        assert!(begun.starts_with("转过去就是下一位 · "), "{begun}");
    }
}

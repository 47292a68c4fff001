//! Checking in on the own phone, in the building: with the code that the screens there show, or from the hospital's network.

use super::{change::visit_of, journey::address};
use crate::{
    locale::Localizer,
    origin::Inside,
    session::{Member, Post},
    ui::act::{refused, see},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{usecase, view::VisitSummary};
use model::id::AppointmentId;
use serde::Deserialize;

/// How one checks in here.
pub(super) struct Here {
    pub(super) action: String,
    pub(super) key: String,
    pub(super) asks_code: bool,
    pub(super) hint: String,
}

/// Nothing as long as nobody may check in. `inside`: nothing without any network of the hospital, where no screen shows a
/// code.
pub(super) fn card(t: &Localizer, visit: &VisitSummary, nonce: &str, inside: Option<bool>) -> Option<Here> {
    let inside = inside?;
    visit.can_check_in_here.then(|| Here {
        action: format!("/visits/{}/here", visit.appointment),
        key: format!("{nonce}.here.{}", visit.appointment),
        asks_code: !inside,
        hint: t.text(if inside { "patient-here-inside" } else { "patient-here-hint" }),
    })
}

/// The code, as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct HereForm {
    #[serde(default)]
    code: String,
}

pub(super) async fn check_in(
    member: Member,
    Inside(inside): Inside,
    Path(appointment): Path<AppointmentId>,
    post: Post<HereForm>,
) -> Response {
    let journey = match visit_of(&member, appointment).await {
        Ok((journey, _)) => journey.journey,
        Err(failure) => return member.cannot(&failure),
    };
    // Whoever is in the hospital's network stands, as it were, in front of every screen.
    let code = if inside { member.hospital.presence_code() } else { post.form.code.clone() };
    match member.execute(&post.key, usecase::CheckInHere { appointment, code }.into()).await {
        Ok(_) => see(&format!("{}&done=patient-done-here", address(journey, appointment))),
        Err(failure) => refused(&member.t, &address(journey, appointment), &failure).into_response(),
    }
}

//! Breaking the glass: reading a patient's data outside one's own place, for an hour, with a reason that the
//! administrator sees.

use crate::{
    problem,
    session::{Member, Post},
    ui::act::{self, see},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use hospital::Whose;
use model::id::{AdmissionId, JourneyId};
use serde::Deserialize;

/// The reason, and the page that was refused.
#[derive(Debug, Deserialize)]
pub(super) struct BreakGlassForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    journey: Option<JourneyId>,
    #[serde(default)]
    admission: Option<AdmissionId>,
}

/// Then shows the page that was asked for.
pub(super) async fn break_it(staff: Member, post: Post<BreakGlassForm>) -> Response {
    let BreakGlassForm { reason, journey, admission } = post.form;
    let (whose, page) = match (journey, admission) {
        (Some(journey), _) => (Whose::Journey(journey), format!("/journeys/{journey}")),
        (None, Some(stay)) => (Whose::Admission(stay), format!("/ward/admissions/{stay}")),
        (None, None) => {
            return problem::words(&staff.t, &staff.shell, StatusCode::UNPROCESSABLE_ENTITY, "problem-form");
        }
    };
    match staff.hospital.break_glass(&staff.actor, whose, &reason).await {
        Ok(()) => see(&page),
        // Without a reason the page asks for it again.
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
    }
}

//! On which days the patient of a visit cannot come, said on its page, in case that another window has to be found.

use super::{change::visit_of, journey::address};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{refused, see},
        impossible::{self, Fields, Sent},
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{Failure, usecase, view::VisitSummary};
use model::id::AppointmentId;

/// What is said on the page of a visit, and the form that changes it.
pub(super) struct Card {
    /// The form, whose address ends with it.
    pub(super) form: String,
    pub(super) said: Option<String>,
    pub(super) fields: Fields,
}

/// Nothing for a visit that is not ahead.
pub(super) fn card(t: &Localizer, visit: &VisitSummary) -> Option<Card> {
    visit.can_change_days.then(|| Card {
        form: format!("days-{}", visit.appointment),
        said: impossible::said(t, &visit.impossible),
        fields: Fields::new(t, &visit.impossible),
    })
}

pub(super) async fn change(member: Member, Path(appointment): Path<AppointmentId>, post: Post<Sent>) -> Response {
    let journey = match visit_of(&member, appointment).await {
        Ok((journey, _)) => journey.journey,
        Err(failure) => return member.cannot(&failure),
    };
    let page = address(journey, appointment);
    let outcome = match post.form.days() {
        Ok(impossible) => {
            let request = usecase::ChangeImpossibleDays { appointment, impossible };
            member.execute(&post.key, request.into()).await
        }
        Err(refusal) => Err(Failure::from(refusal)),
    };
    match outcome {
        Ok(_) => see(&format!("{page}&done=patient-done-days")),
        Err(failure) => refused(&member.t, &page, &failure).into_response(),
    }
}

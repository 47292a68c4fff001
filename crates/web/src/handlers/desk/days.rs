//! On which days the patient of a visit cannot come, as they say it to the desk: the same fields as on their phone.

use super::change;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act,
        impossible::{self, Fields, Sent},
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{Action, usecase, view::ListedVisit};
use model::id::AppointmentId;

/// What was said, and the fields that change it.
pub(super) struct Cannot {
    pub(super) said: Option<String>,
    pub(super) fields: Fields,
}

impl Cannot {
    /// None where it cannot be changed from this desk, or any more.
    pub(super) fn new(t: &Localizer, visit: &ListedVisit) -> Option<Self> {
        let days = visit.impossible.as_ref()?;
        Some(Self { said: impossible::said(t, days), fields: Fields::new(t, days) })
    }
}

pub(super) async fn change(staff: Member, Path(appointment): Path<AppointmentId>, post: Post<Sent>) -> Response {
    // Families do this on the page of the visit, which is theirs.
    if let Err(failure) = staff.hospital.may_ever(&staff.actor, Action::CheckIn) {
        return staff.cannot(&failure);
    }
    let failed = change::address(appointment, None);
    match post.form.days() {
        Ok(impossible) => {
            let request = usecase::ChangeImpossibleDays { appointment, impossible };
            change::after(&staff, (appointment, &failed), &post.key, request.into(), "desk-done-days").await
        }
        Err(refusal) => act::refused(&staff.t, &failed, &refusal.into()).into_response(),
    }
}

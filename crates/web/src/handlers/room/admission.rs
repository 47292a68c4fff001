//! Requests an admission from a consultation, by a form within the page.

use super::show;
use crate::{
    session::{Member, Post},
    ui::words,
};
use axum::{extract::Path, response::Response};
use hospital::Request;
use hospital::usecase;
use model::{
    id::{AppointmentId, SessionId},
    message::Refusal,
    scheduling::Needs,
};
use serde::Deserialize;

/// The inline form. Numbers are text here, so that a wrong one comes back as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AdmissionForm {
    #[serde(default)]
    pub(super) session: Option<SessionId>,
    #[serde(default)]
    pub(super) diagnosis: String,
    #[serde(default)]
    pub(super) urgency: String,
    #[serde(default)]
    pub(super) oxygen: bool,
    #[serde(default)]
    pub(super) isolation: bool,
    #[serde(default)]
    pub(super) expected_days: String,
}

impl AdmissionForm {
    fn request(&self, appointment: AppointmentId) -> Result<Request, Refusal> {
        let days = self.expected_days.trim();
        Ok(Request::RequestAdmission(usecase::RequestAdmission {
            appointment,
            diagnosis: self.diagnosis.trim().to_owned(),
            urgency: words::decode(&self.urgency).ok_or_else(|| Refusal::new("field-choose").field("urgency"))?,
            needs: Needs { oxygen: self.oxygen, isolation: self.isolation },
            // A number too large to be stored is out of range, too: the rule says which range that is.
            expected_days: match days.parse::<i64>() {
                Ok(days) => u16::try_from(days.max(0)).unwrap_or(u16::MAX),
                Err(_) => return Refusal::new("field-number").field("expected_days").with("value", days).err(),
            },
        }))
    }
}

pub(super) async fn request(
    staff: Member,
    Path(appointment): Path<AppointmentId>,
    post: Post<AdmissionForm>,
) -> Response {
    let outcome = match post.form.request(appointment) {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| "room-done-admission"),
        Err(refusal) => Err(refusal.into()),
    };
    show::after(&staff, post.form.session, outcome)
}

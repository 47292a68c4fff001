//! The one form of an admission.

use super::stay;
use crate::session::{Member, Post};
use axum::{extract::Path, response::Response};
use hospital::{Request, request::FormAnswers};
use model::id::AdmissionId;
use serde::Deserialize;

/// What was typed: only what the hospital did not know.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FormForm {
    #[serde(default)]
    contact_name: Option<String>,
    #[serde(default)]
    contact_phone: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    allergies: Option<String>,
}

impl FormForm {
    /// A field that was not on the form is unknown; an empty one says that there is none only for allergies.
    fn answers(&self) -> FormAnswers {
        let filled =
            |value: &Option<String>| value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        FormAnswers {
            contact_name: filled(&self.contact_name),
            contact_phone: filled(&self.contact_phone),
            phone: filled(&self.phone),
            address: filled(&self.address),
            allergies: self.allergies.as_deref().map(|text| text.trim().to_owned()),
        }
    }
}

pub(super) async fn submit(staff: Member, Path(admission): Path<AdmissionId>, post: Post<FormForm>) -> Response {
    let request = Request::SubmitAdmissionForm { admission, answers: post.form.answers() };
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-form");
    stay::after(&staff, admission, outcome)
}

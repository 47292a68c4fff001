//! From arrived to in bed, and leaving: each step and its taking back.

use super::{board, stay};
use crate::{
    handlers::staff::{act, words},
    session::{Member, Post},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{Failure, Request, view::SearchKind};
use model::{
    id::AdmissionId,
    message::{Message, Refusal},
    money::Yuan,
    person::CredentialKind,
    scheduling::Formality,
};
use serde::Deserialize;

/// What was scanned.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ArriveForm {
    #[serde(default)]
    text: String,
}

/// Arrives by any credential: the half hour begins.
pub(super) async fn arrive(staff: Member, Path(admission): Path<AdmissionId>, post: Post<ArriveForm>) -> Response {
    let text = post.form.text.trim();
    let outcome = match recognise(&staff, admission, text).await {
        Ok(Some(credential)) => {
            staff.execute(&post.key, Request::Arrive { admission, credential }).await.map(|_| "ward-done-arrived")
        }
        Ok(None) => {
            let other = Message::new("ward-arrive-other").with("typed", text);
            return act::told(&staff.t, "/ward", |t| act::warned(t.say(&other), t.text("ward-arrive-other-body")))
                .with_typed()
                .into_response();
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => stay::after(&staff, admission, outcome),
        Err(_) => board::after(&staff, outcome),
    }
}

/// Which credential of this admission's patient it is; `None` when it is somebody else's, or no credential.
async fn recognise(staff: &Member, admission: AdmissionId, text: &str) -> Result<Option<CredentialKind>, Failure> {
    let page = staff.hospital.search(&staff.actor, text).await?;
    let Some(hit) = page.hits.iter().find(|hit| hit.stays.iter().any(|stay| stay.admission == admission)) else {
        return Ok(None);
    };
    Ok(match page.kind {
        SearchKind::VisitCode => Some(CredentialKind::VisitCode),
        SearchKind::Credential => words::presented(hit, text),
        SearchKind::Phone | SearchKind::Name => None,
    })
}

/// Which formality.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FormalityForm {
    #[serde(default)]
    formality: String,
    #[serde(default)]
    reason: String,
}

impl FormalityForm {
    fn formality(&self) -> Result<Formality, Refusal> {
        words::decode(&self.formality).ok_or_else(|| Refusal::new("field-choose").field("formality"))
    }
}

pub(super) async fn formality(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<FormalityForm>,
) -> Response {
    let outcome = match post.form.formality() {
        Ok(formality) => {
            let answer = staff.execute(&post.key, Request::DoFormality { admission, formality }).await;
            answer.map(|answer| match answer {
                // The platform is asked; its answer does the formality.
                hospital::Answer::Submitted { .. } => "ward-done-submitted",
                _ => "ward-done-formality",
            })
        }
        Err(refusal) => Err(refusal.into()),
    };
    stay::after(&staff, admission, outcome)
}

pub(super) async fn undo_formality(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<FormalityForm>,
) -> Response {
    let outcome = match post.form.formality() {
        Ok(formality) => {
            let reason = words::reason(&post.form.reason);
            let request = Request::UndoFormality { admission, formality, reason, text: None };
            staff.execute(&post.key, request).await.map(|_| "ward-done-undo-formality")
        }
        Err(refusal) => Err(refusal.into()),
    };
    stay::after(&staff, admission, outcome)
}

/// A deposit at admission.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DepositForm {
    #[serde(default)]
    amount: String,
    #[serde(default)]
    method: String,
}

/// Takes the deposit, or none where 0 is typed, and does the formality.
pub(super) async fn deposit(staff: Member, Path(admission): Path<AdmissionId>, post: Post<DepositForm>) -> Response {
    let outcome = take(&staff, admission, &post).await.map(|()| "ward-done-formality");
    stay::after(&staff, admission, outcome)
}

async fn take(staff: &Member, admission: AdmissionId, post: &Post<DepositForm>) -> Result<(), Failure> {
    let amount = act::amount("amount", &post.form.amount)?;
    if amount > Yuan::ZERO {
        let method = words::decode(&post.form.method).ok_or_else(|| Refusal::new("field-choose").field("method"))?;
        staff.execute(&post.key, Request::TakeDeposit { admission, amount, method }).await?;
    }
    staff
        .execute(&act::part(&post.key, "do"), Request::DoFormality { admission, formality: Formality::Deposit })
        .await?;
    Ok(())
}

/// Nothing but the key.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PlainForm {
    #[serde(default)]
    reason: String,
}

/// The patient pays all for now: nobody waits for a bed because the insurer says no.
pub(super) async fn pay_all(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let request = Request::PayAllForNow { admission, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-pay-all");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn cancel(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let request = Request::CancelAdmission { admission, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-cancelled");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn in_bed(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let outcome = staff.execute(&post.key, Request::OccupyBed { admission }).await.map(|_| "ward-done-in-bed");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn discharge(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let outcome = staff.execute(&post.key, Request::Discharge { admission }).await.map(|_| "ward-done-discharged");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn undo_discharge(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<PlainForm>,
) -> Response {
    let request = Request::UndoDischarge { admission, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-undo-discharge");
    stay::after(&staff, admission, outcome)
}

//! From arrival until the patient is in bed, and leaving: each step and taking it back.

use super::{board, stay};
use crate::{
    handlers::bedside::receipt,
    locale::Localizer,
    session::{Member, Post},
    ui::{act, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{Answer, Failure, Request, view::SearchKind};
use model::{
    id::{AdmissionId, DepositId, short_code},
    message::{Message, Refusal},
    money::Yuan,
    person::CredentialKind,
    refusal,
    scheduling::Formality,
};
use serde::Deserialize;

/// What was scanned or typed; or which of the patient's documents the nurse has seen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ArriveForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    credential: String,
}

/// Whom the scanned or typed text means.
enum Meant {
    /// This admission's patient, by a credential that the nurse has seen.
    Shown(CredentialKind),
    /// This admission's patient, by name or phone, which proves nothing: a document must be looked at.
    Named,
    /// Whoever has this number: the hospital compares it with the patient's.
    Number,
}

/// The patient arrives with any credential: the half hour begins. A name leads to the patient's page, where the
/// document is chosen.
pub(super) async fn arrive(staff: Member, Path(admission): Path<AdmissionId>, post: Post<ArriveForm>) -> Response {
    let text = post.form.text.trim();
    let meant = match words::decode(&post.form.credential) {
        Some(credential) => Ok(Meant::Shown(credential)),
        None => recognise(&staff, admission, text).await,
    };
    let (credential, number) = match meant {
        Ok(Meant::Shown(credential)) => (credential, None),
        // The number itself shows its kind.
        Ok(Meant::Number) => (CredentialKind::ResidentId, Some(text.to_owned())),
        Ok(Meant::Named) => {
            return act::told(&staff.t, &said_at(&staff, admission).await, |t| {
                act::warned(t.text("ward-arrive-named"), t.text("ward-arrive-named-body"))
            })
            .into_response();
        }
        Err(failure) => return not_arrived(&staff, admission, &failure).await,
    };
    match staff.execute(&post.key, Request::Arrive(usecase::Arrive { admission, credential, number })).await {
        Err(Failure::Refused(refusal)) if refusal.code == refusal::CREDENTIAL_NOT_THEIRS => {
            let other = Message::new("ward-arrive-other").with("typed", text);
            act::told(&staff.t, &said_at(&staff, admission).await, |t| {
                act::warned(t.say(&other), t.text("ward-arrive-other-body"))
            })
            .with_typed()
            .into_response()
        }
        Ok(_) => stay::after(&staff, admission, Ok("ward-done-arrived")),
        Err(failure) => not_arrived(&staff, admission, &failure).await,
    }
}

/// The page that says that the patient has not arrived yet: before that the stay's page may not be this reader's, so it
/// is said on the page of the form.
async fn said_at(staff: &Member, admission: AdmissionId) -> String {
    match staff.hospital.read(&staff.actor, read::Admission { admission }).await {
        Ok(_) => format!("/ward/admissions/{admission}"),
        Err(_) => String::new(),
    }
}

async fn not_arrived(staff: &Member, admission: AdmissionId, failure: &Failure) -> Response {
    let ways = |t: &Localizer| act::ways_of_stay(t, failure, admission);
    act::refused_with(&staff.t, &said_at(staff, admission).await, failure, ways).into_response()
}

/// A patient whom the ward may not find by a search is recognised by their own number all the same.
async fn recognise(staff: &Member, admission: AdmissionId, text: &str) -> Result<Meant, Failure> {
    let page = staff.hospital.read(&staff.actor, read::Search { text: text.into() }).await?;
    if !page.hits.iter().any(|hit| hit.stays.iter().any(|stay| stay.admission == admission)) {
        return Ok(Meant::Number);
    }
    Ok(match page.kind {
        // The wristband carries the number of the stay.
        SearchKind::VisitCode
            if text.split_whitespace().collect::<String>().eq_ignore_ascii_case(&short_code(admission.0)) =>
        {
            Meant::Shown(CredentialKind::Wristband)
        }
        SearchKind::VisitCode => Meant::Shown(CredentialKind::VisitCode),
        SearchKind::Credential => Meant::Number,
        SearchKind::Phone | SearchKind::Name => Meant::Named,
    })
}

/// The formality.
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
            let answer =
                staff.execute(&post.key, Request::DoFormality(usecase::DoFormality { admission, formality })).await;
            answer.map(|answer| match answer {
                // The platform is asked; its answer completes the formality.
                Answer::Submitted { .. } => "ward-done-submitted",
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
            let request = Request::UndoFormality(usecase::UndoFormality { admission, formality, reason, text: None });
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

/// Takes the deposit, or none if 0 is typed, and completes the formality; says how much was taken under which number.
pub(super) async fn deposit(staff: Member, Path(admission): Path<AdmissionId>, post: Post<DepositForm>) -> Response {
    match take(&staff, admission, &post).await {
        Ok(Some((deposit, amount))) => receipt::taken(&staff, &stay::address(admission), admission, deposit, amount),
        outcome => stay::after(&staff, admission, outcome.map(|_| "ward-done-formality")),
    }
}

async fn take(
    staff: &Member,
    admission: AdmissionId,
    post: &Post<DepositForm>,
) -> Result<Option<(DepositId, Yuan)>, Failure> {
    let amount = act::amount("amount", &post.form.amount)?;
    let mut taken = None;
    if amount > Yuan::ZERO {
        let method = words::decode(&post.form.method).ok_or_else(|| Refusal::new("field-choose").field("method"))?;
        let answer =
            staff.execute(&post.key, Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method })).await?;
        if let Answer::DepositTaken { deposit } = answer {
            taken = Some((deposit, amount));
        }
    }
    staff
        .execute(
            &act::part(&post.key, "do"),
            Request::DoFormality(usecase::DoFormality { admission, formality: Formality::Deposit }),
        )
        .await?;
    Ok(taken)
}

/// Nothing but the key.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PlainForm {
    #[serde(default)]
    reason: String,
}

/// The patient pays everything for now: nobody waits for a bed because the insurer refuses.
pub(super) async fn pay_all(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let request = Request::PayAllForNow(usecase::PayAllForNow {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-pay-all");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn cancel(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let request = Request::CancelAdmission(usecase::CancelAdmission {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    match staff.execute(&post.key, request).await {
        // A patient who was never here can no longer be read by anybody: the board says it.
        Ok(_) => board::after(&staff, Ok("ward-done-cancelled")),
        Err(failure) => stay::after(&staff, admission, Err(failure)),
    }
}

pub(super) async fn in_bed(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let outcome = staff
        .execute(&post.key, Request::OccupyBed(usecase::OccupyBed { admission }))
        .await
        .map(|_| "ward-done-in-bed");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn discharge(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let outcome = staff
        .execute(&post.key, Request::Discharge(usecase::Discharge { admission }))
        .await
        .map(|_| "ward-done-discharged");
    stay::after(&staff, admission, outcome)
}

pub(super) async fn undo_discharge(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<PlainForm>,
) -> Response {
    let request = Request::UndoDischarge(usecase::UndoDischarge {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-undo-discharge");
    stay::after(&staff, admission, outcome)
}

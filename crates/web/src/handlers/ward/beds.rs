//! Beds: reserve one by one tap, free it, transfer, ready.

use super::{board, stay};
use crate::{
    session::{Member, Post},
    ui::words,
};
use axum::{extract::Path, response::Response};
use hospital::usecase;
use hospital::{Answer, Request};
use model::{
    id::{AdmissionId, BedId},
    message::Refusal,
};
use serde::Deserialize;

/// The bed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BedForm {
    #[serde(default)]
    bed: Option<BedId>,
    #[serde(default)]
    reason: String,
}

pub(super) async fn assign(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let outcome = match post.form.bed {
        Some(bed) => staff
            .execute(&post.key, Request::AssignBed(usecase::AssignBed { admission, bed }))
            .await
            .map(|_| "ward-done-bed"),
        None => Err(Refusal::new("field-choose").field("bed").into()),
    };
    board::after_about(&staff, admission, outcome).await
}

pub(super) async fn unassign(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let request =
        Request::UnassignBed(usecase::UnassignBed { admission, reason: words::reason(&post.form.reason), text: None });
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-unassigned");
    board::after_about(&staff, admission, outcome).await
}

pub(super) async fn transfer(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let outcome = match post.form.bed {
        Some(bed) => {
            let request = Request::Transfer(usecase::Transfer {
                admission,
                bed,
                reason: words::reason(&post.form.reason),
                text: None,
            });
            staff.execute(&post.key, request).await.map(|answer| match answer {
                Answer::TransferRequested { .. } => "ward-done-transfer-asked",
                _ => "ward-done-transferred",
            })
        }
        None => Err(Refusal::new("field-choose").field("bed").into()),
    };
    stay::after(&staff, admission, outcome)
}

/// The ward accepts the patient: its nurse continues with the stay.
pub(super) async fn accept(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let outcome = staff.execute(&post.key, Request::AcceptTransfer(usecase::AcceptTransfer { admission })).await;
    board::after_about(&staff, admission, outcome.map(|_| "ward-done-transfer-accepted")).await
}

pub(super) async fn decline(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let request = Request::DeclineTransfer(usecase::DeclineTransfer {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-transfer-declined");
    board::after(&staff, outcome)
}

pub(super) async fn withdraw(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let request = Request::WithdrawTransfer(usecase::WithdrawTransfer {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-transfer-withdrawn");
    stay::after(&staff, admission, outcome)
}

/// Back to the bed before; if that is on another ward, this nurse sees the board afterwards.
pub(super) async fn undo_transfer(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let request = Request::UndoTransfer(usecase::UndoTransfer {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-undo-transfer");
    board::after(&staff, outcome)
}

/// What the reader saw.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SexForm {
    #[serde(default)]
    sex: String,
}

pub(super) async fn record_sex(staff: Member, Path(admission): Path<AdmissionId>, post: Post<SexForm>) -> Response {
    let outcome = match words::decode(&post.form.sex) {
        Some(sex) => staff
            .execute(&post.key, Request::RecordSex(usecase::RecordSex { admission, sex }))
            .await
            .map(|_| "ward-done-sex"),
        None => Err(Refusal::new("field-choose").field("sex").into()),
    };
    stay::after(&staff, admission, outcome)
}

pub(super) async fn ready(staff: Member, Path(bed): Path<BedId>, post: Post<BedForm>) -> Response {
    match staff.execute(&post.key, Request::ReadyBed(usecase::ReadyBed { bed })).await {
        Ok(_) => board::ready(&staff, bed).await,
        Err(failure) => board::after(&staff, Err(failure)),
    }
}

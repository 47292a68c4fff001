//! Beds: reserve one by one tap, free it, transfer, ready.

use super::{board, stay};
use crate::{
    handlers::admin::closure,
    session::{Member, Post},
    ui::words,
};
use axum::{extract::Path, response::Response};
use hospital::usecase;
use hospital::{Answer, Request};
use model::{
    id::{AdmissionId, BedId},
    message::Refusal,
    time::Zone,
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

/// Against a rule of the room: with a reason, and where there is no other way in one's own words.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AgainstForm {
    #[serde(default)]
    bed: Option<BedId>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

pub(super) async fn against_rules(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<AgainstForm>,
) -> Response {
    let text = post.form.text.trim();
    let outcome = match post.form.bed {
        Some(bed) => {
            let request = usecase::AssignBedAgainstRules {
                admission,
                bed,
                reason: words::reason(&post.form.reason),
                text: (!text.is_empty()).then(|| text.to_owned()),
            };
            staff.execute(&post.key, request.into()).await.map(|_| "ward-done-bed")
        }
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
    let outcome = staff.execute(&post.key, Request::ReadyBed(usecase::ReadyBed { bed })).await;
    board::after_bed(&staff, bed, outcome.map(|_| "ward-done-ready")).await
}

/// Why a bed is out of use, and until when; an empty end is none.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BlockForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    until: String,
}

impl BlockForm {
    fn request(&self, bed: BedId, zone: Zone) -> Result<Request, Refusal> {
        let reason = words::decode(&self.reason).ok_or(Refusal::new("field-choose").field("reason"))?;
        let until = self.until.trim();
        let until = if until.is_empty() { None } else { Some(closure::moment("until", until, zone)?) };
        Ok(usecase::BlockBed { bed, reason, until }.into())
    }
}

pub(super) async fn block(staff: Member, Path(bed): Path<BedId>, post: Post<BlockForm>) -> Response {
    let outcome = match post.form.request(bed, staff.t.zone()) {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| "ward-done-blocked"),
        Err(refusal) => Err(refusal.into()),
    };
    board::after_bed(&staff, bed, outcome).await
}

pub(super) async fn unblock(staff: Member, Path(bed): Path<BedId>, post: Post<BedForm>) -> Response {
    let outcome = staff.execute(&post.key, Request::UnblockBed(usecase::UnblockBed { bed })).await;
    board::after_bed(&staff, bed, outcome.map(|_| "ward-done-unblocked")).await
}

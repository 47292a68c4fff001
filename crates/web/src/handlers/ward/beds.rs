//! Beds: reserve one in one touch, free it, transfer, ready.

use super::{board, stay};
use crate::{
    handlers::staff::words,
    session::{Member, Post},
};
use axum::{extract::Path, response::Response};
use hospital::Request;
use model::{
    id::{AdmissionId, BedId},
    message::Refusal,
};
use serde::Deserialize;

/// Which bed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BedForm {
    #[serde(default)]
    bed: Option<BedId>,
    #[serde(default)]
    reason: String,
}

pub(super) async fn assign(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let outcome = match post.form.bed {
        Some(bed) => staff.execute(&post.key, Request::AssignBed { admission, bed }).await.map(|_| "ward-done-bed"),
        None => Err(Refusal::new("field-choose").field("bed").into()),
    };
    board::after(staff, outcome).await
}

pub(super) async fn unassign(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let request = Request::UnassignBed { admission, reason: words::reason(&post.form.reason), text: None };
    let outcome = staff.execute(&post.key, request).await.map(|_| "ward-done-unassigned");
    board::after(staff, outcome).await
}

pub(super) async fn transfer(staff: Member, Path(admission): Path<AdmissionId>, post: Post<BedForm>) -> Response {
    let outcome = match post.form.bed {
        Some(bed) => {
            let request = Request::Transfer { admission, bed, reason: words::reason(&post.form.reason), text: None };
            staff.execute(&post.key, request).await.map(|_| "ward-done-transferred")
        }
        None => Err(Refusal::new("field-choose").field("bed").into()),
    };
    stay::after(staff, admission, outcome, None).await
}

pub(super) async fn ready(staff: Member, Path(bed): Path<BedId>, post: Post<BedForm>) -> Response {
    let outcome = staff.execute(&post.key, Request::ReadyBed { bed }).await.map(|_| "ward-done-ready");
    board::after(staff, outcome).await
}

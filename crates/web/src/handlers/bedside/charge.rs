//! Charges and deposits while the bill is open.

use super::bill;
use crate::{
    handlers::staff::{act, words},
    session::{Member, Post},
};
use axum::{extract::Path, response::Response};
use hospital::{Failure, Request};
use model::{
    id::{AdmissionId, ChargeId, CoverageId, DepositId},
    message::Refusal,
};
use serde::Deserialize;

/// What was typed: an item and a count, an amount and a way of paying, a reason.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ChargeForm {
    #[serde(default)]
    item: String,
    #[serde(default)]
    count: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    coverage: String,
}

impl ChargeForm {
    fn item(&self, admission: AdmissionId) -> Result<Request, Failure> {
        let item = self.item.trim().to_owned();
        Ok(Request::Charge { admission, item, count: act::decimal("count", &self.count)? })
    }

    fn deposit(&self, admission: AdmissionId) -> Result<Request, Failure> {
        let method = words::decode(&self.method).ok_or_else(|| Refusal::new("field-choose").field("method"))?;
        Ok(Request::TakeDeposit { admission, amount: act::amount("amount", &self.amount)?, method })
    }
}

/// Under which of the patient's insurances the stay is.
pub(super) async fn choose_coverage(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<ChargeForm>,
) -> Response {
    let coverage = post.form.coverage.parse::<CoverageId>();
    let request = coverage.map(|coverage| Request::ChooseCoverage { admission, coverage });
    let request = request.map_err(|_| Refusal::new("field-choose").field("coverage").into());
    step(staff, admission, post, request, "bedside-done-insured").await
}

/// The patient pays all for now.
pub(super) async fn pay_all(staff: Member, Path(admission): Path<AdmissionId>, post: Post<ChargeForm>) -> Response {
    let request = Request::PayAllForNow { admission, reason: words::reason(&post.form.reason), text: None };
    step(staff, admission, post, Ok(request), "bedside-done-pay-all").await
}

async fn step(
    staff: Member,
    admission: AdmissionId,
    post: Post<ChargeForm>,
    request: Result<Request, Failure>,
    done: &'static str,
) -> Response {
    let outcome = match request {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| done),
        Err(failure) => Err(failure),
    };
    bill::after(&staff, admission, outcome)
}

pub(super) async fn charge(staff: Member, Path(admission): Path<AdmissionId>, post: Post<ChargeForm>) -> Response {
    let request = post.form.item(admission);
    step(staff, admission, post, request, "bedside-done-charged").await
}

pub(super) async fn refund(
    staff: Member,
    Path((admission, charge)): Path<(AdmissionId, ChargeId)>,
    post: Post<ChargeForm>,
) -> Response {
    let reason = words::reason(&post.form.reason);
    let outcome = match act::decimal("count", &post.form.count) {
        Ok(count) => {
            let request = Request::RefundCharge { charge, count, reason, text: None };
            staff.execute(&post.key, request).await.map(|_| "bedside-done-refunded")
        }
        Err(refusal) => Err(refusal.into()),
    };
    // The form stands in the charge's line.
    bill::after_at(&staff, admission, outcome, &format!("?refund={charge}#refund"))
}

pub(super) async fn take_deposit(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<ChargeForm>,
) -> Response {
    let request = post.form.deposit(admission);
    step(staff, admission, post, request, "bedside-done-deposit").await
}

pub(super) async fn return_deposit(
    staff: Member,
    Path((admission, deposit)): Path<(AdmissionId, DepositId)>,
    post: Post<ChargeForm>,
) -> Response {
    let request = Request::ReturnDeposit { deposit, reason: words::reason(&post.form.reason), text: None };
    step(staff, admission, post, Ok(request), "bedside-done-deposit-returned").await
}

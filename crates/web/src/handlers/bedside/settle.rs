//! The trial, the patient's consent, the settlement, the money, the discharge.

use super::bill;
use crate::{
    session::{Member, Post},
    ui::{act, words},
};
use axum::{extract::Path, response::Response};
use hospital::read;
use hospital::usecase;
use hospital::{Answer, Failure, Request, request::ConsentGiven, view::SettlementStage};
use model::{
    id::{AdmissionId, SettlementId},
    message::Refusal,
    refusal,
    scheduling::ReasonCode,
    settlement::{PayMethod, PayPlace},
};
use serde::Deserialize;
use std::time::Duration;

/// The platform usually answers within a second or two; after this time the page is shown and says that it waits.
const PATIENCE: Duration = Duration::from_secs(6);

/// Nothing but the key.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PlainForm {}

pub(super) async fn presettle(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let outcome = match staff.execute(&post.key, Request::Presettle(usecase::Presettle { admission })).await {
        // The platform is being asked; the next page shows its answer, or that the answer is still awaited.
        Ok(Answer::Submitted { .. }) => {
            bill::settle_down(&staff, admission, PATIENCE, |bill| bill.stage != SettlementStage::None).await.map(
                |bill| {
                    if bill.stage == SettlementStage::None { "bedside-done-asked" } else { "bedside-done-presettled" }
                },
            )
        }
        other => other.map(|_| "bedside-done-presettled"),
    };
    bill::after(&staff, admission, outcome)
}

/// What was found out about a difference that nobody could explain.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DifferenceForm {
    #[serde(default)]
    settlement: Option<SettlementId>,
    #[serde(default)]
    text: String,
}

pub(super) async fn confirm_difference(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<DifferenceForm>,
) -> Response {
    let outcome = match post.form.settlement {
        Some(settlement) => {
            let text = Some(post.form.text.clone());
            let request =
                Request::ConfirmDifference(usecase::ConfirmDifference { settlement, reason: ReasonCode::Other, text });
            staff.execute(&post.key, request).await.map(|_| "bedside-done-difference")
        }
        None => Err(Refusal::new("field-choose").field("settlement").into()),
    };
    bill::after(&staff, admission, outcome)
}

/// The patient's consent with the way of paying.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SettleForm {
    #[serde(default)]
    settlement: Option<SettlementId>,
    #[serde(default)]
    fingerprint: String,
    /// Signed on the screen: SVG path data.
    #[serde(default)]
    strokes: String,
    /// Signed on a print.
    #[serde(default)]
    print: bool,
    #[serde(default)]
    method: String,
    #[serde(default)]
    place: String,
    /// A part of what is owed.
    #[serde(default)]
    amount: String,
}

impl SettleForm {
    fn settlement(&self) -> Result<SettlementId, Failure> {
        self.settlement.ok_or_else(|| Refusal::new("field-choose").field("settlement").into())
    }

    fn method(&self) -> Result<PayMethod, Failure> {
        words::decode(&self.method).ok_or_else(|| Refusal::new("field-choose").field("method").into())
    }

    /// Where the money changes hands, as the page that was seen had it.
    fn place(&self) -> Result<PayPlace, Failure> {
        words::decode(&self.place).ok_or_else(|| Refusal::new("field-choose").field("place").into())
    }

    /// What to pay, how and where.
    fn payment(&self) -> Result<usecase::Pay, Failure> {
        Ok(usecase::Pay { settlement: self.settlement()?, method: self.method()?, place: self.place()? })
    }

    /// A part of what is owed, how and where it is paid.
    fn part(&self) -> Result<usecase::TakePayment, Failure> {
        let usecase::Pay { settlement, method, place } = self.payment()?;
        Ok(usecase::TakePayment { settlement, amount: act::amount("amount", &self.amount)?, method, place })
    }

    /// How the patient agreed; without a signature or a print it is refused.
    fn means(&self) -> Result<ConsentGiven, Failure> {
        let strokes = self.strokes.trim();
        if !strokes.is_empty() && strokes.bytes().all(|byte| matches!(byte, b'M' | b' ' | b'0'..=b'9')) {
            return Ok(ConsentGiven::Signature { strokes: strokes.to_owned() });
        }
        if self.print { Ok(ConsentGiven::Print) } else { Err(Refusal::new(refusal::CONSENT_MISSING).into()) }
    }
}

/// The one button: agrees, settles, and collects or returns the difference, if the platform's final amounts are those
/// that were signed. If they are not, or are not known yet, no money moves and the page says so.
pub(super) async fn settle(staff: Member, Path(admission): Path<AdmissionId>, post: Post<SettleForm>) -> Response {
    let outcome = agree_and_settle(&staff, admission, &post).await;
    bill::after(&staff, admission, outcome)
}

async fn agree_and_settle(
    staff: &Member,
    admission: AdmissionId,
    post: &Post<SettleForm>,
) -> Result<&'static str, Failure> {
    let payment = post.form.payment()?;
    let settlement = payment.settlement;
    let signed = staff.hospital.read(&staff.actor, read::Bill { admission }).await?;
    if signed.stage != SettlementStage::Consented {
        let (fingerprint, means) = (post.form.fingerprint.clone(), post.form.means()?);
        staff
            .execute(
                &act::part(&post.key, "agree"),
                Request::Consent(usecase::Consent { settlement, fingerprint, means }),
            )
            .await?;
    }
    if signed.policy.is_some() {
        staff.execute(&post.key, Request::Settle(usecase::Settle { settlement })).await?;
        let settled =
            bill::settle_down(staff, admission, PATIENCE, |bill| bill.stage >= SettlementStage::Settled).await?;
        if settled.stage != SettlementStage::Settled || settled.amounts != signed.amounts {
            return Ok("bedside-done-settling");
        }
    }
    staff.execute(&act::part(&post.key, "pay"), Request::Pay(payment)).await?;
    Ok("bedside-done-paid")
}

pub(super) async fn pay(staff: Member, Path(admission): Path<AdmissionId>, post: Post<SettleForm>) -> Response {
    let outcome = match post.form.payment() {
        Ok(payment) => staff.execute(&post.key, Request::Pay(payment)).await.map(|_| "bedside-done-paid"),
        Err(failure) => Err(failure),
    };
    bill::after(&staff, admission, outcome)
}

/// Takes a part of what is owed.
pub(super) async fn pay_part(staff: Member, Path(admission): Path<AdmissionId>, post: Post<SettleForm>) -> Response {
    let outcome = match post.form.part() {
        Ok(part) => staff.execute(&post.key, Request::TakePayment(part)).await.map(|_| "bedside-done-part"),
        Err(failure) => Err(failure),
    };
    bill::after(&staff, admission, outcome)
}

/// Why a settlement is taken back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TakeBackForm {
    #[serde(default)]
    settlement: Option<SettlementId>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

pub(super) async fn take_back(staff: Member, Path(admission): Path<AdmissionId>, post: Post<TakeBackForm>) -> Response {
    let outcome = ask_back(&staff, admission, &post).await;
    bill::after(&staff, admission, outcome)
}

/// Asks for it, and waits a moment for the platform's answer; the bill shows what became of it.
async fn ask_back(staff: &Member, admission: AdmissionId, post: &Post<TakeBackForm>) -> Result<&'static str, Failure> {
    let settlement = post.form.settlement.ok_or_else(|| Refusal::new("field-choose").field("settlement"))?;
    let text = Some(post.form.text.trim().to_owned()).filter(|text| !text.is_empty());
    let reason = words::reason(&post.form.reason);
    let request = Request::TakeBackSettlement(usecase::TakeBackSettlement { settlement, reason, text });
    staff.execute(&post.key, request).await?;
    let bill = bill::settle_down(staff, admission, PATIENCE, |bill| bill.stage != SettlementStage::TakingBack).await?;
    let is_back = bill.taken_back.is_some_and(|back| back.settlement == settlement);
    Ok(if is_back { "bedside-done-taken-back" } else { "bedside-done-taking-back" })
}

pub(super) async fn discharge(staff: Member, Path(admission): Path<AdmissionId>, post: Post<PlainForm>) -> Response {
    let outcome = staff
        .execute(&post.key, Request::Discharge(usecase::Discharge { admission }))
        .await
        .map(|_| "bedside-done-discharged");
    bill::after(&staff, admission, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_a_signature_or_a_confirmed_print() {
        let form = |strokes: &str, print: bool| SettleForm { strokes: strokes.into(), print, ..SettleForm::default() };
        assert!(matches!(form("M1 2 3 4 M5 6", false).means(), Ok(ConsentGiven::Signature { .. })));
        assert!(matches!(form("", true).means(), Ok(ConsentGiven::Print)));
        assert!(matches!(form("", false).means(), Err(Failure::Refused(refusal)) if refusal.code == "consent-missing"));
        assert!(form("<script>", false).means().is_err(), "strokes are path data and nothing else");
    }
}

//! Charges and deposits while the bill is open.

use super::{bill, present, receipt};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, parts::Choice, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Failure, Request,
    view::{BillDetail, PriceLine},
};
use model::{
    id::{AdmissionId, ChargeId, CoverageId, DepositId},
    message::{Message, Refusal},
    money::Yuan,
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
    /// The deposit to take, and its amount.
    pub(super) fn deposit(&self, admission: AdmissionId) -> Result<(Request, Yuan), Failure> {
        let method = words::decode(&self.method).ok_or_else(|| Refusal::new("field-choose").field("method"))?;
        let amount = act::amount("amount", &self.amount)?;
        Ok((Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method }), amount))
    }

    /// What to give back of a deposit.
    pub(super) fn returning(&self, deposit: DepositId) -> Result<Request, Failure> {
        let (amount, reason) = (Some(act::amount("amount", &self.amount)?), words::reason(&self.reason));
        Ok(Request::ReturnDeposit(usecase::ReturnDeposit { deposit, amount, reason, text: None }))
    }
}

/// Several items that may be meant.
pub(super) struct Several {
    pub(super) count: String,
    pub(super) items: Vec<Choice>,
}

/// The most items that are offered; for another one, more of it must be typed.
const SEVERAL_MAX: usize = 12;

/// The items that the sent `fields` may mean, if they are a charge and mean more than one item.
pub(super) fn several(t: &Localizer, bill: &BillDetail, fields: &[(String, String)]) -> Option<Several> {
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    let (item, count) = (field("item")?, field("count")?);
    act::decimal("count", &count).ok()?;
    let found = hospital::find_items(&bill.items, item.trim());
    let choice = |item: &&PriceLine| Choice {
        value: item.item.to_string(),
        words: format!("{} · {}", t.label(&item.name), code_and_price(t, item)),
        chosen: false,
    };
    (found.len() > 1).then(|| Several { count, items: found.iter().take(SEVERAL_MAX).map(choice).collect() })
}

/// The code of an item, and the price of a unit.
pub(super) fn code_and_price(t: &Localizer, item: &PriceLine) -> String {
    let price = present::price(item.unit_price);
    let id = if item.unit.is_some() { "bedside-item-price-per" } else { "bedside-item-price" };
    let unit = item.unit.as_ref().map_or_else(String::new, |unit| t.label(unit));
    t.say(&Message::new(id).with("item", item.item.as_str()).with("price", price).with("unit", unit))
}

/// Its name and the price of a unit.
fn charge_name(t: &Localizer, item: &PriceLine) -> String {
    format!("{} {}", t.label(&item.name), code_and_price(t, item))
}

/// Chooses under which of the patient's insurances the stay is.
pub(super) async fn choose_coverage(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<ChargeForm>,
) -> Response {
    let coverage = post.form.coverage.parse::<CoverageId>();
    let request = coverage.map(|coverage| Request::ChooseCoverage(usecase::ChooseCoverage { admission, coverage }));
    let request = request.map_err(|_| Refusal::new("field-choose").field("coverage").into());
    step(staff, admission, post, request, "bedside-done-insured").await
}

/// The patient pays everything for now.
pub(super) async fn pay_all(staff: Member, Path(admission): Path<AdmissionId>, post: Post<ChargeForm>) -> Response {
    let request = Request::PayAllForNow(usecase::PayAllForNow {
        admission,
        reason: words::reason(&post.form.reason),
        text: None,
    });
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

/// Charges the item that is meant by its code, its name, a part of it, or its pinyin; if several are meant, one is
/// chosen.
pub(super) async fn charge(staff: Member, Path(admission): Path<AdmissionId>, post: Post<ChargeForm>) -> Response {
    match post_item(&staff, admission, &post).await {
        Ok(Some(said)) => act::told(&staff.t, &address(admission), |t| act::said(said(t))).into_response(),
        Ok(None) => act::told(&staff.t, &address(admission), |t| {
            act::warned(t.text("bedside-item-several"), t.text("bedside-item-several-body"))
        })
        .with_typed()
        .into_response(),
        Err(failure) => bill::after(&staff, admission, Err(failure)),
    }
}

fn address(admission: AdmissionId) -> String {
    format!("/ward/stays/{admission}/bill")
}

/// Says what was charged; `None` if several items are meant.
async fn post_item(
    staff: &Member,
    admission: AdmissionId,
    post: &Post<ChargeForm>,
) -> Result<Option<impl Fn(&Localizer) -> String>, Failure> {
    let (typed, count) = (post.form.item.trim(), act::decimal("count", &post.form.count)?);
    let page = staff.hospital.read(&staff.actor, read::Bill { admission }).await?;
    let found = match &hospital::find_items(&page.items, typed)[..] {
        [one] => Some((*one).clone()),
        [] => None,
        _ => return Ok(None),
    };
    // An item that does not exist is refused by the price list.
    let item = found.as_ref().map_or(typed, |found| found.item.as_str()).to_owned();
    staff.execute(&post.key, Request::Charge(usecase::Charge { admission, item, count })).await?;
    Ok(Some(move |t: &Localizer| match &found {
        Some(found) => {
            let count = present::counted(t, count, found.unit.as_ref());
            t.say(&Message::new("bedside-done-charged").with("item", charge_name(t, found)).with("count", count))
        }
        None => t.text("bedside-done-charged-plain"),
    }))
}

pub(super) async fn refund(
    staff: Member,
    Path((admission, charge)): Path<(AdmissionId, ChargeId)>,
    post: Post<ChargeForm>,
) -> Response {
    let reason = words::reason(&post.form.reason);
    let outcome = match act::decimal("count", &post.form.count) {
        Ok(count) => {
            let request = Request::RefundCharge(usecase::RefundCharge { charge, count, reason, text: None });
            staff.execute(&post.key, request).await.map(|_| "bedside-done-refunded")
        }
        Err(refusal) => Err(refusal.into()),
    };
    // The form is in the charge's line.
    bill::after_at(&staff, admission, outcome, &format!("?refund={charge}#refund"))
}

pub(super) async fn take_deposit(
    staff: Member,
    Path(admission): Path<AdmissionId>,
    post: Post<ChargeForm>,
) -> Response {
    let taken = match post.form.deposit(admission) {
        Ok((request, amount)) => staff.execute(&post.key, request).await.map(|answer| (answer, amount)),
        Err(failure) => Err(failure),
    };
    match taken {
        Ok((Answer::DepositTaken { deposit }, amount)) => {
            receipt::taken(&staff, &address(admission), admission, deposit, amount)
        }
        Ok(_) => act::see(&address(admission)),
        Err(failure) => bill::after(&staff, admission, Err(failure)),
    }
}

pub(super) async fn return_deposit(
    staff: Member,
    Path((admission, deposit)): Path<(AdmissionId, DepositId)>,
    post: Post<ChargeForm>,
) -> Response {
    let request = post.form.returning(deposit);
    step(staff, admission, post, request, "bedside-done-deposit-returned").await
}

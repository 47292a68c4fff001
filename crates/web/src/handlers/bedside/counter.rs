//! A stay at the counter: what is due, deposits, and payments, with two means for one amount.

use super::{
    amounts::{self, Stage},
    bill::{self, Deposit, PayWay},
    charge::ChargeForm,
    present, receipt, statement,
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Notice, Pair},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{
    Action, Answer, Failure, Request,
    view::{BillDetail, SettlementStage},
};
use model::{
    id::{AdmissionId, DepositId, SettlementId},
    message::Refusal,
    money::Yuan,
    settlement::{PayMethod, PayPlace},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "bedside/counter.html")]
pub(super) struct CounterScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) id: String,
    /// The page's part of the address of its steps.
    pub(super) place: &'static str,
    pub(super) head: String,
    pub(super) facts: String,
    pub(super) stage: Stage,
    pub(super) stage_words: String,
    pub(super) totals: Vec<Pair>,
    pub(super) open: bool,
    pub(super) gives_back: bool,
    pub(super) deposits: Vec<Deposit>,
    pub(super) deposits_total: String,
    pub(super) deposit_hint: String,
    /// What can be paid now.
    pub(super) due: Option<Due>,
    /// Why nothing can be paid now; empty if something can.
    pub(super) says: String,
}

/// What can be paid now.
pub(super) struct Due {
    pub(super) settlement: String,
    pub(super) button: String,
    pub(super) way: PayWay,
    /// The patient owes, so two means can be used.
    pub(super) owes: bool,
    /// A part can be paid, and the rest later.
    pub(super) in_parts: bool,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 3] = ["bedside-done-deposit-returned", "bedside-done-part", "bedside-done-paid"];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CounterQuery {
    #[serde(default)]
    done: Option<String>,
}

/// The address of a stay's page at the counter.
pub(super) fn address(admission: AdmissionId) -> String {
    format!("/cashier/stays/{admission}")
}

/// The page.
pub(super) async fn show(
    mut staff: Member,
    Path(admission): Path<AdmissionId>,
    Query(query): Query<CounterQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    page(&staff, admission, notice).await
}

/// The same, wherever a link to the bill led.
pub(super) async fn page(staff: &Member, admission: AdmissionId, notice: Option<Notice>) -> Response {
    let found = match staff.may(Action::ReadArrears) {
        Ok(()) => staff.hospital.read(&staff.actor, read::Bill { admission }).await,
        Err(denied) => Err(denied),
    };
    match found {
        Ok(bill) => act::answer(&CounterScreen::new(&staff.t, &staff.shell, &staff.nonce, &bill, notice)),
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> CounterScreen<'a> {
    /// From what the hospital shows.
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        nonce: &'a str,
        bill: &BillDetail,
        notice: Option<Notice>,
    ) -> Self {
        let (stage, due) = (present::stage(bill), due(t, bill));
        let department = t.label(&bill.stay.department.name);
        Self {
            t,
            shell,
            nonce,
            notice,
            id: bill.stay.admission.to_string(),
            place: "/cashier",
            head: present::head(t, bill),
            facts: format!("{} · {department} · {}", words::person(t, &bill.stay.patient), present::insured(t, bill)),
            stage,
            stage_words: stage.words(t),
            totals: statement::totals(t, bill),
            open: bill.open,
            gives_back: bill.open || bill.cancelled,
            deposits: present::deposits(t, bill),
            deposits_total: t.yuan(bill.deposits_held),
            deposit_hint: present::deposit_hint(t, bill),
            says: if due.is_some() { String::new() } else { t.text(why_not(bill)) },
            due,
        }
    }
}

/// Whoever pays everything agrees on the ward, and pays then; everybody else pays once the platform has settled.
fn is_due(bill: &BillDetail) -> bool {
    match bill.stage {
        SettlementStage::Settled => true,
        SettlementStage::Consented => bill.policy.is_none(),
        SettlementStage::None
        | SettlementStage::Presettled
        | SettlementStage::Submitted
        | SettlementStage::Paid
        | SettlementStage::TakingBack => false,
    }
}

fn due(t: &Localizer, bill: &BillDetail) -> Option<Due> {
    let card = bill.settlement.as_ref().filter(|_| is_due(bill))?;
    let owes = !bill.arrears.is_zero();
    Some(Due {
        settlement: card.settlement.to_string(),
        button: amounts::button(t, false, bill::balance(bill)),
        way: bill::way_at(t, bill, "counter"),
        owes,
        in_parts: owes && bill.stage == SettlementStage::Settled,
    })
}

/// Why nothing can be paid now.
const fn why_not(bill: &BillDetail) -> &'static str {
    match bill.stage {
        SettlementStage::None | SettlementStage::Presettled | SettlementStage::Consented => "counter-not-settled",
        SettlementStage::Submitted => "counter-submitted",
        SettlementStage::TakingBack => "counter-taking-back",
        SettlementStage::Settled | SettlementStage::Paid => "counter-paid",
    }
}

/// What is paid, and by which means; with two, the first takes an amount and the second the rest.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CounterForm {
    #[serde(default)]
    settlement: Option<SettlementId>,
    #[serde(default)]
    method: String,
    /// A part of what is owed.
    #[serde(default)]
    amount: String,
    /// What the first of two means takes; empty for one means.
    #[serde(default)]
    first_amount: String,
    #[serde(default)]
    first_method: String,
}

fn method(field: &'static str, text: &str) -> Result<PayMethod, Failure> {
    words::decode(text).ok_or_else(|| Refusal::new("field-choose").field(field).into())
}

impl CounterForm {
    fn settlement(&self) -> Result<SettlementId, Failure> {
        self.settlement.ok_or_else(|| Refusal::new("field-choose").field("settlement").into())
    }

    /// All that is open.
    fn rest(&self) -> Result<usecase::Pay, Failure> {
        let (settlement, method) = (self.settlement()?, method("method", &self.method)?);
        Ok(usecase::Pay { settlement, method, place: PayPlace::Counter })
    }

    /// A part of what is owed; the rest stays owed.
    fn part(&self) -> Result<usecase::TakePayment, Failure> {
        let (settlement, method) = (self.settlement()?, method("method", &self.method)?);
        let amount = act::amount("amount", &self.amount)?;
        Ok(usecase::TakePayment { settlement, amount, method, place: PayPlace::Counter })
    }

    /// What the first of two means takes.
    fn first(&self) -> Result<Option<(Yuan, PayMethod)>, Failure> {
        if self.first_amount.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some((act::amount("first_amount", &self.first_amount)?, method("first_method", &self.first_method)?)))
    }
}

/// Pays all that is open, by one means or by two.
pub(super) async fn pay(staff: Member, Path(admission): Path<AdmissionId>, post: Post<CounterForm>) -> Response {
    let outcome = pay_all(&staff, admission, &post).await;
    after(&staff, admission, outcome)
}

async fn pay_all(staff: &Member, admission: AdmissionId, post: &Post<CounterForm>) -> Result<&'static str, Failure> {
    let rest = post.form.rest()?;
    if let Some((amount, method)) = post.form.first()? {
        let bill = staff.hospital.read(&staff.actor, read::Bill { admission }).await?;
        let first = first_of_two(&bill, &rest, amount, method)?;
        staff.execute(&act::part(&post.key, "first"), first).await?;
    }
    staff.execute(&post.key, Request::Pay(rest)).await?;
    Ok("bedside-done-paid")
}

/// The first of two means takes less than what is owed. Somebody who pays everything has no settled bill yet of which a
/// part could be paid: it is a deposit, which the payment uses at once.
fn first_of_two(bill: &BillDetail, rest: &usecase::Pay, amount: Yuan, method: PayMethod) -> Result<Request, Refusal> {
    if amount >= bill.arrears {
        return Err(Refusal::new("first-part-range")
            .field("first_amount")
            .with("value", amount)
            .with("owed", bill.arrears));
    }
    Ok(match bill.stage {
        SettlementStage::Settled => {
            let usecase::Pay { settlement, place, .. } = *rest;
            Request::TakePayment(usecase::TakePayment { settlement, amount, method, place })
        }
        SettlementStage::None
        | SettlementStage::Presettled
        | SettlementStage::Consented
        | SettlementStage::Submitted
        | SettlementStage::Paid
        | SettlementStage::TakingBack => {
            let admission = bill.stay.admission;
            Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method })
        }
    })
}

/// Takes a part of what is owed.
pub(super) async fn pay_part(staff: Member, Path(admission): Path<AdmissionId>, post: Post<CounterForm>) -> Response {
    let outcome = match post.form.part() {
        Ok(part) => staff.execute(&post.key, Request::TakePayment(part)).await.map(|_| "bedside-done-part"),
        Err(failure) => Err(failure),
    };
    after(&staff, admission, outcome)
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
        Err(failure) => after(&staff, admission, Err(failure)),
    }
}

pub(super) async fn return_deposit(
    staff: Member,
    Path((admission, deposit)): Path<(AdmissionId, DepositId)>,
    post: Post<ChargeForm>,
) -> Response {
    let outcome = match post.form.returning(deposit) {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| "bedside-done-deposit-returned"),
        Err(failure) => Err(failure),
    };
    after(&staff, admission, outcome)
}

/// After a step: leads to the page that says so, or that shows the refusal.
fn after(staff: &Member, admission: AdmissionId, outcome: Result<&'static str, Failure>) -> Response {
    let page = address(admission);
    match outcome {
        Ok(done) => act::see(&format!("{page}?done={done}")),
        Err(failure) => act::refused(&staff.t, &page, &failure).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::bedside::samples, ui::samples as staff};

    /// Of 2,431.14 in cash 1,000.00 are held as deposits.
    fn owing(stage: SettlementStage) -> BillDetail {
        let mut bill = samples::bill(stage);
        bill.deposits_held = Yuan::from_fen(100_000);
        (bill.deposit_refund, bill.arrears, bill.refunds) = (Yuan::ZERO, Yuan::from_fen(143_114), Vec::new());
        bill
    }

    fn page(t: &Localizer, bill: &BillDetail) -> String {
        CounterScreen::new(t, &staff::shell(t), staff::NONCE, bill, None).render().unwrap()
    }

    #[test]
    fn what_is_owed_can_be_paid_by_two_means_or_in_parts() {
        for t in staff::localizers() {
            let owed = page(&t, &owing(SettlementStage::Settled));
            for form in ["/pay\"", "/payments\"", "name=\"first_amount\"", "value=\"counter\""] {
                assert!(owed.contains(form), "{form}");
            }
            assert!(owed.contains("1,431.14"), "what is due");
            let returned = page(&t, &samples::bill(SettlementStage::Settled));
            assert!(returned.contains("/pay\"") && !returned.contains("first_amount"), "only money goes back");
            assert!(!returned.contains("/payments\""));
        }
    }

    #[test]
    fn a_bill_that_is_not_settled_says_so_and_has_no_payment() {
        let [zh, _] = staff::localizers();
        for stage in [
            SettlementStage::None,
            SettlementStage::Presettled,
            SettlementStage::Consented,
            SettlementStage::Submitted,
            SettlementStage::Paid,
            SettlementStage::TakingBack,
        ] {
            let bill = owing(stage);
            let shown = page(&zh, &bill);
            assert!(!shown.contains("/pay\""), "{stage:?}");
            assert!(shown.contains(&zh.text(why_not(&bill))), "{stage:?}");
        }
        let mut own = owing(SettlementStage::Consented);
        own.policy = None;
        let shown = page(&zh, &own);
        assert!(shown.contains("/pay\"") && !shown.contains("/payments\""), "{shown}");
    }

    #[test]
    fn the_first_of_two_means_takes_less_than_all() {
        let bill = owing(SettlementStage::Settled);
        let settlement = bill.settlement.as_ref().unwrap().settlement;
        let rest = usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Counter };
        let first = |bill: &BillDetail, fen| first_of_two(bill, &rest, Yuan::from_fen(fen), PayMethod::Card);
        let refused = first(&bill, 143_114).unwrap_err();
        assert_eq!((refused.code, refused.field), ("first-part-range", Some("first_amount")));
        assert!(matches!(first(&bill, 143_113), Ok(Request::TakePayment(part))
            if (part.method, part.place, part.amount) == (PayMethod::Card, PayPlace::Counter, Yuan::from_fen(143_113))));
        let mut own = owing(SettlementStage::Consented);
        own.policy = None;
        assert!(matches!(first(&own, 100), Ok(Request::TakeDeposit(_))));
    }

    #[test]
    fn one_means_needs_no_first_amount() {
        let form = |amount: &str, by: &str| CounterForm {
            first_amount: amount.into(),
            first_method: by.into(),
            ..CounterForm::default()
        };
        assert_eq!(form(" ", "card").first().unwrap(), None);
        assert_eq!(form("12.50", "card").first().unwrap(), Some((Yuan::from_fen(1_250), PayMethod::Card)));
        assert!(form("12.50", "").first().is_err());
    }
}

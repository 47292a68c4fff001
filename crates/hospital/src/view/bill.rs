//! What the bedside page shows: who pays what of a stay, why, and what stands in the way.

use super::{
    AdmissionState, BedRef, CoverageSummary, DepartmentRef, DepositSuggestion, PersonSummary, SettlementStage,
};
use model::{
    Label,
    code::{ItemCode, PolicyCode, SettlementNumber, StayNumber},
    id::{AdmissionId, ChargeId, CoverageId, DepositId, SettlementId},
    interface::Interface,
    message::Message,
    money::Yuan,
    settlement::{Amounts, ChargeClass, LineSplit, PayMethod, PayPlace},
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
use serde::Serialize;
use settlement::{CHECK_REGISTERED, CHECK_UPLOADED, explanation::Explanation, stake::Stake};
use utoipa::ToSchema;

/// A stay's bill at the bedside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillDetail {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The stay, its patient and the insurance that the bill is under.
    pub stay: BillStay,
    /// The insurance policy by which the bill is split; none if the patient pays all.
    pub policy: Option<PolicyRef>,
    /// How far the settlement is.
    pub stage: SettlementStage,
    /// Whose `amounts` these are: ours, the platform's trial, or final.
    pub amounts_are: AmountsAre,
    /// Who pays what: the platform's amounts once it has given any, until then our estimate.
    pub amounts: Amounts,
    /// Deposits held, or those that were set against the bill.
    pub deposits_held: Yuan,
    /// What goes back to the patient.
    pub deposit_refund: Yuan,
    /// By which ways that goes back, or went back: those by which the deposits came, the largest first. None for what
    /// went back before this was recorded.
    pub refunds: Vec<RefundWay>,
    /// What the patient still has to pay, or paid when the bill was closed.
    pub arrears: Yuan,
    /// What the patient paid in parts before that; the settlement lists them.
    pub paid_in_part: Yuan,
    /// Our own amounts, as a cross-check.
    pub estimate: Amounts,
    /// Why the amount that is signed is what it is: the split that holds, step by step; and where it differs from ours.
    pub explanation: Explanation,
    /// When somebody looked into a difference that nobody could explain, and said what it is.
    pub difference_confirmed_at: Option<Instant>,
    /// Conventions on which our estimate rests, that the policy does not state, and that would move money here; none
    /// once the platform has said what holds.
    pub stakes: Vec<Stake>,
    /// Why our arithmetic can only be an estimate: the policy is not in force, or charges count in two years.
    pub doubts: Vec<Message>,
    /// Our own arithmetic rests on something that nobody states: it stays an estimate.
    pub estimate_only: bool,
    /// Lines and refunds, in the order of their days.
    pub lines: Vec<BillLine>,
    /// All deposits taken for the stay, also those given back.
    pub deposits: Vec<DepositLine>,
    /// Roughly how much a deposit should be, from the hospital's own settlements of the same disease.
    pub suggestion: Option<DepositSuggestion>,
    /// The price list, while lines may be added.
    pub items: Vec<PriceLine>,
    /// What must be in order before the bill can be settled, each with whether it is.
    pub checks: Vec<BillCheck>,
    /// Every one of the `checks` has passed.
    pub ready: bool,
    /// What goes on with the platform: under way, unknown or set aside; none if nothing does.
    pub exchange: Option<ExchangeNotice>,
    /// The settlement that counts; none before the first trial.
    pub settlement: Option<SettlementSummary>,
    /// What became of the last try to take that settlement back, if it holds all the same: `take-back-refused`,
    /// `take-back-not-done`.
    pub take_back_failed: Option<Message>,
    /// The last settlement of the stay that was taken back.
    pub taken_back: Option<TakenBackSummary>,
    /// Lines may still be charged and taken back: it is not sent for settlement, and the stay is not over.
    pub open: bool,
    /// Money only goes back: the admission is cancelled.
    pub cancelled: bool,
    /// The insurance that the stay is under, and those that it may be under.
    pub insurance: BillInsurance,
}

/// A statement: the bill, and the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BillStatement {
    /// The whole bill, as at the bedside.
    pub bill: BillDetail,
    /// The signature on the screen: SVG path data (`M120 500 130 480 …`), in thousandths of a field's width and height,
    /// which is 708 × 224; none if paper was signed, or nothing yet.
    pub signature: Option<String>,
}

/// The insurance that a stay is under, and those that it may be under until it is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillInsurance {
    /// The patient's insurances under which the stay can be settled, the newest first.
    pub choices: Vec<CoverageChoice>,
    /// The patient may be insured but pays all for now.
    pub pays_all: bool,
    /// What the insurer knows of the stay under another insurance is being taken back.
    pub withdrawing: bool,
    /// Another insurance may be chosen: the bill is neither settled nor being settled.
    pub open: bool,
}

/// An insurance of the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageChoice {
    /// Id of the insurance, with which the stay is put under it.
    pub coverage: CoverageId,
    /// Scheme, class and insured place.
    pub card: CoverageSummary,
    /// The bill is under this insurance now.
    pub in_force: bool,
}

/// The stay of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillStay {
    /// Id of the stay, as in the address of its bill.
    pub admission: AdmissionId,
    /// The patient whose stay it is.
    pub patient: PersonSummary,
    /// Where the stay stands.
    pub state: AdmissionState,
    /// The bed that is kept or occupied, or was left at the end; none before one is kept.
    pub bed: Option<BedRef>,
    /// The department that requested the admission.
    pub department: DepartmentRef,
    /// ICD-10 code of the diagnosis with which the admission was requested.
    pub diagnosis: String,
    /// The insurance that the bill is under, whatever else the patient has.
    pub coverage: Option<CoverageSummary>,
    /// Day of admission, from which the days of the stay are counted.
    pub admitted_on: BusinessDate,
    /// Which day of the stay it is, from 1; once discharged, its last one.
    pub day: u32,
    /// When the patient left; none while the stay goes on.
    pub discharged_at: Option<Instant>,
    /// Number of the stay at the platform (就诊ID); none until it is registered there.
    #[schema(value_type = Option<String>)]
    pub mdtrt_id: Option<StayNumber>,
}

/// A policy, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyRef {
    /// Id of the policy with its version, such as `370100-310-inpatient-2024`.
    #[schema(value_type = String)]
    pub policy: PolicyCode,
    /// What people call it, in both languages.
    pub title: Label,
}

/// Whose amounts are shown.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountsAre {
    /// Our own, before the platform was asked.
    Estimate,
    /// The platform's trial.
    Trial,
    /// The platform's settlement, or the bill of someone who pays all.
    Final,
}

/// A line of the bill, or a refund of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillLine {
    /// The line, or the refund line.
    pub charge: ChargeId,
    /// For a refund, the line of which it takes units back; none for a charge.
    pub refund_of: Option<ChargeId>,
    /// The hospital's item code.
    #[schema(value_type = String)]
    pub item: ItemCode,
    /// Name of the item when it was charged, in both languages.
    pub name: Label,
    /// What is counted; none if nobody said.
    pub unit: Option<Label>,
    /// Class in the insurance catalogue, which decides how much of it is in scope.
    pub class: ChargeClass,
    /// Price in yuan per unit when it was charged, up to 6 decimals.
    pub unit_price: Decimal,
    /// Units; negative for a refund.
    pub count: Decimal,
    /// The amount; negative for a refund.
    pub amount: Yuan,
    /// Its split; negative for a refund.
    pub split: LineSplit,
    /// The day of the charge; for a refund, the day on which it was made.
    pub date: BusinessDate,
    /// Units that can still be taken back; zero for a refund.
    pub left: Decimal,
    /// The platform has received the line (2301).
    pub uploaded: bool,
    /// The platform splits the line otherwise than `split` says.
    pub differs: bool,
}

/// What goes back by one way of paying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefundWay {
    /// The way by which it came.
    pub method: PayMethod,
    /// How much goes back by it, in yuan.
    pub amount: Yuan,
}

/// A deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepositLine {
    /// Id of the deposit, with which it is given back.
    pub deposit: DepositId,
    /// The amount that was taken, in yuan.
    pub amount: Yuan,
    /// How the patient paid it.
    pub method: PayMethod,
    /// When it was taken, hospital time.
    pub at: Instant,
    /// What was given back of it so far, in yuan, by hand or when a settlement was paid.
    pub returned: Yuan,
    /// When something was given back of it last; none if nothing was.
    pub returned_at: Option<Instant>,
    /// The most that can be given back of it now, in yuan: what is left of it and held.
    pub returnable: Yuan,
    /// What of it counts against the bill, in yuan: what is left, and what went back when the bill was paid.
    pub counts: Yuan,
}

impl DepositLine {
    /// What is left of it.
    pub fn left(&self) -> Yuan {
        self.amount - self.returned
    }
}

/// An item that can be charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PriceLine {
    /// The hospital's own code of the item, with which it is charged.
    #[schema(value_type = String)]
    pub item: ItemCode,
    /// Name of the item in both languages.
    pub name: Label,
    /// What is counted; none if nobody said.
    pub unit: Option<Label>,
    /// Class in the insurance catalogue, which decides how much of it is in scope.
    pub class: ChargeClass,
    /// Price in yuan per unit now, up to 6 decimals.
    pub unit_price: Decimal,
}

impl BillDetail {
    /// Is there a difference that nobody can explain, and that somebody still has to look into?
    #[must_use]
    pub const fn asks_about_difference(&self) -> bool {
        self.explanation.is_unexplained() && self.difference_confirmed_at.is_none()
    }

    /// May the platform be asked for a trial? A stay that is not registered yet, and lines that are not uploaded, do
    /// not stand in the way: the trial sees to both first.
    #[must_use]
    pub fn can_presettle(&self) -> bool {
        self.checks.iter().all(|check| check.passed || self.trial_does(check))
    }

    /// Is the check not in order yet, but seen to by the trial that is asked for next?
    #[must_use]
    pub fn trial_does(&self, check: &BillCheck) -> bool {
        self.stage == SettlementStage::None && !check.passed && by_trial(&check.message)
    }
}

/// Is this a check that a trial sees to first?
pub(crate) fn by_trial(check: &Message) -> bool {
    [CHECK_REGISTERED, CHECK_UPLOADED].contains(&&*check.id)
}

/// A check before settling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillCheck {
    /// What was checked, as words with their values: `check-…`.
    pub message: Message,
    /// Whether it is in order now.
    pub passed: bool,
    /// How to go on, as words: `way-…`; none if it is in order.
    pub way: Option<Message>,
}

/// An exchange that is under way, whose outcome is unknown, or whose answer was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExchangeNotice {
    /// Number of the national interface, such as 2304 for the settlement.
    #[schema(value_type = String)]
    pub infno: Interface,
    /// What is going on: `exchange-notice-running`, `exchange-notice-unknown`, `exchange-notice-foreign`, or
    /// `exchange-notice-unfit`, `exchange-notice-unfit-amount`, `exchange-notice-unfit-bound` for an answer that was
    /// set aside.
    pub message: Message,
    /// The outcome is not known: money waits, nothing is final.
    pub unknown: bool,
    /// When the exchange in question was begun.
    pub since: Instant,
}

/// A part of what a settled bill owes, paid before the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartPayment {
    /// How much was paid, in yuan.
    pub amount: Yuan,
    /// How the patient paid it.
    pub method: PayMethod,
    /// Where it was paid.
    pub place: PayPlace,
    /// When it was paid, hospital time.
    pub at: Instant,
}

/// A settlement that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TakenBackSummary {
    /// Id of the settlement.
    pub settlement: SettlementId,
    /// When it was taken back, hospital time.
    pub at: Instant,
    /// What of the deposits had been used for the bill, and is held again.
    pub deposits: Yuan,
    /// What the patient had paid besides, and gets back.
    pub refund: Yuan,
    /// By which ways that comes back: those by which it was paid; none if nothing had been paid besides.
    pub ways: Vec<RefundWay>,
    /// The number of its receipt, and that of the receipt that cancels it; none if there was none.
    pub receipts: Option<(String, String)>,
}

/// The settlement that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettlementSummary {
    /// Id of the settlement, with which consent is given and the bill is settled.
    pub settlement: SettlementId,
    /// Its number within the stay.
    pub number: u32,
    /// The fingerprint of what the patient agrees to.
    pub fingerprint: String,
    /// When the patient agreed; none before that.
    pub consent_at: Option<Instant>,
    /// Signed on the screen, not on paper.
    pub on_screen: bool,
    /// The platform's number of the settlement (结算ID); none until it has settled.
    #[schema(value_type = Option<String>)]
    pub setl_id: Option<SettlementNumber>,
    /// When the platform settled it, or when somebody who pays all had paid; none until then.
    pub settled_at: Option<Instant>,
    /// What was paid of it in parts before it was closed, in order.
    pub payments: Vec<PartPayment>,
    /// The number of the receipt that was given when the bill was closed, such as `2026-000017`; none before that, and
    /// for bills that were closed before receipts had numbers.
    pub receipt: Option<String>,
    /// When the bill was closed and how the difference was paid; none until then.
    #[schema(value_type = Option<(crate::schema::PointInTime, PayMethod)>)]
    pub paid: Option<(Instant, PayMethod)>,
    /// Where it was paid; none until then.
    pub paid_place: Option<PayPlace>,
}

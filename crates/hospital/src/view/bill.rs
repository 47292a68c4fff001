//! What the bedside page shows: who pays what of a stay, why, and what stands in the way.

use super::{AdmissionState, BedRef, CoverageSummary, DepartmentRef, PersonSummary, SettlementStage};
use model::{
    Label,
    id::{AdmissionId, ChargeId, CoverageId, DepositId, SettlementId},
    message::Message,
    money::Yuan,
    settlement::{Amounts, ChargeClass, LineSplit, PayMethod},
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
use serde::Serialize;
use settlement::{explanation::Explanation, stake::Stake};
use utoipa::ToSchema;

/// A stay's bill at the bedside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillPage {
    /// Hospital time.
    pub now: Instant,
    /// The stay.
    pub stay: BillStay,
    /// The policy; `None` if the patient pays all.
    pub policy: Option<PolicyRef>,
    /// How far the settlement is.
    pub stage: SettlementStage,
    /// Whose amounts these are.
    pub amounts_are: AmountsAre,
    /// The amounts that hold.
    pub amounts: Amounts,
    /// Deposits held, or those that were set against the bill.
    pub deposits_held: Yuan,
    /// What goes back to the patient.
    pub deposit_refund: Yuan,
    /// What the patient still has to pay.
    pub arrears: Yuan,
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
    /// Deposits.
    pub deposits: Vec<DepositLine>,
    /// Roughly how much a deposit should be, from the hospital's own settlements of the same disease.
    pub suggestion: Option<DepositSuggestion>,
    /// The price list, while lines may be added.
    pub items: Vec<PriceLine>,
    /// What must be in order before settling.
    pub checks: Vec<BillCheck>,
    /// Every check has passed.
    pub ready: bool,
    /// The platform, if an exchange is under way or its outcome unknown.
    pub exchange: Option<ExchangeNotice>,
    /// The settlement that counts.
    pub settlement: Option<SettlementSummary>,
    /// Lines may still change.
    pub open: bool,
    /// Money only goes back: the admission is cancelled.
    pub cancelled: bool,
    /// The insurance that the stay is under, and those that it may be under.
    pub insurance: BillInsurance,
}

/// A statement: the bill, and the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementPage {
    /// The bill.
    pub bill: BillPage,
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
    /// The coverage.
    pub coverage: CoverageId,
    /// The insurance itself.
    pub card: CoverageSummary,
    /// The stay is under it.
    pub in_force: bool,
}

/// The stay of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillStay {
    /// The admission.
    pub admission: AdmissionId,
    /// The patient.
    pub patient: PersonSummary,
    /// Where it stands.
    pub state: AdmissionState,
    /// The bed.
    pub bed: Option<BedRef>,
    /// The department.
    pub department: DepartmentRef,
    /// ICD-10 code.
    pub diagnosis: String,
    /// The insurance that the bill is under.
    pub coverage: Option<CoverageSummary>,
    /// Day of admission.
    pub admitted_on: BusinessDate,
    /// Day of the stay, from 1.
    pub day: u32,
    /// Left at.
    pub discharged_at: Option<Instant>,
    /// Number of the stay at the platform (就诊ID).
    pub mdtrt_id: Option<String>,
}

/// A policy, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyRef {
    /// Its id.
    pub policy: String,
    /// What people call it.
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
    /// The line of which it takes units back.
    pub refund_of: Option<ChargeId>,
    /// The hospital's item code.
    pub item: String,
    /// Its name.
    pub name: Label,
    /// What is counted; `None` if nobody said.
    pub unit: Option<Label>,
    /// Catalogue class.
    pub class: ChargeClass,
    /// Yuan per unit.
    pub unit_price: Decimal,
    /// Units; negative for a refund.
    pub count: Decimal,
    /// The amount; negative for a refund.
    pub amount: Yuan,
    /// Its split; negative for a refund.
    pub split: LineSplit,
    /// The day.
    pub date: BusinessDate,
    /// Units that can still be taken back; zero for a refund.
    pub left: Decimal,
    /// The platform has it.
    pub uploaded: bool,
    /// The platform splits it differently.
    pub differs: bool,
}

/// A deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepositLine {
    /// The deposit.
    pub deposit: DepositId,
    /// The amount.
    pub amount: Yuan,
    /// How it was paid.
    pub method: PayMethod,
    /// When it was taken.
    pub at: Instant,
    /// Given back at, if it was taken by mistake.
    pub returned_at: Option<Instant>,
}

/// Roughly how much a deposit should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepositSuggestion {
    /// Mean of what patients with the same disease paid themselves, to whole 100 yuan.
    pub amount: Yuan,
    /// How many settlements this is based on.
    pub cases: u32,
}

/// An item that can be charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PriceLine {
    /// The hospital's code.
    pub item: String,
    /// Its name.
    pub name: Label,
    /// What is counted; `None` if nobody said.
    pub unit: Option<Label>,
    /// Catalogue class.
    pub class: ChargeClass,
    /// Yuan per unit.
    pub unit_price: Decimal,
}

impl BillPage {
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
    matches!(&*check.id, "check-registered" | "check-uploaded")
}

/// A check before settling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BillCheck {
    /// What was checked.
    pub message: Message,
    /// Whether it is in order.
    pub passed: bool,
    /// How to go on, if it is not.
    pub way: Option<Message>,
}

/// An exchange that is under way, whose outcome is unknown, or whose answer was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExchangeNotice {
    /// The interface's number.
    pub infno: String,
    /// What is going on: `exchange-notice-running`, `exchange-notice-unknown`, `exchange-notice-foreign`, or
    /// `exchange-notice-unfit`, `exchange-notice-unfit-amount`, `exchange-notice-unfit-bound` for an answer that was
    /// set aside.
    pub message: Message,
    /// The outcome is not known: money waits, nothing is final.
    pub unknown: bool,
    /// Since when it is so.
    pub since: Instant,
}

/// The settlement that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettlementSummary {
    /// The settlement.
    pub settlement: SettlementId,
    /// Its number within the stay.
    pub number: u32,
    /// The fingerprint of what the patient agrees to.
    pub fingerprint: String,
    /// When the patient agreed.
    pub consent_at: Option<Instant>,
    /// Signed on the screen, not on paper.
    #[serde(rename = "on_glass")]
    pub on_screen: bool,
    /// The platform's number of the settlement (结算ID).
    pub setl_id: Option<String>,
    /// Settled at.
    pub settled_at: Option<Instant>,
    /// Closed at, and how the money was paid.
    #[schema(value_type = Option<(crate::schema::PointInTime, PayMethod)>)]
    pub paid: Option<(Instant, PayMethod)>,
}
